"""Edits of a notebook: only what was asked for changes, and what cannot be done is said."""

import json

import pytest

from autograder.demo.work import Work, grade_id_of

pytestmark = pytest.mark.slow  # for nbgrader's release, of which the edits are made


def cells(submission):
    return json.loads(submission)["cells"]


def named(submission):
    return {grade_id_of(cell): cell for cell in cells(submission) if grade_id_of(cell)}


def test_no_work_leaves_every_cell_as_it_was(release):
    assert json.loads(Work()(release)) == json.loads(release)


def test_an_answer_replaces_the_source_of_its_cell_alone(release):
    before, after = named(release), named(Work(answers={"tanh-gate": "\nline one\nline two\n"})(release))
    assert after["tanh-gate"]["source"] == ["line one\n", "line two"]
    assert {name for name in before if before[name] != after[name]} == {"tanh-gate"}


def test_an_extra_cell_stands_before_the_cell_it_names(release):
    submission = cells(Work(extra_cells={"add-gate": "1 + 1"})(release))
    position = [grade_id_of(cell) for cell in submission].index("add-gate")
    assert submission[position - 1]["source"] == ["1 + 1"]
    assert len(submission) == len(cells(release)) + 1


def test_deleted_cells_are_gone_and_points_are_overwritten(release):
    submission = named(Work(deleted=frozenset({"test-add-gate"}), points=7)(release))
    assert "test-add-gate" not in submission
    points = {
        cell["metadata"]["nbgrader"]["points"]
        for cell in submission.values()
        if "points" in cell["metadata"]["nbgrader"]
    }
    assert points == {7}


def test_half_an_upload_is_not_json(release):
    half = Work(arrives=0.5)(release)
    assert len(half) == len(Work()(release)) // 2
    with pytest.raises(json.JSONDecodeError):
        json.loads(half)


def test_a_cell_that_is_not_there_is_named(release):
    with pytest.raises(ValueError, match="no cell named soft-gate"):
        Work(answers={"soft-gate": "pass"})(release)
