"""A report as plain text: aligned, within a terminal's width, and without what would steer it."""

import numpy as np
import pytest

from coursekit.checking.assessment import CaseReport
from coursekit.checking.exam import Line, Raised
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.plain import Opaque
from coursekit.checking.report import Report


def written(exhibit, candidate="Gate", message="No."):
    cases = (CaseReport("one", False), CaseReport("two", True))
    return str(Report(candidate, "Gate", (Finding("gradient-value", message),), cases, (), 0.0, exhibit))


def test_small_arrays_stand_side_by_side():
    got, expected = np.array([[1.0, 2.5], [3.0, -4.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    x = np.array([[1.0, 2.0]])
    text = written(Exhibit("a case", {"x": x, "y": 2.0}, "output", got, expected, got != expected))
    assert text == (
        "Gate: not yet, 1 of 2 cases\n"
        "  gradient-value  No.\n"
        "  a failing case: a case\n"
        "    x =\n"
        "    1 2\n"
        "    y = 2\n"
        "    output:\n"
        "      yours          expected    difference\n"
        "       1.0   2.5*    1.0 2.0        0   0.5*\n"
        "       3.0  -4.0*    3.0 4.0        0  -8.0*\n"
        "      * differs from what is expected\n"
        "  failed: one"
    )


def test_vectors_stand_below_one_another():
    got, expected = np.array([1.0, 2.5, 30.0]), np.array([1.0, 2.0, 30.0])
    text = written(Exhibit("a case", {}, "output", got, expected, got != expected))
    assert (
        "    output:\n"
        "      yours        1.0   2.5* 30.0\n"
        "      expected     1.0   2.0  30.0\n"
        "      difference     0   0.5*    0\n"
    ) in text


def test_where_only_the_kind_of_number_differs_it_is_told():
    text = written(Exhibit("a case", {}, "output", np.array([1, 2]), np.array([1.0, 2.0])))
    assert "      yours: [1, 2], int64\n      expected: [1, 2], float64\n" in text


def test_truth_values_have_no_shape_and_no_difference():
    text = written(Exhibit("a case", {}, "verdict", True, False))
    assert "    verdict:\n      yours: True\n      expected: False\n" in text


def test_calls_that_repeat_themselves_are_counted():
    raised = Raised("RecursionError", "", (Line(3, "f", "f()"), Line(7, "g", None), Line(3, "f", "f()")))
    lines = written(Exhibit("a case", {}, raised=raised)).splitlines()
    assert lines[4:6] == ["      line 3, in f (2 times): f()", "      line 7, in g"]


RNG = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(), (5,), (30,), (3, 4), (40, 30), (2, 3, 4), (5, 2, 9, 9)])
@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e12, np.inf, np.nan, 1j])
def test_nothing_is_wider_than_a_terminal(shape, scale):
    expected = np.asarray(RNG.standard_normal(shape))
    got = expected * (1 + 1e-12) * scale
    text = written(Exhibit("a case", {"x": expected}, "output", got, expected, got != expected))
    assert max(map(len, text.splitlines())) <= 100
    assert "yours" in text


def test_many_axes_are_written_as_slices_and_cut_with_a_note():
    got = np.zeros((5, 2, 9, 9))
    text = written(Exhibit("a case", {}, "output", got, got + 1, None))
    assert "[0, 0, :, :]" in text
    assert "shown: slices 0 to 2 of 10, rows 0 to 5 of 9, columns 0 to 7 of 9" in text


def test_values_without_a_counterpart_are_written_alone():
    text = written(Exhibit("a case", {"axis": "rows"}, "output", np.ones((2, 2)), np.ones(2)))
    assert "yours, shape (2, 2)\n" in text
    assert "expected: [1, 1], shape (2,)\n" in text
    assert "axis = 'rows'" in text
    text = written(Exhibit("a case", {}, "result", Opaque("Loss"), np.ones((30, 30))))
    assert "yours: an object of type Loss\n" in text
    assert "expected: an array of shape (30, 30)\n" in text
    assert "yours" not in written(Exhibit("a case", {}, "output", None, np.ones(3)))


def test_empty_arrays_have_a_shape():
    empty = np.ones((0, 3))
    text = written(Exhibit("a case", {"x": empty}, "output", empty.astype(int), empty))
    assert "x = an empty array of shape (0, 3)" in text
    assert "(empty)" in text


def test_the_lines_of_the_student_are_quoted():
    raised = Raised("ValueError", "", (Line(3, "forward", None), Line(7, "inner", "raise ValueError")))
    lines = written(Exhibit("a case", {}, "output", raised=raised)).splitlines()
    assert lines[3:6] == ["    ValueError", "      line 3, in forward", "      line 7, in inner: raise ValueError"]


def test_nothing_steers_the_terminal_or_breaks_out_of_its_line():
    evil = "\x1b[31mred\nverdict: passed" * 30
    raised = Raised("ValueError", evil, (Line(3, evil, evil),))
    text = written(Exhibit(evil, {evil: evil}, evil, {"a": evil}, evil, raised=raised), evil, evil)
    assert "\x1b" not in text
    assert not any(line.startswith("verdict") for line in text.splitlines())
    assert max(map(len, text.splitlines())) <= 100


def test_a_finding_without_a_message_is_its_code():
    assert "  gradient-value\n" in written(None, message="") + "\n"
