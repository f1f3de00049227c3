"""Students' gradient checkers: right ones in several styles pass, wrong ones are told their mistake."""

import pytest

from coursekit import check
from coursekit.checking.programs.checker_plan import gradient_check
from tests.coursekit.checking.gradient_functions import CHECK, ENTRIES, NDINDEX, NDITER, NORMS, UNITS, function_of
from tests.coursekit.checking.tapes import changed

STYLES = {
    "largest error": NDINDEX + CHECK,
    "norms": UNITS + NORMS,
    "entry by entry": NDINDEX + ENTRIES,
    "in place": NDITER.replace("it = np", "x = x.copy()\n    it = np") + ENTRIES,
    "the library's": None,
}


@pytest.mark.parametrize("style", STYLES)
def test_right_ones_pass_beside_themselves(style):
    candidate = function_of(STYLES[style]) if STYLES[style] else gradient_check
    report = check(candidate, reference=candidate)
    assert report.passed, report
    assert report.findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["quick", "full"])
def test_right_ones_pass_beside_the_librarys_at_20_seeds(level):
    styles = ("largest error", "norms", "entry by entry")
    candidates = [gradient_check, *(function_of(STYLES[style]) for style in styles)]
    for seed in range(20):
        for candidate in candidates:
            report = check(candidate, reference="gradient_check", seed=seed, level=level)
            assert report.passed, report


@pytest.mark.slow
def test_the_librarys_judges_all_cases_as_they_are():
    for seed in range(20):
        assert check(gradient_check, reference=gradient_check, seed=seed, level="full").left_out == ()


def test_what_refuses_whole_numbers_asks_nobody_for_them():
    refusing = function_of(STYLES["in place"])
    report = check(refusing, reference=refusing)
    assert [name for name, _ in report.left_out] == ["right: whole numbers"]


def whole(*replacements, check=CHECK):
    return changed(NDINDEX + check, *replacements)


VERDICT = "return bool(np.abs(numerical - analytic).max() / scale < 1e-5)"
SHAPES = "    if np.shape(analytic) != numerical.shape or not np.all(np.isfinite(analytic)):\n        return False\n"

