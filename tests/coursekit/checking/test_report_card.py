"""The card of a report, as text: escaped, with a sign where something is wrong, in colours that can be read."""

import re

import numpy as np
import pytest

from coursekit.checking.assessment import CaseReport
from coursekit.checking.exam import Line, Raised
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.plain import Opaque
from coursekit.checking.report import Report
from coursekit.checking.report_card import PAGE_VARIABLE
from coursekit.checking.report_style import DARK, DARK_HEAT, LEVELS, LIGHT, LIGHT_HEAT, heat_class


def drawn(exhibit, code="gradient-value", text="No."):
    report = Report(text, "Gate", (Finding(code, text),), (CaseReport(text, False),), (), 0.0, exhibit)
    return report._repr_html_().partition("</style>")[2]


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# JupyterLab's papers, besides our own.
@pytest.mark.parametrize(("palette", "papers"), [(LIGHT, ("#ffffff",)), (DARK, ("#111111", "#212121"))])
def test_text_can_be_read_on_its_paper(palette, papers):
    inks = ("ink", "soft", "good", "bad", "mind")
    for paper in (palette["paper"], *papers):
        assert min(contrast(palette[ink], paper) for ink in inks) >= 4.5


@pytest.mark.parametrize("heat", [LIGHT_HEAT, DARK_HEAT])
def test_signs_can_be_read_on_every_colour(heat):
    assert min(contrast(paper, ink) for paper, ink in heat) >= 4.5


@pytest.mark.parametrize(("heat", "towards"), [(LIGHT_HEAT, -1), (DARK_HEAT, 1)])
def test_larger_sizes_are_further_from_the_paper_in_lightness(heat, towards):
    lightness = [towards * luminance(paper) for paper, _ in heat]
    assert lightness[LEVELS:] == sorted(lightness[LEVELS:])
    assert lightness[: LEVELS + 1] == sorted(lightness[: LEVELS + 1], reverse=True)


SMALL = np.array([[1.0, 2.5], [3.0, -4.0]])


def test_small_arrays_are_numbers_with_a_sign_at_the_wrong_ones():
    card = drawn(Exhibit("a case", {"x": 1.5}, "output", SMALL, abs(SMALL), abs(SMALL) != SMALL))
    assert re.findall(r"<caption>(.*?)</caption>", card) == ["yours", "expected", "difference"]
    assert card.count('class="ck-wrong"') == 2  # in the student's array and in the difference
    assert '-4.0<span class="ck-sign">✗</span>' in card
    assert "ck-heat" not in card
    assert "x = 1.5" in card
    assert 'title="yours[1, 1] = -4 (wrong)"' in card


@pytest.mark.parametrize(("length", "kind"), [(3, "ck-numbers"), (30, "ck-heat")])
def test_vectors_are_rows_of_one_table(length, kind):
    expected = np.arange(1.0, length + 1)
    got = expected.copy()
    got[1] = 0.5
    card = drawn(Exhibit("a case", {}, "output", got, expected, got != expected))
    assert card.count(f'<table class="{kind}">') == 1
    assert re.findall(r'<th scope="row">(.*?)</th>', card) == ["yours", "expected", "difference"]
    assert 'title="yours[1] = 0.5 (wrong)"' in card


def test_matrices_among_a_few_inputs_are_tables():
    card = drawn(Exhibit("a case", {"x": SMALL, "y": np.ones(2), "axis": [[1], [1, 2]]}))
    assert "<caption>x</caption>" in card
    assert "<code>y = [1, 1]</code>" in card
    assert "<code>axis = [[1], [1, 2]]</code>" in card


def test_where_only_the_kind_of_number_differs_it_is_told():
    card = drawn(Exhibit("a case", {}, "output", SMALL.astype(int), SMALL.astype(int).astype(float)))
    assert re.findall(r"<caption>(.*?)</caption>", card) == ["yours, int64", "expected, float64"]


def test_truth_values_have_no_shape():
    card = drawn(Exhibit("a case", {}, "verdict", True, False))
    assert re.findall(r"<caption>(.*?)</caption>", card) == ["yours", "expected"]


