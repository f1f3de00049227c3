"""Small courses made of a few cells, and submissions to them."""

import os

import nbformat
import pytest

from autograder.batch import Assignment, grade
from autograder.course.folder import Course
from autograder.execution import graders
from autograder.execution.limits import Limits
from tests.tracing import TRACED


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """Warm processes have a clean environment; for them to be traced too, it has to hold this one variable."""
    graders.ENVIRONMENT.pop(TRACED, None)
    if TRACED in os.environ:
        graders.ENVIRONMENT[TRACED] = os.environ[TRACED]


QUICK = Limits(cell_seconds=1.0, grace_seconds=0.5, notebook_seconds=20.0)


def cell(source, grade_id=None, *, kind="code", points=None, solution=False):
    """A cell as nbgrader marks it: solution, test (with points), locked (neither), or ordinary (no grade_id)."""
    made = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
    if grade_id is not None:
        made.metadata.nbgrader = {
            "grade_id": grade_id,
            "grade": points is not None,
            "solution": solution,
            "locked": not solution,
            "task": False,
            "schema_version": 3,
        }
        if points is not None:
            made.metadata.nbgrader["points"] = points
    return made


def solution(source, grade_id):
    return cell(source, grade_id, solution=True)


def a_test(source, grade_id, points=1):
    return cell(source, grade_id, points=points)


def notebook(*cells):
    made = nbformat.v4.new_notebook(cells=list(cells))
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


SQUARES = (
    cell("import math", "imports"),
    solution(
        "def squares(n):\n    ### BEGIN SOLUTION\n    return [i * i for i in range(n)]\n    ### END SOLUTION", "squares"
    ),
    a_test("assert squares(3) == [0, 1, 4]", "test-squares", 2),
    solution("def total(n):\n    ### BEGIN SOLUTION\n    return sum(squares(n))\n    ### END SOLUTION", "total"),
    a_test(
        "assert total(4) == 14\n### BEGIN HIDDEN TESTS\nassert total(0) == 0\n### END HIDDEN TESTS", "test-total", 3
    ),
)


class SmallCourse:
    """A course folder with one assignment, `ps`, and what one does with it."""

    def __init__(self, root, cells):
        self.root = root
        (root / "source" / "ps").mkdir(parents=True)
        (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'small'\n")
        nbformat.write(notebook(*cells), root / "source" / "ps" / "ps.ipynb")
        self.course = Course.open(root)

    @property
    def assignment(self):
        return Assignment.open(self.course, "ps")

    def submit(self, student, **answers):
        """Hand in the released notebook with these answers (grade_id with _ for -: source) in place of the stubs."""
        released = self.assignment.masters["ps"].release
        for each in released.cells:
            name = each.metadata.get("nbgrader", {}).get("grade_id", "").replace("-", "_")
            each.source = answers.pop(name, each.source)
        assert not answers, f"no such cells: {answers}"
        return self.submit_notebook(student, released)

    def submit_notebook(self, student, made):
        path = self.root / "submitted" / student / "ps" / "ps.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, path)
        return path

    def grade(self, **options):
        """Grade everything; return the results by student."""
        options = {"jobs": 2, "limits": QUICK, **options}
        return grade(self.assignment, self.course.submissions("ps"), **options)


@pytest.fixture
def small_course(tmp_path):
    """Make a course of the given cells; `SQUARES` if none are given."""
    return lambda *cells: SmallCourse(tmp_path / "course", cells or SQUARES)
