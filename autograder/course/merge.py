"""Rebuilding a submission on the instructor's notebook: the student contributes text, and nothing else.

nbgrader marks cells as solution, test, locked or task. Of these, everything but the text of solution cells comes from
the master: kind, points, order, metadata, tests. A cell without such a mark is the student's own, as it is for
nbgrader: its text is graded as it was handed in, where it was handed in, and it is not put back if it was deleted.

What had to be put right is told as repairs, for the instructor's eyes and the student's feedback.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.master import Master
from autograder.course.notebooks import MADE_ID, free_id, grade_id, is_locked, is_marked, is_solution, is_test


@dataclass(frozen=True)
class Repair:
    """One thing that was put right.

    kind: `"missing"` (put back), `"duplicate"` (a second cell of that name, kept as ordinary), `"unknown"` (a name that
    the assignment doesn't have), `"retyped"`, `"reordered"`, `"changed"` (a locked text) or `"kernel"`.
    """

    kind: str
    grade_id: str | None
    message: str


@dataclass(frozen=True)
class Merged:
    """The notebook to be run and graded, and what had to be put right in the submission."""

    notebook: NotebookNode
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class _Placed:
    """A cell of the outcome, and its place in the master if it has one: of itself, or of the cell that it was."""

    cell: NotebookNode
    place: int | None
    marked: bool


def merge(master: Master, submission: NotebookNode) -> Merged:
    """Rebuild `submission`, as `read_notebook` returns it, on `master`; neither is changed.

    The outcome is a valid notebook without outputs, whose marked cells are the master's, in the master's order, each
    exactly once.
    """
    chosen = _choose(master, submission.cells)
    standing = _standing(chosen)
    moved = set(chosen.values()) - set(standing.values())
    left = [(index, cell) for index, cell in enumerate(submission.cells) if index not in moved]
    placed = _stood(master, standing, left)
    for place, cell in enumerate(master.stored.cells):
        if is_marked(cell) and place not in standing:
            text = submission.cells[chosen[place]] if place in chosen else master.released[grade_id(cell)]
            restored = _Placed(_of_master(cell, text), place, marked=True)
            placed.insert(_gap(placed, place, late=is_test(cell)), restored)
    _rename_own(placed)
    notebook = NotebookNode(
        nbformat=master.stored.nbformat,
        nbformat_minor=master.stored.nbformat_minor,
        metadata=copy.deepcopy(master.stored.metadata),
        cells=[entry.cell for entry in placed],
    )
    return Merged(notebook, tuple(_repairs(master, chosen, standing, submission)))


def _choose(master: Master, cells: Sequence[NotebookNode]) -> dict[int, int]:
    """Which cell of the submission stands for which of the master's: {place in the master: index}.

    Of several with one name (an editor that splits a cell leaves two), the first that is of the right kind and was
    answered; failing that, the first of the right kind; failing that, the first.
    """
    places = {grade_id(cell): place for place, cell in enumerate(master.stored.cells) if is_marked(cell)}
    rivals: dict[int, list[int]] = {}
    for index, cell in enumerate(cells):
        place = places.get(grade_id(cell))
        if place is not None:
            rivals.setdefault(place, []).append(index)

    def merit(index: int) -> tuple[bool, bool]:
        released = master.released[grade_id(cells[index])]
        return cells[index].cell_type == released.cell_type, cells[index].source != released.source

    return {place: max(indices, key=merit) for place, indices in rivals.items()}  # max: the first of equals


def _standing(chosen: dict[int, int]) -> dict[int, int]:
    """Those of the chosen that are in the master's order: as many as can be, so that what was moved is few.

    The longest run of places whose indices increase (Schensted 1961), in time quadratic in the master's cells.
    """
    best: dict[int, list[int]] = {}  # the longest run that ends in a place
    for place in sorted(chosen):
        earlier = (run for last, run in best.items() if chosen[last] < chosen[place])
        best[place] = [*max(earlier, key=len, default=[]), place]
    return {place: chosen[place] for place in max(best.values(), key=len, default=[])}


def _stood(master: Master, standing: dict[int, int], cells: Sequence[tuple[int, NotebookNode]]) -> list[_Placed]:
    """The marked cells that stand in order, and all of the student's own, in the order in which they were handed in."""
    place_of = {index: place for place, index in standing.items()}
    unmarked = _unmarked_places(master)
    placed = []
    for index, cell in cells:
        if index in place_of:
            place = place_of[index]
            placed.append(_Placed(_of_master(master.stored.cells[place], cell), place, marked=True))
        else:
            known = unmarked.get(cell.source, unmarked.get(cell.id))
            placed.append(_Placed(_own(cell), known, marked=False))
    return placed


def _unmarked_places(master: Master) -> dict[str, int]:
    """Where the master's unmarked cells stand, by their texts and ids, to recognise them in a submission."""
    found: dict[str, int] = {}
    for place, cell in enumerate(master.stored.cells):
        if not is_marked(cell):
            if cell.source.strip():
                found.setdefault(cell.source, place)
            if not cell.id.startswith(MADE_ID):
                found.setdefault(cell.id, place)
    return found


def _gap(placed: Sequence[_Placed], place: int, late: bool) -> int:
    """Where a cell that was missing or moved goes, whose place in the master is `place`.

    Between the marked cells before and after it, and there between the master's unmarked ones. What is left of
    freedom is used in the student's favour: tests come after the student's own cells, others before them.
    """
    low, high = 0, len(placed)
    for index, entry in enumerate(placed):
        if entry.marked and entry.place is not None:
            if entry.place < place:
                low = index + 1
            else:
                high = index
                break
    known = [(index, entry.place) for index, entry in enumerate(placed[low:high], low) if entry.place is not None]
    low = max((index + 1 for index, of_master in known if of_master < place), default=low)
    high = min((index for index, of_master in known if index >= low), default=high)
    return high if late else low


def _of_master(cell: NotebookNode, text: NotebookNode) -> NotebookNode:
    """The master's `cell`, with the text (and pasted pictures) of `text` if it is the student's to write."""
    result = copy.deepcopy(cell)
    if is_solution(cell):
        result["source"] = text.source
        if cell.cell_type == "markdown":
            result.pop("attachments", None)
            if "attachments" in text:
                result["attachments"] = copy.deepcopy(text.attachments)
    return result


def _own(cell: NotebookNode) -> NotebookNode:
    """A cell of the student's own: its kind, text and pasted pictures, without any metadata."""
    result = copy.deepcopy(cell)
    result["metadata"] = NotebookNode()
    return result


def _rename_own(placed: Sequence[_Placed]) -> None:
    """Give the student's own cells ids that no other cell has."""
    taken = {entry.cell.id for entry in placed if entry.marked}
    for entry in placed:
        if not entry.marked:
            entry.cell["id"] = free_id(entry.cell.id, taken)
            taken.add(entry.cell.id)


def _repairs(
    master: Master, chosen: dict[int, int], standing: dict[int, int], submission: NotebookNode
) -> Iterator[Repair]:
    for place, stored in enumerate(master.stored.cells):
        name = grade_id(stored)
        if not is_marked(stored):
            continue
        if place not in chosen:
            yield Repair("missing", name, f"Cell {name} was missing; it was put back.")
            continue
        released, handed_in = master.released[name], submission.cells[chosen[place]]
        if place not in standing:
            yield Repair("reordered", name, f"Cell {name} had been moved; it was put back in its place.")
        if handed_in.cell_type != released.cell_type:
            yield Repair("retyped", name, f"Cell {name} had become a {handed_in.cell_type} cell; it was turned back.")
        if is_locked(stored) and handed_in.source != released.source:
            yield Repair("changed", name, f"The text of cell {name}, which is locked, was changed; it was restored.")
    for index, cell in enumerate(submission.cells):
        name = grade_id(cell)
        if is_marked(cell) and index not in chosen.values():
            if name in master.released:
                yield Repair("duplicate", name, f"There was another cell {name}; it is not graded.")
            else:
                yield Repair("unknown", name, f"The assignment has no cell {name}; it is not graded.")
    kernel, wanted = (notebook.metadata.get("kernelspec") for notebook in (submission, master.stored))
    if _kernel_name(kernel) != _kernel_name(wanted):
        yield Repair("kernel", None, "The notebook named another kernel; it was run with the assignment's.")


def _kernel_name(kernelspec: object) -> object:
    return kernelspec.get("name") if isinstance(kernelspec, dict) else None