def test_calls_that_repeat_themselves_are_counted():
    card = drawn(Exhibit("a case", raised=Raised("RecursionError", "", (Line(3, "f", "f()"),) * 2)))
    assert card.count("<li>line 3, in f (2 times): <code>f()</code></li>") == 1


def test_large_arrays_are_heat_maps_that_read_without_colour():
    expected = np.linspace(-1, 1, 54).reshape(6, 9)
    got = expected.copy()
    got[0, 0], got[1, 1], got[2, 2] = np.nan, np.inf, 0.5
    card = drawn(Exhibit("a case", {"x": got}, "output", got, expected, got != expected))
    assert card.count('<table class="ck-heat">') == 4  # and the input
    assert "? is nan" in card
    assert "∞ is infinite" in card
    assert "✗ differs from what is expected" in card
    assert "yours and expected: −1" in card
    assert f'<td class="{heat_class(5)}" title="expected[5, 8] = 1">' in card
    assert '<span class="ck-unseen">0.500</span>' in card
    assert "inputs: x (6, 9)" in card


def test_more_axes_are_slices_and_what_is_cut_is_told():
    got = np.zeros((9, 40, 40))
    card = drawn(Exhibit("a case", {}, "output", got, got + 1, None))
    assert "yours [2, :, :]" in card
    assert "shown: slices 0 to 2 of 9, rows 0 to 11 of 40, columns 0 to 13 of 40" in card


def test_colour_of_zero_is_for_zero_alone():
    values = np.zeros((6, 6))
    values[0, :2] = 1e-9, 1.0
    card = drawn(Exhibit("a case", {"x": values}))
    assert f'<td class="{heat_class(1)}" title="x[0, 0] = 1e-09">' in card
    assert card.count(f'<td class="{heat_class(0)}"') == 34


@pytest.mark.parametrize("shape", [(0, 3), (0,), (2, 0, 2)])
def test_empty_arrays_are_told(shape):
    empty = np.ones(shape)
    big = np.ones((4, 5))
    card = drawn(Exhibit("a case", {"x": empty, "y": big}, "output", empty.astype(int), empty))
    assert f"Both are empty arrays of shape {shape}" in card
    assert f"x: an empty array of shape {shape}" in card


def test_values_without_a_counterpart_are_drawn_alone():
    card = drawn(Exhibit("a case", {}, "result", Opaque("Loss"), np.ones((2, 2))))
    assert "yours = an object of type Loss" in card
    assert "expected, shape (2, 2)" in card
    assert "<table" not in drawn(Exhibit("a case", {}, "output"))


def test_a_few_other_inputs_are_folded_with_the_arrays():
    assert "<code>axis = &#x27;rows&#x27;</code>" in drawn(Exhibit("a case", {"axis": "rows", "x": np.ones((5, 5))}))


def test_every_word_of_the_student_is_escaped():
    evil = "<script>alert('1')</script>\"><img src=x onerror=y>"
    raised = Raised(evil, evil, (Line(3, evil, evil), Line(4, "f", None)))
    for given in (1.0, evil, np.ones((5, 5))):
        card = drawn(Exhibit(evil, {evil: given}, evil, given, given, raised=raised), text=evil)
        assert "<script" not in card
        assert "<img" not in card
        assert not re.search(r'title="[^"]*"[^> ]', card)


def test_an_exception_without_lines_of_the_student_has_none_to_unfold():
    assert "your lines" not in drawn(Exhibit("a case", raised=Raised("ValueError", "")))


def test_folds_are_closed():
    assert "<details open" not in drawn(Exhibit("a case", {"x": np.ones((5, 5))}))


def test_a_code_links_to_its_explanation_if_the_course_says_where_that_is(monkeypatch):
    assert "<a " not in drawn(None)
    monkeypatch.setenv(PAGE_VARIABLE, "https://course.example/findings.html")
    assert 'href="https://course.example/findings.html#gradient-value"' in drawn(None)
    monkeypatch.setenv(PAGE_VARIABLE, "javascript:alert(1)")
    assert "<a " not in drawn(None)


def test_what_costs_no_points_says_so():
    assert '<span class="ck-soft">(note)</span>' in drawn(None, code="kink-convention")
