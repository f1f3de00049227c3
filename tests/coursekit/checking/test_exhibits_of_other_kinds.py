"""The failing case that a report shows of optimizers, schedules, what is random, and programs."""

import contextlib
import json
import math
from functools import partial

import numpy as np
import optimizers_to_check as own
import pytest

from coursekit import check, nn, optim
from coursekit.autodiff import centred
from coursekit.checking.programs.checker_plan import gradient_check
from docs.mistakes import PARTS
from tests.coursekit.checking.graphs import KAHN
from tests.coursekit.checking.tapes import ARRAYS, SLOPES, changed, class_of

NUMBERS = {
    example.code: example
    for part in ("Optimizers", "Schedules", "Tapes and graphs", "Numerical gradients and gradient checkers")
    for chapter in PARTS[part].values()
    for example in chapter
}


@pytest.mark.slow
@pytest.mark.parametrize("code", NUMBERS)
def test_the_numbers_of_the_message_are_shown(code):
    report = NUMBERS[code].run()
    finding, exhibit = report.findings[0], report.exhibit
    json.dumps(report.to_dict())
    if report.passed:
        assert exhibit is None
        return
    assert exhibit is not None
    for side in ("got", "expected"):
        if isinstance(finding.evidence.get(side), float):
            told, shown = float(finding.evidence[side]), np.asarray(getattr(exhibit, side))
            assert np.any((shown == told) | (np.isnan(shown) & np.isnan(told)))
            assert np.all((exhibit.got != exhibit.expected)[exhibit.wrong])


# -- optimizers --


class Wrong(own.SGD):
    """Right in the first step, then up instead of down."""

    def delta(self, p, g, s):
        return self.lr * g if self.t == 1 else -self.lr * g


class ReturnsWrong(own.ReturningDict):
    def delta(self, p, g, s):
        return self.lr * g * self.t


def optimizer_exhibit(candidate, reference=None, **options):
    return check(candidate, reference=reference or partial(optim.SGD, lr=0.02), **options).exhibit


def test_an_optimizers_step_is_shown_with_what_it_comes_from():
    exhibit = optimizer_exhibit(partial(Wrong, lr=0.02))
    assert (exhibit.case, exhibit.what) == ("one parameter, step 2", "w after step 2")
    assert list(exhibit.inputs) == ["w before", "gradient of w, step 1", "gradient of w, step 2"]
    before, _, gradient = exhibit.inputs.values()
    assert exhibit.got == pytest.approx(before + 0.02 * gradient)
    assert exhibit.expected == pytest.approx(before - 0.02 * gradient)
    assert exhibit.wrong.all()


def test_who_returns_new_parameters_starts_from_the_same_in_each_step():
    exhibit = optimizer_exhibit(partial(ReturnsWrong, lr=0.02))
    assert exhibit.what == "w after step 2"
    assert exhibit.expected == pytest.approx(
        exhibit.inputs["w before"] - 0.02 * exhibit.inputs["gradient of w, step 2"]
    )


class WrongLate(own.SGD):
    def delta(self, p, g, s):
        return self.lr * g * (1 if p.ndim < 2 or self.t < 4 else 2)


def test_of_many_gradients_the_last_alone_is_shown():
    exhibit = optimizer_exhibit(partial(WrongLate, lr=0.02))
    assert list(exhibit.inputs) == ["W before", "gradient of W, step 4"]


class RaisesLate(own.SGD):
    def delta(self, p, g, s):
        return self.lr * g if self.t < 3 else self.nothing


def test_an_exception_of_an_optimizer_has_its_lines():
    exhibit = optimizer_exhibit(partial(RaisesLate, lr=0.02))
    assert exhibit.raised.type == "AttributeError"
    assert exhibit.raised.trace[-1].function == "delta"
    assert list(exhibit.inputs) == ["gradient of w, step 1", "gradient of w, step 2", "gradient of w, step 3"]
    assert exhibit.what == ""


