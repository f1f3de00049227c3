"""Where the nodes of a graph stand on a page: in columns from left to right, with few crossings and no overlaps.

Every gate stands to the right of all that it is computed from; inputs and constants one column before their first use.
An edge that passes a column gets a place of its own there, so that it never runs through a node. The order within the
columns is improved by barycentres, up and down; then each column comes as near to its neighbours' heights as it can.

Source: layered drawing, Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures"
(1981).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Point = tuple[float, float]

# Heights between neighbours in a column: of two nodes, and where an edge passes.
APART, PASSING = 1.0, 0.6
SWEEPS = 12

# The size of what is written beside an edge, and where along it may stand, best first.
LABEL = (0.5, 0.32)
ALONG = (0.5, 0.42, 0.58, 0.36, 0.64)
BESIDE = (0.0, -0.16, 0.16, -0.32, 0.32)


@dataclass(frozen=True)
class Layout:
    """Places in columns and rows: x grows by one from column to column, y downwards, by one from node to node.

    `nodes[i]` is the centre of node i. `edges[e]` leads from its parent to its child, one point in every column that
    it passes. `labels[e]` is where to write beside it. `width`, `height`: the largest x and y; the smallest are 0.
    """

    nodes: tuple[Point, ...]
    edges: tuple[tuple[Point, ...], ...]
    labels: tuple[Point, ...]

    @property
    def width(self) -> float:
        """The largest x."""
        return max((x for x, _ in self.nodes), default=0.0)

    @property
    def height(self) -> float:
        """The largest y, of nodes and of edges."""
        return max((y for line in (self.nodes, *self.edges) for _, y in line), default=0.0)


def graph_layout(parents: Sequence[Sequence[int]]) -> Layout:
    """Return the layout of a graph. parents: for each node the numbers of its inputs, which are all smaller."""
    columns_of = _columns(parents)
    chains, neighbours, columns = _with_passing(parents, columns_of)
    columns = _ordered(columns, neighbours)
    heights = _heights(columns, neighbours, len(parents))
    lowest = min(heights.values(), default=0.0)
    column_of = {item: number for number, column in enumerate(columns) for item in column}
    places = {item: (float(column_of[item]), heights[item] - lowest) for item in heights}
    edges = tuple(tuple(places[item] for item in chain) for chain in chains)
    return Layout(tuple(places[number] for number in range(len(parents))), edges, _labels(edges))


def _columns(parents: Sequence[Sequence[int]]) -> list[int]:
    """Return each node's column: gates as early as possible, inputs as late."""
    columns: list[int] = []
    for inputs in parents:
        columns.append(1 + max(columns[parent] for parent in inputs) if inputs else 0)
    first_use: dict[int, int] = {}
    for child, inputs in enumerate(parents):
        for parent in inputs:
            first_use[parent] = min(first_use.get(parent, columns[child]), columns[child])
    for node, inputs in enumerate(parents):
        if not inputs and node in first_use:
            columns[node] = first_use[node] - 1
    return columns


def _with_passing(
    parents: Sequence[Sequence[int]], columns_of: list[int]
) -> tuple[list[list[int]], dict[int, list[int]], list[list[int]]]:
    """Return the chain of items of each edge, the neighbours of every item, and the columns.

    Items are the nodes and, numbered after them, the places where edges pass. An edge that passes anything and has the
    same ends as another shares its places.
    """
    columns: list[list[int]] = [[] for _ in range(max(columns_of, default=-1) + 1)]
    for node in range(len(parents)):
        columns[columns_of[node]].append(node)
    neighbours: dict[int, list[int]] = {node: [] for node in range(len(parents))}
    chains: list[list[int]] = []
    passing: dict[tuple[int, int, int], int] = {}
    for child, inputs in enumerate(parents):
        for parent in inputs:
            chain = [parent]
            for column in range(columns_of[parent] + 1, columns_of[child]):
                item = passing.setdefault((parent, child, column), len(neighbours))
                if item not in neighbours:
                    neighbours[item] = []
                    columns[column].append(item)
                chain.append(item)
            chain.append(child)
            chains.append(chain)
            for one, other in pairwise(chain):
                neighbours[one].append(other)
                neighbours[other].append(one)
    return chains, neighbours, columns


