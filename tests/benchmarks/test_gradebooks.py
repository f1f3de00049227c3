"""What the benchmark reads off nbgrader's log and gradebook, and how it compares points. No test looks at a time."""

import nbformat
import pytest

from autograder.batch import Assignment
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.results import CellResult, SubmissionResult
from autograder.demo.course import make_course
from autograder.demo.profiles import TESTS
from autograder.demo.students import synthetic_class
from benchmarks.gradebooks import LEAKED, Graded, deserved, errors_in, fate, faults, points_table, read_points, worth

# One killed kernel and one damaged file; the second traceback holds two exceptions, and the last one counts.
LOG = """\
[AutogradeApp | INFO] Converting notebook /tmp/a course/autograded/ada/gates/gates.ipynb
[AutogradeApp | ERROR] There was an error processing assignment: /tmp/a course/submitted/bob/gates
[AutogradeApp | ERROR] Traceback (most recent call last):
      File "client.py", line 1009, in async_execute_cell
        raise DeadKernelError("Kernel died") from None
    nbclient.exceptions.DeadKernelError: Kernel died
    
[AutogradeApp | WARNING] Removing failed assignment: /tmp/a course/autograded/bob/gates
[AutogradeApp | ERROR] There was an error processing assignment: /tmp/a course/submitted/cyd/gates
[AutogradeApp | ERROR] Traceback (most recent call last):
      File "decoder.py", line 355, in raw_decode
        obj, end = self.scan_once(s, idx)
    json.decoder.JSONDecodeError: Unterminated string starting at: line 454
    
    The above exception was the direct cause of the following exception:
    
    Traceback (most recent call last):
        raise NotJSONError(message) from e
    nbformat.reader.NotJSONError: Notebook does not appear to be JSON: '{\\n "cells": [...
    
[AutogradeApp | WARNING] Removing failed assignment: /tmp/a course/autograded/cyd/gates
[AutogradeApp | ERROR] There was an error processing assignment 'gates' for student 'bob'
"""  # noqa: W293 (the log is like that)

CLASS = synthetic_class(24)
HOSTILE = next(student for student in CLASS if not any(student.expected.values()) and student.kind == "hostile")
RIGHT = next(student for student in CLASS if student.kind == "right")
WORTH = dict.fromkeys(TESTS, 10.0)


def graded(**points):
    """What a run left that gave each of these students the same points for every test."""
    return Graded(1.0, {name: dict.fromkeys(TESTS, each) for name, each in points.items()}, dict.fromkeys(points, "ok"))


def test_the_log_tells_who_failed_and_by_which_exception():
    assert errors_in(LOG) == {"bob": "DeadKernelError", "cyd": "NotJSONError"}


def test_a_log_without_failures_tells_of_none():
    assert errors_in(LOG.partition("\n")[0]) == {}


def test_points_are_read_cell_by_cell_and_stay_unknown_where_there_are_none(tmp_path):
    course = Course.open(make_course(tmp_path / "course"))
    assignment = Assignment.open(course, "gates")
    (master,) = assignment.masters.values()
    cells = tuple(CellResult("gates", test, float(number), 30.0, "partial") for number, test in enumerate(TESTS))
    result = SubmissionResult(RIGHT.id, "gates", "graded", 28.0, 100.0, cells, "process", "", "", "", 1.0)
    with GradebookWriter(course.db_url, course.course_id, course.config) as gradebook:
        gradebook.prepare("gates", [master])
        gradebook.write(result, {"gates": master.release}, None)
    points = read_points(course.root, [RIGHT, HOSTILE])
    assert points[RIGHT.id] == {test: float(number) for number, test in enumerate(TESTS)}
    assert points[HOSTILE.id] == dict.fromkeys(TESTS)
    by_hand = {"why-gradients-add"}
    assert worth(course.root) == {
        cell.grade_id: cell.points for cell in master.graded_cells if cell.grade_id not in by_hand
    }


def test_what_is_deserved_is_a_share_of_what_the_cells_are_worth():
    assert deserved(RIGHT, WORTH) == WORTH
    assert deserved(HOSTILE, WORTH) == dict.fromkeys(TESTS, 0.0)


def test_points_that_are_deserved_are_no_fault():
    assert faults([RIGHT, HOSTILE], WORTH, graded(**{RIGHT.id: 10.0, HOSTILE.id: 0.0})) == []


def test_a_fault_is_told_of_each_cell_even_where_the_sum_is_right():
    points = dict.fromkeys(TESTS, 10.0) | {TESTS[0]: 0.0, TESTS[1]: 20.0}
    first, second = faults([RIGHT], WORTH, Graded(1.0, {RIGHT.id: points}, {RIGHT.id: "graded"}))
    assert f"{TESTS[0]} gave 0, deserved 10" in first
    assert f"{TESTS[1]} gave 20, deserved 10" in second


def test_no_points_at_all_are_a_fault_even_where_none_are_deserved():
    found = faults([HOSTILE], WORTH, graded(**{HOSTILE.id: None}))
    assert len(found) == len(TESTS)
    assert all("gave none, deserved 0" in fault for fault in found)


def test_a_solution_that_was_printed_is_a_fault():
    points = {RIGHT.id: WORTH}
    (fault,) = faults([RIGHT], WORTH, Graded(1.0, points, {RIGHT.id: f"graded; {LEAKED}"}))
    assert fault.endswith(LEAKED)


def test_the_table_is_about_the_suspects_and_marks_what_is_not_deserved():
    stock = graded(**{RIGHT.id: 10.0, HOSTILE.id: 10.0})
    ours = graded(**{RIGHT.id: 10.0, HOSTILE.id: 0.0})
    head, _, row, _, last = points_table([RIGHT, HOSTILE], WORTH, stock, ours).splitlines()
    assert head.startswith("| submission | deserved | nbgrader | coursekit |")
    assert row == f"| hostile: {HOSTILE.description} | 0 | **80** | 0 | ok |"
    assert last == "Of the other 1, nbgrader gives 1 what they deserve, and coursekit 1."
    assert "| 0 | **none** | 0 |" in points_table([HOSTILE], WORTH, graded(**{HOSTILE.id: None}), ours)


@pytest.mark.parametrize(
    ("printed", "points", "expected"),
    [
        ("hello", 1.0, "graded"),
        ("hello", None, "run, no points entered"),
        ("### BEGIN SOLUTION", 1.0, f"graded; {LEAKED}"),
    ],
)
def test_the_fate_of_a_submission_is_read_off_its_graded_notebook(tmp_path, printed, points, expected):
    output = nbformat.v4.new_output("stream", text=printed)
    source = "### BEGIN SOLUTION"  # in a source, as in the instructor's own, it tells nothing
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, outputs=[output])])
    path = tmp_path / "autograded" / "ada" / "gates" / "gates.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    assert fate(tmp_path, "ada", dict.fromkeys(TESTS, points), {}) == expected


def test_the_fate_of_a_submission_without_a_graded_notebook_is_its_error(tmp_path):
    nothing = dict.fromkeys(TESTS)
    assert fate(tmp_path, "ada", nothing, {}) == "error"
    assert fate(tmp_path, "ada", nothing, {"ada": "DeadKernelError"}) == "error: DeadKernelError"