class LooksAside(optim.Nesterov):
    @contextlib.contextmanager
    def look_ahead(self, params):
        with super().look_ahead(params):
            for value in params.values():
                value += 1
            yield
            for value in params.values():
                value -= 1


def test_the_look_ahead_point_is_called_so():
    exhibit = optimizer_exhibit(partial(LooksAside, lr=0.02), partial(optim.Nesterov, lr=0.02))
    assert exhibit.what == "w at the look-ahead point"


class Gone(own.SGD):
    def step(self, params, grads):
        params["w"] = None


def test_a_parameter_that_is_gone_has_only_an_expected_value():
    exhibit = optimizer_exhibit(partial(Gone, lr=0.02))
    assert exhibit.what == "w after step 1"
    assert exhibit.got is None
    assert exhibit.expected == pytest.approx(
        exhibit.inputs["w before"] - 0.02 * exhibit.inputs["gradient of w, step 1"]
    )


# -- schedules --

EXPONENTIAL = optim.ExponentialDecay(0.2, k=0.03)


def test_rates_are_shown_from_the_first_wrong_one_on():
    exhibit = check(lambda t: EXPONENTIAL(t) if t < 5 else 0.1, reference=EXPONENTIAL).exhibit
    assert exhibit.case == "step 5"
    assert exhibit.inputs["t"][:2] == pytest.approx([4, 5])
    assert len(exhibit.got) == 8
    assert exhibit.expected == pytest.approx([EXPONENTIAL(t) for t in exhibit.inputs["t"]])
    assert exhibit.wrong.tolist() == [False] + 7 * [True]


class Leftover:
    calls = 0

    def __call__(self, t):
        self.calls += 1
        return EXPONENTIAL(self.calls - 1)


def test_a_step_that_was_right_once_is_shown_where_it_was_wrong():
    exhibit = check(lambda t: EXPONENTIAL(t) if t != 4321 else 9.0, reference=EXPONENTIAL).exhibit
    assert exhibit.wrong.tolist() == 7 * [False] + [True]
    asked = []

    def wrong_the_second_time(t):
        asked.append(t)
        return EXPONENTIAL(t) + asked[:-1].count(t) * (t == 1)

    exhibit = check(wrong_the_second_time, reference=EXPONENTIAL).exhibit
    assert exhibit.wrong[exhibit.inputs["t"] == 1].all()
    assert check(Leftover(), reference=EXPONENTIAL).exhibit.wrong.any()


class HalvesAlways:
    rate = 0.2

    def observe(self, error):
        self.rate /= 2

    def __call__(self, t):
        return self.rate


def test_what_learns_from_errors_is_shown_with_these():
    exhibit = check(HalvesAlways, reference=optim.HalveOnWorse(0.2)).exhibit
    assert list(exhibit.inputs) == ["errors", "number of errors"]
    assert len(exhibit.inputs["errors"]) == exhibit.inputs["number of errors"][-1]


def test_an_exception_of_a_schedule_has_its_lines():
    exhibit = check(lambda t: rat * t, reference=EXPONENTIAL).exhibit  # noqa: F821
    assert exhibit.raised.type == "NameError"
    assert exhibit.inputs == {"t": 0}
    assert check(lambda t: 1 / t, reference=optim.HoldThenDecay(1.0, tau=1)).exhibit.raised.type == "ZeroDivisionError"


# -- what is random --


def test_mean_and_spread_are_shown_beside_the_right_ones():
    exhibit = check(lambda shape, rng: rng.uniform(0, 0.2, shape), reference=nn.Uniform(-0.1, 0.1)).exhibit
    assert exhibit.what == "mean and standard deviation"
    assert exhibit.got == pytest.approx([0.1, 0.1 / math.sqrt(3)], rel=0.05)
    assert exhibit.expected == pytest.approx([0.0, 0.1 / math.sqrt(3)])
    assert exhibit.wrong.tolist() == [True, False]
    assert exhibit.inputs == {"shape": (100, 400)}


