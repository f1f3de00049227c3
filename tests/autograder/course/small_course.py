"""A small course: one assignment with every kind of cell that nbgrader knows."""

import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.course.folder import Course, Submission
from autograder.course.master import Master
from autograder.course.merge import merge
from autograder.course.notebooks import read_notebook
from autograder.course.results import CellResult, SubmissionResult

KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}

SQUARES = '''\
def squares(n):
    """The first n squares."""
    ### BEGIN SOLUTION
    return [i * i for i in range(1, n + 1)]
    ### END SOLUTION'''
TEST = """\
assert squares(3) == [1, 4, 9]
### BEGIN HIDDEN TESTS
assert squares(1) == [1]
### END HIDDEN TESTS"""
TASK = """\
Draw the squares.
=== BEGIN MARK SCHEME ===
A point for the axes.
=== END MARK SCHEME ==="""


def cell(kind: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A cell as a notebook's file has it; with `grade_id` and flags it is one of nbgrader's."""
    marks = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False} | nbgrader
    found: dict[str, Any] = {"cell_type": kind, "metadata": {"nbgrader": marks} if nbgrader else {}, "source": source}
    if kind == "code":
        found |= {"execution_count": None, "outputs": []}
    return found


def document(cells: list[dict[str, Any]], **metadata: Any) -> dict[str, Any]:
    """A notebook as its file has it."""
    numbered = [{"id": f"id-{number}"} | entry for number, entry in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": KERNEL | metadata, "cells": numbered}


def squares_cells() -> list[dict[str, Any]]:
    return [
        cell("markdown", "# Squares"),
        cell("code", "import numpy as np", grade_id="setup", locked=True),
        cell("code", SQUARES, grade_id="squares", solution=True),
        cell("code", "result = squares(10)"),
        cell("code", TEST, grade_id="squares-test", grade=True, locked=True, points=2),
        cell("markdown", "Because they grow.", grade_id="why", grade=True, solution=True, points=3),
        cell("code", "np.sum(result)  # how much?", grade_id="by-hand", grade=True, solution=True, points=1),
        cell("code", "assert sum(result) == 385", grade_id="sum-test", grade=True, locked=True, points=1),
        cell("markdown", TASK, grade_id="draw", task=True, locked=True, points=4),
        cell("code", "# space for it"),
    ]


def put(path: Path, content: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
    return path


def make_course(root: Path, config: str = "") -> Course:
    put(root / "source" / "squares" / "one.ipynb", document(squares_cells()))
    put(root / "source" / "squares" / "two.ipynb", document([cell("code", "x = 1  # two", grade_id="x", locked=True)]))
    (root / "source" / "squares" / "data.csv").write_text("1,4,9\n")
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{config}\n")
    return Course.open(root)


def merged_notebooks(masters: dict[str, Master], submission: Submission) -> dict[str, NotebookNode]:
    """What of a submission would be run and graded."""
    return {
        name: merge(masters[name], read_notebook(path)).notebook
        for name, path in submission.notebooks.items()
        if name in masters
    }


def outcome(student: str, points: dict[str, float]) -> SubmissionResult:
    """A result in which the tests of notebook one brought `points`, by grade_id; people grade the rest."""
    worth = {"squares-test": 2.0, "sum-test": 1.0, "why": 3.0, "by-hand": 1.0, "draw": 4.0}
    cells = tuple(
        CellResult("one", name, points.get(name), most, "passed" if points.get(name) else "failed")
        if name.endswith("test")
        else CellResult("one", name, None, most, "manual")
        for name, most in worth.items()
    )
    return SubmissionResult(
        student, "squares", "graded", sum(points.values()), 11.0, cells, "process", "ab", "0.1.0", "s1", 1.0
    )
