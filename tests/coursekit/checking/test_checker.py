"""`check` from the caller's side: finding the reference, inputs, seeds, functions, and what is the caller's mistake."""

import functools

import numpy as np
import pytest
from right_gates import MultiplyGate, SigmoidGate, TanhGate

from coursekit import check, gates, integer, labels, positive, real
from coursekit.checking import clear_references, collect, forget_plans, plan_for, register_reference, salt
from coursekit.checking.exam import Answer, sit
from coursekit.checking.reference import Reference
from coursekit.checking.references import references


class Affine:
    """An instructor's own solution, as a student would write it."""

    def forward(self, x, W, b):
        self.x, self.W = x, W
        return x @ W.T + b

    def backward(self, upstream):
        return upstream @ self.W, upstream.T @ self.x, upstream.sum(axis=0)


class SoftmaxCrossEntropy:
    def forward(self, scores, labels):
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.p, self.labels = e / e.sum(axis=1, keepdims=True), labels
        return -np.mean(np.log(self.p[np.arange(len(labels)), labels]))

    def backward(self, upstream):
        return upstream * (self.p - np.eye(self.p.shape[1])[self.labels]) / len(self.p), None


AFFINE_INPUTS = {"x": real(3, 4), "W": real(2, 4), "b": real(2)}


@pytest.fixture(autouse=True)
def _nothing_stays():
    yield
    clear_references()
    forget_plans()


# -- finding the reference --


@pytest.mark.parametrize(
    "reference",
    ["Multiply", "MultiplyGate", gates.Multiply, gates.Multiply(), functools.partial(gates.Multiply), MultiplyGate],
    ids=["name", "with suffix", "class", "instance", "partial", "own class"],
)
def test_a_reference_may_be_given_in_many_ways(reference):
    assert check(MultiplyGate, reference=reference).passed
    assert not check(type("Wrong", (MultiplyGate,), {"backward": lambda s, u: (u, u)}), reference=reference).passed


def test_a_registered_reference_goes_before_the_library():
    class Multiply:
        def forward(self, x, y):
            return x + y

        def backward(self, upstream):
            return upstream, upstream

    register_reference("MultiplyGate", Multiply)
    assert check(MultiplyGate, inputs={"x": real(3), "y": real(3)}).findings[0].code == "forward-value"
    clear_references()
    assert check(MultiplyGate).passed


def test_references_hold_within_their_block():
    with references(Affine=Affine):
        assert check(Affine).passed
    assert "Affine" not in gates.gate_names() or check(Affine).passed


def test_an_own_solution_named_like_a_gate_gets_the_gates_domains():
    class LogGate:
        def forward(self, x):
            self.x = x
            return np.log(x)

        def backward(self, upstream):
            return upstream / self.x

    with references(LogGate=LogGate):
        report = check(LogGate)
    assert report.passed
    assert report.left_out == ()


def test_an_unknown_name_comes_with_close_ones_and_the_remedy():
    class Mulitply(MultiplyGate):
        pass

    with pytest.raises(LookupError, match=r"name, Mulitply\. Did you mean Multiply.*reference="):
        check(Mulitply)
    with pytest.raises(LookupError, match="'Tanhh'"):
        check(TanhGate, reference="Tanhh")


# -- inputs --


def test_inputs_of_ones_own():
    assert check(Affine, reference=Affine, inputs=AFFINE_INPUTS, level="full").passed

    class Unsummed(Affine):
        def backward(self, upstream):
            dx, dW, _ = super().backward(upstream)
            return dx, dW, upstream

    finding = check(Unsummed, reference=Affine, inputs=AFFINE_INPUTS).findings[0]
    assert finding.code == "missing-broadcast-sum"
    assert finding.where["input"] == "b"


def test_inputs_are_put_in_the_order_of_the_parameters():
    shuffled = dict(reversed(AFFINE_INPUTS.items()))
    assert check(Affine, reference=Affine, inputs=shuffled).passed