def _ordered(columns: list[list[int]], neighbours: dict[int, list[int]]) -> list[list[int]]:
    """Return the columns in the order with the fewest crossings that the sweeps come upon."""
    best, fewest = [list(column) for column in columns], _crossings(columns, neighbours)
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        forward = sweep % 2 == 0
        numbers = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        columns = [list(column) for column in columns]
        for number in numbers:
            rank = {item: place for place, item in enumerate(columns[number - 1 if forward else number + 1])}
            own = {item: float(place) for place, item in enumerate(columns[number])}
            centre = {
                item: float(np.mean(known))
                if (known := [rank[n] for n in neighbours[item] if n in rank])
                else own[item]
                for item in columns[number]
            }
            columns[number].sort(key=lambda item, centre=centre: centre[item])  # type: ignore[misc]
        crossings = _crossings(columns, neighbours)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
    return best


def _crossings(columns: list[list[int]], neighbours: dict[int, list[int]]) -> int:
    total = 0
    for left, right in pairwise(columns):
        rank = {item: place for place, item in enumerate(right)}
        ends = np.array([(place, rank[n]) for place, item in enumerate(left) for n in neighbours[item] if n in rank])
        if len(ends):
            starts, stops = ends.T
            total += int(np.sum((starts[:, None] < starts) & (stops[:, None] > stops)))
    return total


def _heights(columns: list[list[int]], neighbours: dict[int, list[int]], nodes: int) -> dict[int, float]:
    """Return a height for every item: near the mean of its neighbours', and apart from the others of its column."""
    gaps = [
        [APART if max(pair) < nodes else PASSING for pair in pairwise(column)]
        for column in columns
    ]  # fmt: skip
    heights: dict[int, float] = {}
    for column, gap in zip(columns, gaps, strict=True):
        offsets = np.concatenate([[0.0], np.cumsum(gap)])
        heights.update(zip(column, offsets - offsets[-1] / 2, strict=True))
    for sweep in range(SWEEPS):
        for number in range(len(columns)) if sweep % 2 == 0 else range(len(columns) - 1, -1, -1):
            column = columns[number]
            wanted = [
                float(np.mean([heights[each] for each in neighbours[item]])) if neighbours[item] else heights[item]
                for item in column
            ]
            heights.update(zip(column, _spread(wanted, gaps[number]), strict=True))
    return heights


def _spread(wanted: list[float], gaps: list[float]) -> list[float]:
    """Return the heights nearest to those wanted, in the sense of least squares, that keep the gaps.

    Without the gaps' sum, they have to increase: pooling neighbours that don't is known to be the best.
    """
    offsets = np.concatenate([[0.0], np.cumsum(gaps)])
    pools: list[tuple[float, int]] = []
    for height in np.asarray(wanted) - offsets:
        mean, size = float(height), 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    levels = [mean for mean, size in pools for _ in range(size)]
    return [float(level + offset) for level, offset in zip(levels, offsets, strict=True)]


def _labels(edges: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    """Return a place beside each edge, on its last stretch, where the labels before it leave most room."""
    placed: list[Point] = []
    for line in edges:
        (x0, y0), (x1, y1) = line[-2:]
        choices = [
            (x0 + along * (x1 - x0), y0 + along * (y1 - y0) + beside, abs(along - 0.5) + abs(beside))
            for beside in BESIDE
            for along in ALONG
        ]
        covered = [sum(_overlap((x, y), other) for other in placed) + 0.05 * away for x, y, away in choices]
        placed.append(choices[int(np.argmin(covered))][:2])
    return tuple(placed)


def _overlap(one: Point, other: Point) -> float:
    """Return the area that two labels share."""
    sides = [max(size - abs(a - b), 0.0) for a, b, size in zip(one, other, LABEL, strict=True)]
    return sides[0] * sides[1]