def test_what_raises_instead_of_drawing_has_its_lines():
    exhibit = check(lambda shape, rng: rng.norm(shape), reference=nn.HeNormal).exhibit
    assert exhibit.raised.type == "AttributeError"
    assert len(exhibit.raised.trace) == 1


def test_a_distribution_is_nothing_to_show():
    assert check(nn.GlorotUniform, reference=nn.HeNormal).exhibit is not None  # its spread is
    uniform = nn.HeUniform()
    report = check(lambda shape, rng: uniform(shape, rng), reference=nn.HeNormal)
    assert report.findings[0].code == "wrong-distribution"
    assert report.exhibit is None


# -- tapes and graphs --


def tape_exhibit(*replacements, source=SLOPES, **options):
    return check(class_of(changed(source, *replacements)), reference="Tensor", **options).exhibit


PRODUCT = "Value(self.value * other.value, [(self, other.value), (other, self.value)])"


def test_gradients_of_a_tape_are_shown_by_input():
    exhibit = tape_exhibit((PRODUCT, PRODUCT.replace("(other, self.value)", "(other, other.value)")))
    assert exhibit.case == "z = x·y"
    assert exhibit.what == "gradients for x, y"
    x, y = exhibit.inputs.values()
    assert exhibit.expected == pytest.approx([y, x])
    assert exhibit.got == pytest.approx([y, y])
    assert exhibit.wrong.tolist() == [False, True]


def test_an_output_that_is_wrong_already_is_shown_alone():
    exhibit = tape_exhibit((PRODUCT, PRODUCT.replace("self.value * other.value", "self.value + other.value")))
    assert exhibit.what == "output"
    assert exhibit.got == pytest.approx(sum(exhibit.inputs.values()))
    assert exhibit.wrong.all()
    exhibit = tape_exhibit(
        (PRODUCT, PRODUCT.replace("self.value * other.value", "np.ones(2) * self.value * other.value"))
    )
    assert (exhibit.what, exhibit.got, exhibit.wrong) == ("output", None, None)


def test_an_exception_of_a_tape_comes_with_its_program():
    exhibit = tape_exhibit((PRODUCT, PRODUCT.replace("self.value * other.value", "self.nothing")))
    assert exhibit.case == "z = x·y"
    assert exhibit.raised.type == "AttributeError"


FITTED = "fitted(send(upstream), source.data.shape)"


def test_of_arrays_the_first_wrong_gradient_is_shown():
    exhibit = tape_exhibit((FITTED, "send(upstream)"), source=ARRAYS)
    assert exhibit.what == "gradient for y"
    assert exhibit.got.shape != exhibit.expected.shape == exhibit.inputs["y"].shape
    assert exhibit.wrong is None
    exhibit = tape_exhibit((FITTED, f"{FITTED} * (1 + (np.size(upstream) > 1))"), source=ARRAYS)
    assert exhibit.what == "gradient for x"
    assert exhibit.got.shape == exhibit.expected.shape == exhibit.wrong.shape


def test_where_an_array_was_changed_only_the_inputs_are_shown():
    leaf = "            if not node.sources:\n"
    exhibit = tape_exhibit((leaf, f"{leaf}                node.data += node.data.ndim\n"), source=ARRAYS)
    assert (exhibit.what, exhibit.got) == ("", None)


def test_nothing_is_shown_of_what_is_right():
    right = {
        class_of(SLOPES): "Tensor",
        class_of(KAHN, "ComputationalGraph"): "Graph",
        gradient_check: "gradient_check",
    }
    right |= {
        centred: "numerical_gradient",
        nn.HeNormal: None,
        partial(optim.Adam, lr=0.01): None,
        EXPONENTIAL: EXPONENTIAL,
    }
    for candidate, reference in right.items():
        assert check(candidate, reference=reference).exhibit is None