@pytest.mark.parametrize(
    "last", [lambda g, u: (g,), lambda g, u: g, lambda g, u: [g, None], lambda g, u: (g, np.zeros(4)), lambda g, u: [g]]
)
def test_a_data_input_may_be_left_out_be_none_or_have_a_finite_gradient(last):
    class Own(SoftmaxCrossEntropy):
        def backward(self, upstream):
            return last(super().backward(upstream)[0], upstream)

    inputs = {"scores": real(4, 3), "labels": labels(4, 3)}
    report = check(Own, reference=SoftmaxCrossEntropy, inputs=inputs, level="full")
    assert report.passed, str(report)
    assert report.findings == ()


def test_a_stacked_array_with_as_many_rows_as_inputs_is_the_gradient_itself():
    """scores (2, 3) and labels (2,): a bare gradient of two rows is not two gradients."""

    class Bare(SoftmaxCrossEntropy):
        def backward(self, upstream):
            return super().backward(upstream)[0]

    inputs = {"scores": real(2, 3), "labels": labels(2, 3)}
    assert check(Bare, reference=SoftmaxCrossEntropy, inputs=inputs).passed


@pytest.mark.parametrize(
    ("gradient", "code"), [(lambda: np.full(4, np.nan), "gradient-value"), (lambda: np.zeros(3), "gradient-shape")]
)
def test_a_gradient_for_a_data_input_must_make_sense(gradient, code):
    class Own(SoftmaxCrossEntropy):
        def backward(self, upstream):
            return super().backward(upstream)[0], gradient()

    inputs = {"scores": real(4, 3), "labels": labels(4, 3)}
    assert check(Own, reference=SoftmaxCrossEntropy, inputs=inputs).findings[0].code == code


# -- seeds --


def inputs_of(plan):
    return [np.asarray(value).tobytes() for case in plan.cases for value in case.inputs]


def test_the_same_seed_gives_the_same_cases_and_the_salt_changes_them():
    multiply = Reference.of(gates.Multiply)
    first = inputs_of(plan_for(multiply))
    forget_plans()
    assert inputs_of(plan_for(multiply)) == first
    assert inputs_of(plan_for(multiply, seed=1)) != first
    with salt(b"secret"):
        salted = inputs_of(plan_for(multiply))
        with salt(7):
            assert inputs_of(plan_for(multiply)) != salted
    assert salted != first
    assert inputs_of(plan_for(multiply)) == first


def test_a_plan_is_kept_and_upstream_is_never_ones():
    multiply = Reference.of(gates.Multiply)
    plan = plan_for(multiply)
    assert plan_for(Reference.of(gates.Multiply)) is plan
    assert not any(np.any(case.upstream == 1) for case in plan.cases)


def test_a_salt_is_bytes_a_number_or_a_string():
    with pytest.raises(TypeError, match=r"salt got 1\.5"), salt(1.5):
        pass


# -- what is the caller's mistake --


class TakesArguments:
    def __init__(self, size):
        self.size = size

    def forward(self, x):
        return x


class Contradicts(SigmoidGate):
    def backward(self, upstream):
        return super().backward(upstream) * 1.001


class Restless(SigmoidGate):
    rng = np.random.default_rng(0)

    def forward(self, x):
        return super().forward(x) * self.rng.uniform()


class Broken(SigmoidGate):
    def forward(self, x):
        raise RuntimeError("no such luck")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"level": "slow"}, ValueError, "level is 'slow'.*'quick', 'full'"),
        ({"seed": 1.5}, TypeError, r"seed is 1\.5"),
        ({"inputs": {"y": real(3)}}, ValueError, r"inputs names y, but the reference Sigmoid takes \(x\)"),
        ({"inputs": {}}, ValueError, "inputs names nothing"),
        ({"inputs": [real(3)]}, TypeError, "should map names to domains"),
        ({"inputs": {"x": 3}}, TypeError, r"inputs\['x'\] is 3; it should be a domain"),
        ({"reference": 3}, TypeError, "3 can't be a reference"),
        ({"reference": int}, TypeError, "can't be a reference"),
        ({"reference": TakesArguments}, ValueError, "TakesArguments can't be made with the hyperparameters given"),
        ({"reference": functools.partial(gates.ReLU, slope=1)}, ValueError, "ReLU can't be made"),
        ({"reference": Contradicts}, ValueError, "contradicts itself: its backward gives .* for x"),
        ({"reference": Restless}, ValueError, "answers the same inputs differently"),
        ({"reference": Broken}, ValueError, "could not be evaluated on any case.*no such luck"),
        ({"reference": Broken, "inputs": {"x": real(3)}}, ValueError, "fails on your inputs.*no such luck"),
    ],
)
def test_the_callers_mistakes_raise_and_say_what_fits(arguments, error, message):
    with pytest.raises(error, match=message):
        check(SigmoidGate, **arguments)


