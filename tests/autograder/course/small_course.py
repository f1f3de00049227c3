"""A small course: one assignment with every kind of cell that nbgrader knows."""

import json
from pathlib import Path
from typing import Any

from autograder.course.folder import Course

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
