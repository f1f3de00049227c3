"""Students' numerical gradients: right ones in several styles pass, wrong ones are told their mistake."""

import numpy as np
import pytest

from coursekit import check
from coursekit.autodiff import centred, one_sided
from tests.coursekit.checking.gradient_functions import NDINDEX, NDITER, UNITS, function_of
from tests.coursekit.checking.tapes import changed

STYLES = {"ndindex": NDINDEX, "nditer": NDITER, "units": UNITS}


@pytest.mark.parametrize("style", STYLES)
def test_right_ones_pass(style):
    candidate = function_of(STYLES[style])
    for reference in (centred, candidate):
        report = check(candidate, reference=reference)
        assert report.passed, report
        assert report.findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["quick", "full"])
def test_right_ones_pass_at_20_seeds(level):
    candidates = [function_of(source) for source in STYLES.values()]
    for seed in range(20):
        for candidate in candidates:
            report = check(candidate, reference=centred, seed=seed, level=level)
            assert report.passed, report


@pytest.mark.slow
def test_steps_of_any_sensible_size_are_right():
    steps = ("1e-3", "1e-4", "1e-6", "1e-7", "1e-8")
    candidates = [function_of(changed(NDINDEX, ("h=1e-5", f"h={step}"))) for step in steps]
    for seed in range(20):
        for candidate in candidates:
            report = check(candidate, reference=centred, seed=seed, level="full")
            assert report.passed, report


def test_it_is_found_by_its_name():
    report = check(function_of(NDINDEX))
    assert report.passed
    assert (report.candidate, report.reference) == ("numerical_gradient", "centred")


def test_a_difference_to_one_side_is_right_where_it_is_asked_for():
    source = changed(NDINDEX, ("kept - h", "kept"), ("(2 * h)", "h"))
    careful = function_of(changed(source, ("h=1e-5", "h=1e-8")))
    assert [each.code for each in check(careful, reference=centred).findings] == ["forward-difference"]
    assert check(careful, reference=one_sided).findings == ()
    coarse = function_of(source)
    assert check(coarse, reference=coarse).findings == ()
    assert check(coarse, reference=centred).findings[0].code == "one-sided"


def ndindex(*replacements):
    return changed(NDINDEX, *replacements)


CENTRED = "gradient[index] = (above - below) / (2 * h)"

RAVELLED = """
def numerical_gradient(f, x):
    x = np.asarray(x, float, order="K")
    flat, gradient = x.ravel(), np.zeros(x.size)
    for i in range(x.size):
        old = flat[i]
        flat[i] = old + 1e-5
        above = f(x)
        flat[i] = old - 1e-5
        below = f(x)
        flat[i] = old
        gradient[i] = (above - below) / 2e-5
    return gradient.reshape(x.shape)
"""

WRONG = {
    "one side": (ndindex(("kept - h", "kept"), ("(2 * h)", "h")), "one-sided"),
    "the other side": (ndindex(("kept + h", "kept"), ("(2 * h)", "h")), "one-sided"),
    "h for 2h": (ndindex(("(2 * h)", "h")), "constant-factor"),
    "4h for 2h": (ndindex(("(2 * h)", "(4 * h)")), "constant-factor"),
    "not divided": (ndindex((" / (2 * h)", "")), "constant-factor"),
    "times h, not through it": (ndindex(("/ (2 * h)", "/ 2 * h")), "constant-factor"),
    "the wrong way round": (ndindex(("above - below", "below - above")), "wrong-sign"),
    "sum for difference": (ndindex(("above - below", "above + below")), "gradient-value"),
    "h too large": (ndindex(("h=1e-5", "h=0.1")), "step-too-large"),
    "h a little too large": (ndindex(("h=1e-5", "h=1e-2")), "step-too-large"),
    "h too small": (ndindex(("h=1e-5", "h=1e-13")), "step-too-small"),
    "h lost": (ndindex(("h=1e-5", "h=1e-20")), "step-lost"),
    "whole numbers": (ndindex(("np.array(x, dtype=float)", "np.array(x)")), "integer-step"),
    "all entries at once": (
        ndindex(
            ("x[index] = kept + h", "x = x + h"),
            ("x[index] = kept - h", "x = x - 2 * h"),
            ("x[index] = kept\n", "x = x + h\n"),
        ),
        "perturbs-all-entries",
    ),
    "not put back": (ndindex(("        x[index] = kept\n", "")), "perturbation-stays"),
    "not put back to where it was": (NDITER.replace("        x[ix] = old\n", ""), "perturbation-stays"),
    "put back a little off": (NDITER.replace("x[ix] = old\n", "x[ix] += h * (1 + 1e-9)\n"), "modifies-input"),
    "x stays changed": (NDITER.replace("    return gradient", "    x[ix] += h\n    return gradient"), "modifies-input"),
    "a copy is changed": (
        ndindex(
            ("above = f(x)", "above = f(start)"),
            ("below = f(x)", "below = f(start)"),
            ("    gradient =", "    start = x.copy()\n    gradient ="),
        ),
        "step-lost",
    ),
    "a ravelled copy": (RAVELLED, "step-lost"),
    "only the first entry": (ndindex(("        gradient[index]", "        gradient.flat[0]")), "gradient-value"),
    "only rows": (
        ndindex(("np.ndindex(x.shape)", "range(len(x))"), ("kept = x[index]", "kept = x[index].copy()")),
        "perturbs-all-entries",
    ),
    "flat": (ndindex(("return gradient", "return gradient.ravel()")), "gradient-shape"),
    "a list": (ndindex(("return gradient", "return gradient.tolist()")), "gradient-shape"),
    "the sum of the slopes": (ndindex(("return gradient", "return gradient.sum()")), "gradient-shape"),
    "transposed": (ndindex(("return gradient", "return gradient.T")), "gradient-shape"),
    "nothing": (ndindex(("    return gradient\n", "")), "returns-none"),
    "not written": ("def numerical_gradient(f, x):\n    raise NotImplementedError\n", "raises"),
    "wants h": (ndindex(("h=1e-5", "h")), "raises"),
    "many calls": (ndindex((CENTRED, CENTRED + "\n        for _ in range(10): f(x)")), "many-calls"),
    "slope of the function's square": (
        ndindex(("above = f(x)", "above = f(x) ** 2"), ("below = f(x)", "below = f(x) ** 2")),
        "gradient-value",
    ),
    "rounded": (ndindex(("return gradient", "return gradient.round(3)")), "gradient-value"),
    "1.0001": (ndindex(("(2 * h)", "(2.0002 * h)")), "constant-factor"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_one_is_told_its_mistake(mistake):
    source, code = WRONG[mistake]
    report = check(function_of(source), reference=centred)
    assert report.passed == (code == "many-calls")
    assert report.findings[0].code == code, report


def test_calls_that_were_told_in_no_form_explain_nothing():
    from coursekit.checking.programs.stepping import Steps, step_mistake

    for told in (None, {}, {"calls": "7", "changes": 3}, {"calls": 1, "changes": [3, (1,), ("1", 2.0)]}):
        steps = Steps.of(told)
        assert steps.steps == ()
        assert step_mistake(steps, 3, whole_numbers=False) is None
    assert np.isfinite(Steps.of({"calls": 1, "changes": [(1, 0.5)]}).steps).all()
