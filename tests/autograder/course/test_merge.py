import copy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course.merge import merge
from autograder.course.notebooks import grade_id, is_marked, is_solution, tidy


def names(notebook):
    return [grade_id(cell) or cell.source for cell in notebook.cells]


def find(notebook, name):
    (found,) = [cell for cell in notebook.cells if grade_id(cell) == name]
    return found


@pytest.fixture
def submission(master):
    """What an honest student hands in: the release, with the solution cell filled in."""
    found = copy.deepcopy(master.release)
    find(found, "squares")["source"] = "def squares(n): return [1, 4, 9]"
    return found


def kinds(merged):
    return [(repair.kind, repair.grade_id) for repair in merged.repairs]


def test_an_honest_submission_needs_no_repair(master, submission):
    before = copy.deepcopy(submission)
    merged = merge(master, submission)
    assert submission == before
    assert merged.repairs == ()
    assert names(merged.notebook) == names(master.stored)
    assert find(merged.notebook, "squares").source == "def squares(n): return [1, 4, 9]"
    assert find(merged.notebook, "squares-test") == find(master.stored, "squares-test")


def test_cells_of_the_students_own_stay_where_they_are(master, submission):
    del submission.cells[3]  # an ordinary cell of the assignment, which is the student's to delete
    submission.cells.insert(3, new_code_cell("helper = 1", metadata={"tags": ["x"], "nbgrader": {"grade": True}}))
    picture = new_markdown_cell("![p](attachment:p)", attachments={"p": {"image/png": "aGk="}})
    submission.cells.append(picture)
    merged = merge(master, submission).notebook
    wanted = names(master.stored)
    wanted[3] = "helper = 1"
    assert names(merged) == [*wanted, picture.source]
    assert merged.cells[3].metadata == {}
    assert merged.cells[-1].attachments == picture.attachments


def test_missing_cells_are_put_back_where_they_were(master, submission):
    for name in ("setup", "squares", "squares-test", "why", "draw"):
        submission.cells.remove(find(submission, name))
    merged = merge(master, submission)
    assert names(merged.notebook) == names(master.stored)
    assert kinds(merged) == [("missing", name) for name in ("setup", "squares", "squares-test", "why", "draw")]
    assert find(merged.notebook, "squares").source == find(master.release, "squares").source
    assert "HIDDEN" in find(merged.notebook, "squares-test").source


def test_what_is_put_back_gives_way_to_the_students_own_cells(master, submission):
    place = submission.cells.index(find(submission, "squares"))
    submission.cells[place : place + 1] = [new_code_cell("def squares(n): ...")]
    submission.cells.remove(find(submission, "squares-test"))
    submission.cells.insert(place + 2, new_code_cell("helper = 1"))
    found = names(merge(master, submission).notebook)
    assert found[2:7] == ["squares", "def squares(n): ...", "result = squares(10)", "helper = 1", "squares-test"]


def test_duplicates_do_not_count_but_are_kept(master, submission):
    unanswered = copy.deepcopy(find(master.release, "squares"))
    retyped = new_markdown_cell("an answer", metadata=copy.deepcopy(unanswered.metadata))
    second = copy.deepcopy(find(submission, "squares"))
    second["source"] = "squares = None"
    place = submission.cells.index(find(submission, "squares"))
    submission.cells[place:place] = [unanswered, retyped]
    submission.cells.append(second)
    merged = merge(master, submission)
    assert find(merged.notebook, "squares").source == "def squares(n): return [1, 4, 9]"
    assert kinds(merged) == [("duplicate", "squares")] * 3
    assert [merged.notebook.cells[place].source, merged.notebook.cells[-1].source] == [unanswered.source, second.source]
    assert not any(is_marked(cell) for cell in (merged.notebook.cells[place], merged.notebook.cells[-1]))