def graph_exhibit(*replacements):
    graph = class_of(changed(KAHN, *replacements), "ComputationalGraph")
    return check(graph, reference="Graph").exhibit


GIVEN = "return {name: gradients[name] for name in self.input_names}"


def test_gradients_of_a_graph_are_shown_by_input():
    exhibit = graph_exhibit(("gradients[needed] = gradients[needed] + gradient", "gradients[needed] = gradient"))
    assert exhibit.what.startswith("gradient")
    assert exhibit.wrong.any()
    assert exhibit.case.startswith(("z = ", "a = "))
    exhibit = graph_exhibit((GIVEN, "return list(gradients.values())"))
    assert exhibit.what.startswith("gradient for")
    assert exhibit.got is None


def test_an_output_of_a_graph_is_shown_alone():
    exhibit = graph_exhibit(("return self.values[self.output]", "return self.values[self.output] + 1"))
    assert exhibit.what == "output"
    assert exhibit.got == pytest.approx(exhibit.expected + 1)


def test_an_exception_of_a_graph_comes_with_its_program():
    exhibit = graph_exhibit((GIVEN, "return self.nothing"))
    assert exhibit.raised.type == "AttributeError"


def test_an_order_is_nothing_to_show():
    named = "    def topological_order(self):\n"
    reversed_names = f"{named}        return self.sorted()[::-1]\n\n    def sorted(self):\n"
    exhibit = graph_exhibit(
        (named, reversed_names), ("self.order = self.topological_order()", "self.order = self.sorted()")
    )
    assert exhibit is None


def test_a_case_of_several_passes_says_so():
    exhibit = graph_exhibit(("dict(inputs)", "inputs | getattr(self, 'values', {})"))
    assert ": " in exhibit.case
    assert exhibit.wrong.any()


# -- numerical gradients and gradient checkers --


def forward_only(f, x):
    return np.array([(f(x + 0.1 * row) - f(x)) / 0.1 for row in np.eye(x.size)]) if x.ndim == 1 else None


def changes_x(f, x):
    gradient = centred(f, x)
    x += 1
    return gradient


def test_a_numerical_gradient_is_shown_beside_the_right_one():
    exhibit = check(forward_only, reference="numerical_gradient").exhibit
    assert exhibit.what == "gradient"
    assert exhibit.case.startswith("a vector, f(x) = ")
    assert exhibit.wrong.any()
    exhibit = check(lambda f, x: None, reference="numerical_gradient").exhibit
    assert exhibit.got is None
    assert exhibit.expected.shape == exhibit.inputs["x"].shape
    exhibit = check(lambda f, x: f.nothing, reference="numerical_gradient").exhibit
    assert exhibit.raised.type == "AttributeError"


def test_where_the_numbers_are_right_only_the_inputs_are_shown():
    exhibit = check(changes_x, reference="numerical_gradient").exhibit
    assert (exhibit.what, exhibit.got) == ("", None)

    def checks_and_changes(f, gradient, x):
        verdict = gradient_check(f, gradient, x)
        x += 1
        return verdict

    exhibit = check(checks_and_changes, reference="gradient_check").exhibit
    assert (exhibit.what, exhibit.got) == ("", None)
    assert list(exhibit.inputs) == ["x", "claimed gradient", "right gradient"]


def test_a_verdict_is_shown_without_a_difference():
    report = check(lambda f, gradient, x: True, reference="gradient_check")
    assert (report.exhibit.what, report.exhibit.got, report.exhibit.expected) == ("verdict", True, False)
    assert report.exhibit.difference is None
    assert "yours: True\n" in str(report)
    assert "shape ()" not in report._repr_html_()
    exhibit = check(lambda f, gradient, x: f.nothing, reference="gradient_check").exhibit
    assert exhibit.raised.type == "AttributeError"
