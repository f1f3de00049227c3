"""The layout of graphs: rightwards, apart, and free of crossings where that is easy."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coursekit.results.graph_layout import graph_layout

LECTURE = [(), (), (0, 1), (), (1, 3), (2, 4)]


@st.composite
def graphs(draw):
    """Parents of each node: of smaller numbers, any of them several times; all but the last have children."""
    parents = []
    for number in range(draw(st.integers(1, 16))):
        earlier = st.lists(st.integers(0, number - 1), max_size=3) if number else st.just([])
        parents.append(tuple(draw(earlier)))
    return parents


@given(graphs())
def test_edges_lead_rightwards_and_nodes_stand_apart(parents):
    layout = graph_layout(parents)
    places = np.array(layout.nodes)
    for one in range(len(places)):
        for other in range(one):
            same_column = places[one, 0] == places[other, 0]
            assert not same_column or abs(places[one, 1] - places[other, 1]) > 1 - 1e-9
    ends = [(parent, child) for child, inputs in enumerate(parents) for parent in inputs]
    assert len(layout.edges) == len(layout.labels) == len(ends)
    for line, (parent, child) in zip(layout.edges, ends, strict=True):
        assert (line[0], line[-1]) == (layout.nodes[parent], layout.nodes[child])
        assert all(after[0] == before[0] + 1 for before, after in pairwise(line))
        for x, y in line[1:-1]:
            assert all(abs(y - other) > 0.6 - 1e-9 for column, other in layout.nodes if column == x)
    assert min(y for _, y in layout.nodes) >= 0
    assert layout.width == places[:, 0].max()
    assert layout.height >= places[:, 1].max()


def test_the_lectures_graph():
    layout = graph_layout(LECTURE)
    assert [x for x, _ in layout.nodes] == [0, 0, 1, 0, 1, 2]
    assert [y for _, y in layout.nodes] == [0, 1, 0.5, 2, 1.5, 1]
    assert len(set(layout.labels)) == 6


def test_inputs_stand_beside_their_first_use():
    assert [x for x, _ in graph_layout([(), (0,), (1,), (), (2, 3)]).nodes] == [0, 1, 2, 2, 3]


def test_crossings_are_undone():
    layout = graph_layout([(), (), (1,), (0,), (2, 3)])
    heights = [y for _, y in layout.nodes]
    assert (heights[0] < heights[1]) == (heights[3] < heights[2])


def test_labels_of_edges_with_the_same_ends_do_not_cover_each_other():
    one, other = graph_layout([(), (0, 0)]).labels
    assert abs(one[0] - other[0]) >= 0.1 or abs(one[1] - other[1]) >= 0.3


def test_nothing_has_a_layout_too():
    layout = graph_layout([])
    assert (layout.width, layout.height, layout.nodes) == (0, 0, ())