# -- plain functions --


def mean_of_logs(x):
    return np.mean(np.log(x))


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (lambda x: np.sum(np.log(x)) / x.size, None),
        (lambda x: np.log(np.mean(x)), "forward-value"),
        (lambda x: None, "returns-none"),
        (lambda x: np.mean(np.log(x, out=x)), "modifies-input"),
        (lambda x: np.mean(np.log(x)) + np.random.default_rng().normal(), "nondeterministic"),
        (lambda x, y: 0, "missing-method"),
        (lambda x: 1 / 0, "raises"),
        (lambda x: np.log(x), "forward-shape"),
        (lambda x: "3", "forward-dtype"),
    ],
)
def test_a_function_is_compared_by_its_values(function, code):
    report = check(function, reference=mean_of_logs, inputs={"x": positive(5)})
    assert report.passed is (code is None)
    assert [finding.code for finding in report.findings][:1] == ([code] if code else [])


def test_a_function_may_return_other_than_arrays():
    def two(n):
        return {"double": 2 * n, "text": [str(n), None]}

    def same(n):
        return {"text": [f"{n}", None], "double": n + n}

    inputs = {"n": integer(low=0, high=9)}
    assert check(same, reference=two, inputs=inputs).passed
    assert check(lambda n: {"double": 2 * n}, reference=two, inputs=inputs).findings[0].code == "forward-value"


# -- stand-ins and graders --


class StandIn:
    """As a grader has it: the class lives elsewhere; here, questions go out and answers come back."""

    def __init__(self, made_of):
        self.made_of = made_of

    def __call__(self, *arguments, **keywords):
        raise AssertionError("it lives elsewhere, and is not called here")

    def __coursekit_bind__(self, arguments, keywords):
        return StandIn(functools.partial(self.made_of, *arguments, **keywords))

    def __coursekit_name__(self):
        return getattr(self.made_of, "__name__", type(self.made_of).__name__)

    def __coursekit_sit__(self, questions):
        return sit(self.made_of, questions)


def test_a_stand_in_is_examined_where_it_lives():
    assert check(StandIn(MultiplyGate)).passed
    assert check(StandIn(MultiplyGate)).candidate == "MultiplyGate"


def test_a_partial_of_a_stand_in_is_made_where_it_lives():
    class LeakyReLU(gates.LeakyReLU):
        pass

    assert check(functools.partial(StandIn(LeakyReLU), slope=0.2)).passed

    class Refusing(LeakyReLU):
        def __init__(self, slope):
            raise ValueError("no instance")

    failing = check(functools.partial(StandIn(Refusing), slope=0.2), reference="LeakyReLU")
    assert not failing.passed
    assert failing.findings[0].code == "raises"


def test_a_partial_of_a_function_elsewhere_is_a_function():
    def scaled(x, factor):
        return factor * x

    candidate = functools.partial(StandIn(scaled), factor=3.0)
    assert check(candidate, reference=lambda x: 3.0 * x, inputs={"x": real(4)}).passed
    assert not check(candidate, reference=lambda x: 2.0 * x, inputs={"x": real(4)}).passed


def test_reports_are_collected_also_in_nested_blocks():
    with collect() as outer:
        first = check(MultiplyGate)
        with collect() as inner:
            second = check(SigmoidGate)
    check(TanhGate)
    assert outer == [first, second]
    assert inner == [second]


def test_answers_that_never_came_are_no_pass():
    class Dead(StandIn):
        def __coursekit_sit__(self, questions):
            return [[Answer("timed-out")] * len(question) for question in questions]

    report = check(Dead(MultiplyGate))
    assert report.score == 0
    assert [finding.code for finding in report.findings] == ["timeout"]