def test_forged_metadata_kinds_order_and_texts_are_put_right(master, submission):
    test = find(submission, "squares-test")
    test.metadata.nbgrader.update(points=100, solution=True)
    test.update(source="pass", cell_type="markdown")
    find(submission, "draw")["source"] = "You have full marks."
    submission.cells.append(new_code_cell("", metadata={"nbgrader": {"grade_id": "more", "grade": True, "points": 50}}))
    submission.cells.insert(0, submission.cells.pop(submission.cells.index(find(submission, "sum-test"))))
    submission.metadata = {"kernelspec": {"name": "bash"}, "nbgrader": {"student": "ada"}}
    merged = merge(master, submission)
    for name in ("squares-test", "sum-test", "draw"):
        assert find(merged.notebook, name) == find(master.stored, name)
    assert merged.notebook.metadata == master.stored.metadata
    assert kinds(merged) == [
        ("retyped", "squares-test"),
        ("changed", "squares-test"),
        ("reordered", "sum-test"),
        ("changed", "draw"),
        ("unknown", "more"),
        ("kernel", None),
    ]


def test_an_answer_keeps_its_pictures(master, submission):
    answer = find(submission, "why")
    answer.update(source="![p](attachment:p)", attachments={"p": {"image/png": "aGk="}})
    assert find(merge(master, submission).notebook, "why").attachments == answer.attachments


def test_a_notebook_without_any_known_cell_becomes_the_release(master):
    stranger = nbformat.v4.new_notebook(cells=[new_code_cell("print(1)")], metadata=master.release.metadata)
    merged = merge(master, stranger)
    assert {name for kind, name in kinds(merged) if kind == "missing"} == set(master.released)
    assert sorted(names(merged.notebook)) == sorted([*master.released, "print(1)"])


@given(data=st.data())
def test_whatever_is_handed_in_the_marked_cells_are_the_masters(master, data):
    cells = [copy.deepcopy(cell) for cell in data.draw(st.lists(st.sampled_from(master.release.cells), max_size=15))]
    for cell in cells:
        cell["source"] = data.draw(st.sampled_from([cell.source, "text", ""]))
        kind = data.draw(st.sampled_from(["code", "markdown", "raw"]))
        if kind != cell.cell_type:
            make = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": nbformat.v4.new_raw_cell}[kind]
            cell.clear()
            cell.update(make(metadata=copy.deepcopy(data.draw(st.sampled_from(master.release.cells)).metadata)))
    merged = merge(master, tidy({"cells": cells, "metadata": {}})).notebook

    nbformat.validate(merged)
    assert len({cell.id for cell in merged.cells}) == len(merged.cells)
    marked = [cell for cell in merged.cells if is_marked(cell)]
    originals = [cell for cell in master.stored.cells if is_marked(cell)]
    assert [grade_id(cell) for cell in marked] == [grade_id(cell) for cell in originals]
    for cell, original in zip(marked, originals, strict=True):
        assert cell.metadata == original.metadata
        assert (cell.id, cell.cell_type) == (original.id, original.cell_type)
        assert is_solution(cell) or cell.source == original.source
    own = [cell for cell in merged.cells if not is_marked(cell)]
    assert all(cell.metadata == {} and not cell.get("outputs") for cell in own)
    # Nothing of the student's gets lost: each cell that doesn't stand for one of the master's is still there.
    stand_ins = {grade_id(cell) for cell in cells if is_marked(cell)}
    assert len(own) == len(cells) - len(stand_ins)


@pytest.mark.parametrize(("name", "to"), [("setup", 9), ("sum-test", 0), ("squares", 5), ("squares-test", 9)])
def test_one_cell_that_was_moved_goes_back_and_takes_no_other_along(master, submission, name, to):
    cell = find(submission, name)
    submission.cells.remove(cell)
    submission.cells.insert(to, cell)
    merged = merge(master, submission)
    assert names(merged.notebook) == names(master.stored)
    assert kinds(merged) == [("reordered", name)]