WRONG = {
    "passes all": (whole((VERDICT, "return True"), (SHAPES, "")), "passes-wrong-gradient"),
    "passes what has the shape": (whole((VERDICT, "return True")), "passes-wrong-gradient"),
    "fails all": (whole((VERDICT, "return False")), "fails-right-gradient"),
    "the wrong way round": (whole((VERDICT, VERDICT.replace("<", ">")), (SHAPES, "")), "fails-right-gradient"),
    "not": (
        changed(
            NDINDEX + ENTRIES,
            ("return True", "return No"),
            ("return False", "return True"),
            ("return No", "return False"),
        ),
        "fails-right-gradient",
    ),
    "absolute error": (whole(("/ scale < 1e-5", "< 1e-4")), "passes-wrong-gradient"),
    "absolute error, strict": (whole(("/ scale < 1e-5", "< 1e-7")), "fails-right-gradient"),
    "too generous": (whole(("< 1e-5", "< 0.05")), "passes-wrong-gradient"),
    "far too generous": (whole(("< 1e-5", "< 0.6")), "passes-wrong-gradient"),
    "too strict": (whole(("< 1e-5", "< 1e-13")), "fails-right-gradient"),
    "no absolute value": (
        whole(("np.abs(numerical - analytic).max()", "(numerical - analytic).max()")),
        "passes-wrong-gradient",
    ),
    "mean of the differences": (
        whole(("np.abs(numerical - analytic).max()", "abs((numerical - analytic).mean())")),
        "passes-wrong-gradient",
    ),
    "sums": (
        whole(("np.abs(numerical - analytic).max()", "abs(numerical.sum() - analytic.sum())")),
        "passes-wrong-gradient",
    ),
    "norms' difference": (
        whole(("np.abs(numerical - analytic).max()", "abs(np.linalg.norm(numerical) - np.linalg.norm(analytic))")),
        "passes-wrong-gradient",
    ),
    "absolute values": (
        whole(("np.abs(numerical - analytic).max()", "np.abs(np.abs(numerical) - np.abs(analytic)).max()")),
        "passes-wrong-gradient",
    ),
    "the first entry": (
        whole(("np.abs(numerical - analytic).max()", "abs(numerical - analytic).flat[0]")),
        "passes-wrong-gradient",
    ),
    "the last entry": (
        whole(("np.abs(numerical - analytic).max()", "abs(numerical - analytic).flat[-1]")),
        "passes-wrong-gradient",
    ),
    "the least error": (
        whole(("np.abs(numerical - analytic).max()", "np.abs(numerical - analytic).min()")),
        "passes-wrong-gradient",
    ),
    "any entry": (whole((VERDICT, "return bool(np.any(np.isclose(numerical, analytic)))")), "passes-wrong-gradient"),
    "numpy's default": (
        whole((VERDICT, "return bool(np.allclose(numerical, analytic, atol=1e-4))")),
        "passes-wrong-gradient",
    ),
    "signs": (
        whole((VERDICT, "return bool(np.all(np.sign(numerical) == np.sign(analytic)))")),
        "passes-wrong-gradient",
    ),
    "nan passes": (
        changed(
            NDINDEX + ENTRIES,
            (
                "if not abs(n - a) <= 1e-3 * max(abs(n), abs(a)) + 1e-9",
                "if abs(n - a) > 1e-3 * max(abs(n), abs(a)) + 1e-9",
            ),
        ),
        "passes-wrong-gradient",
    ),
    "returns after the first": (
        changed(
            NDINDEX + ENTRIES,
            ("            return False\n    return True", "            return False\n        return True"),
        ),
        "passes-wrong-gradient",
    ),
    "nothing by nothing": (
        whole(("max(np.abs(numerical).max(), np.abs(analytic).max(), 1e-12)", "np.abs(numerical).max()"), (SHAPES, "")),
        "fails-right-gradient",
    ),
    "entries by their own": (
        changed(
            NDINDEX + ENTRIES,
            ("1e-3 * max(abs(n), abs(a)) + 1e-9", "0"),
            ("abs(n - a) <=", "abs(n - a) / max(abs(n), abs(a)) - 1e-3 <="),
        ),
        "fails-right-gradient",
    ),
    "the gradient by itself": (
        whole(("numerical = numerical_gradient(f, x)", "numerical = gradient(x)")),
        "passes-wrong-gradient",
    ),
    "one side": (whole(("kept - h", "kept"), ("(2 * h)", "h"), ("< 1e-5", "< 1e-6")), "one-sided"),
    "h for 2h": (whole(("(2 * h)", "h")), "constant-factor"),
    "the difference the wrong way round": (whole(("above - below", "below - above")), "wrong-sign"),
    "h too large": (whole(("h=1e-5", "h=0.1")), "step-too-large"),
    "h too small": (whole(("h=1e-5", "h=1e-13")), "step-too-small"),
    "whole numbers": (whole(("np.array(x, dtype=float)", "np.array(x)")), "integer-step"),
    "not put back": (whole(("        x[index] = kept\n", "")), "perturbation-stays"),
    "all entries at once": (
        whole(
            ("x[index] = kept + h", "x = x + h"),
            ("x[index] = kept - h", "x = x - 2 * h"),
            ("x[index] = kept\n", "x = x + h\n"),
        ),
        "perturbs-all-entries",
    ),
    "x stays changed": (whole(("    scale =", "    x += 1\n    scale =")), "modifies-input"),
    "an error for a verdict": (
        whole((VERDICT, "return float(np.abs(numerical - analytic).max() / scale)"), (SHAPES, "")),
        "forward-dtype",
    ),
    "an array of verdicts": (
        whole((VERDICT, "return np.abs(numerical - analytic) / scale < 1e-5"), (SHAPES, "")),
        "forward-dtype",
    ),
    "says nothing": (whole((VERDICT, "str(np.abs(numerical - analytic).max())"), (SHAPES, "")), "returns-none"),
    "not written": ("def gradient_check(f, gradient, x):\n    raise NotImplementedError\n", "raises"),
    "takes an array": (whole(("gradient(x)", "gradient.copy()")), "raises"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_one_is_told_its_mistake(mistake):
    source, code = WRONG[mistake]
    report = check(function_of(source), reference=gradient_check)
    assert not report.passed
    assert report.findings[0].code == code, report
