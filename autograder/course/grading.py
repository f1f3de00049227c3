"""What a graded cell earns, read off its outputs as nbgrader reads it, so that both give the same points.

nbgrader's rules for a test cell: an error, or anything on standard error, is no points; a result that is a number is
partial credit; anything else is full marks. We do otherwise where nbgrader gives full marks for a number below zero or
for nan (here: no points), and where it fails the whole submission for a number above the cell's points (here: all).
"""

import math
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from autograder.course.notebooks import is_manual, is_test, points


def earned(cell: NotebookNode, *, unanswered: bool) -> float | None:
    """Return the points of a graded cell that has run; None if a person has to decide.

    unanswered: whether the cell still stands as it was handed out; an answer by hand then earns nothing.
    """
    if is_manual(cell):
        return 0.0 if unanswered else None
    if not is_test(cell):
        return None
    most = points(cell)
    for output in cell.outputs:
        if output["output_type"] == "error" or (output["output_type"] == "stream" and output["name"] == "stderr"):
            return 0.0
        if output["output_type"] == "execute_result":
            share = partial_credit([output])
            return most if share is None else min(share, most)
    return most


def partial_credit(outputs: Sequence[Any]) -> float | None:
    """Return the points that the cell's result stands for; None if it has no result, or one that is no number."""
    for output in outputs:
        if output["output_type"] == "execute_result":
            try:
                share = float(output["data"]["text/plain"])
            except (KeyError, ValueError, TypeError):
                return None
            return 0.0 if math.isnan(share) else max(share, 0.0)
    return None
