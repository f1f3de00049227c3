"""Cells earn what nbgrader's own reading of them gives, but for numbers that make no sense as points."""

import nbformat
import pytest
from nbgrader.utils import determine_grade

from autograder.course.grading import earned
from autograder.course.notebooks import is_unanswered

v4 = nbformat.v4

OUTPUTS = {
    "nothing": [],
    "print": [v4.new_output("stream", name="stdout", text="fine")],
    "stderr": [v4.new_output("stream", name="stderr", text="a warning")],
    "error": [v4.new_output("error", ename="AssertionError", evalue="", traceback=[])],
    "number": [v4.new_output("execute_result", {"text/plain": "1.5"}, execution_count=1)],
    "zero": [v4.new_output("execute_result", {"text/plain": "0"}, execution_count=1)],
    "all": [v4.new_output("execute_result", {"text/plain": "4"}, execution_count=1)],
    "text": [v4.new_output("execute_result", {"text/plain": "'1.5'"}, execution_count=1)],
    "number, then error": [
        v4.new_output("execute_result", {"text/plain": "1.5"}, execution_count=1),
        v4.new_output("error", ename="ValueError", evalue="", traceback=[]),
    ],
    "error, then number": [
        v4.new_output("error", ename="ValueError", evalue="", traceback=[]),
        v4.new_output("execute_result", {"text/plain": "1.5"}, execution_count=1),
    ],
    "picture": [v4.new_output("display_data", {"image/png": "aGk="})],
}


def a_cell(outputs, **flags):
    made = v4.new_code_cell("pass", outputs=outputs)
    made.metadata.nbgrader = {
        "grade_id": "c",
        "grade": True,
        "solution": False,
        "locked": True,
        "points": 4,
        "schema_version": 3,
        "task": False,
        **flags,
    }
    return made


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_test_cell_earns_what_nbgrader_gives(name):
    cell = a_cell(OUTPUTS[name])
    assert earned(cell, unanswered=False) == determine_grade(cell)[0]


@pytest.mark.parametrize(("text", "points"), [("-1", 0), ("nan", 0), ("-inf", 0), ("1e9", 4), ("inf", 4)])
def test_a_number_that_makes_no_sense_as_points_is_brought_into_range(text, points):
    result = v4.new_output("execute_result", {"text/plain": text}, execution_count=1)
    assert earned(a_cell([result]), unanswered=False) == points


@pytest.mark.parametrize("answered", [True, False])
def test_an_answer_by_hand_waits_for_a_person_unless_there_is_none(answered):
    cell = a_cell([], solution=True, locked=False)
    cell.metadata.nbgrader["checksum"] = "other" if answered else None
    if not answered:
        from nbgrader.utils import compute_checksum

        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    assert earned(cell, unanswered=is_unanswered(cell)) == determine_grade(cell)[0] == (None if answered else 0)
