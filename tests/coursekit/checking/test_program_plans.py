"""Plans of checks with programs: which references stand for what, what they ask, and what is the caller's mistake."""

import numpy as np
import pytest

from coursekit import check, gates, real
from coursekit.autodiff import Tensor, centred, one_sided
from coursekit.checking import forget_plans, plan_for
from coursekit.checking.exam import Answer, Step, sit
from coursekit.checking.programs import truth
from coursekit.checking.programs.checker_plan import gradient_check
from coursekit.checking.programs.formula import formula
from coursekit.checking.programs.generating import draw_program
from coursekit.checking.programs.kinds import program_kind
from coursekit.checking.programs.program import Program
from coursekit.checking.programs.simulation import along_paths, in_order
from coursekit.checking.reference import Reference
from tests.coursekit.checking.gradient_functions import CHECK, NDINDEX, NDITER, function_of
from tests.coursekit.checking.graphs import KAHN
from tests.coursekit.checking.tapes import ARRAYS, CLOSURES, LIST, SLOPES, changed, class_of
from tests.coursekit.checking.test_tapes import BACKWARD, EACH_PATH


@pytest.fixture(autouse=True)
def _nothing_stays():
    forget_plans()
    yield
    forget_plans()


def grad_of(f, x): ...


def lens(f, x): ...


def gradient_norm(x, f): ...


def grad_step(f): ...


def grad_with(f, step, x): ...


def grad_raising(f, x):
    raise NameError("no f")


class Silent(type):
    """A class that does not tell how it is made."""

    __signature__ = 7


class Untold(metaclass=Silent):
    def forward(self): ...

    def backward(self): ...


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (Tensor, "tape"),
        (class_of(SLOPES), "tape"),
        (gates.Graph, "graph"),
        (class_of(KAHN), "graph"),
        (centred, "numerical-gradient"),
        (one_sided, "numerical-gradient"),
        (grad_of, "numerical-gradient"),
        (gradient_check, "gradient-check"),
        (lens, None),
        (gradient_norm, None),
        (grad_step, None),
        (grad_with, None),
        (gates.Multiply, None),
        (gates.Multiply(), None),
        (Untold, None),
        (int, None),
        (type("Sender", (), {"backward": lambda self: None}), None),
        (np.gradient, None),
    ],
)
def test_a_reference_is_known_by_what_it_has(target, kind):
    assert program_kind(target) == kind


@pytest.mark.parametrize("reference", [Tensor, gates.Graph, centred, gradient_check])
def test_they_take_no_inputs(reference):
    with pytest.raises(ValueError, match="inputs were given"):
        check(reference, reference=reference, inputs={"x": real()})


WRONG_REFERENCES = [
    (changed(SLOPES, ("(self, 1.0), (other, -1.0)", "(self, 1.0), (other, 1.0)")), "Value is wrong itself: .*subtract"),
    (changed(SLOPES, ("def backward(self)", "def backward(self, loss)")), "could not be evaluated on any program"),
    (changed(KAHN, ("gradients[needed] + gradient", "gradient")), "ComputationalGraph is wrong itself"),
    (changed(KAHN, ("def backward(self)", "def backward(self, loss)")), "could not be evaluated on any graph"),
    (changed(KAHN, ("return order\n", "return order[::-1]\n"), ("in self.order:", "in self.order[::-1]:")), "is wrong"),
]


@pytest.mark.parametrize(("source", "message"), WRONG_REFERENCES)
def test_a_reference_that_is_wrong_itself_is_the_callers_mistake(source, message):
    reference = class_of(source)
    with pytest.raises(ValueError, match=message):
        check(reference, reference=reference)


def test_so_is_a_function_that_is_of_no_use():
    off = function_of(changed(NDINDEX, ("(2 * h)", "h")))
    with pytest.raises(ValueError, match=r"could not be evaluated \(a vector: the reference is far off\)"):
        check(off, reference=off)
    changes = function_of(changed(NDITER, ("        x[ix] = old\n", "")))
    with pytest.raises(ValueError, match="could not be evaluated"):
        check(changes, reference=changes)
    lax = function_of(NDINDEX + changed(CHECK, ("< 1e-5", "< 1e-20")))
    with pytest.raises(ValueError, match="tells no right gradient from a wrong one"):
        check(lax, reference=lax)


def test_what_the_reference_cannot_do_nobody_is_asked():
    closures = class_of(CLOSURES)
    left_out = dict(plan_for(Reference.of(closures)).left_out)
    assert left_out["a chain of 1200 nodes"].startswith("the reference raises RecursionError")
    assert check(closures, reference=closures).passed
    eager = function_of(changed(NDINDEX, ("    x = np.array(x, dtype=float)\n", "    x = np.array(x)\n")))
    assert [name for name, _ in plan_for(Reference.of(eager)).left_out] == ["whole numbers"]
    walker = class_of(changed(KAHN, ("        return order\n", "        raise ValueError\n")), "ComputationalGraph")
    with pytest.raises(ValueError, match="could not be evaluated on any graph"):
        plan_for(Reference.of(walker))
    unsorted = class_of(
        changed(
            KAHN, ("    def topological_order", "    def sorted_nodes"), ("self.topological_order", "self.sorted_nodes")
        )
    )
    assert plan_for(Reference.of(unsorted)).left_out == (
        ("the topological order", "the reference has no topological_order"),
    )


@pytest.mark.slow
def test_the_reason_is_told():
    with pytest.raises(ValueError, match=r"a vector: the reference raises NameError: no f"):
        check(grad_raising, reference=grad_raising)
    walks = class_of(changed(SLOPES, (BACKWARD, EACH_PATH)))
    left_out = dict(plan_for(Reference.of(walks)).left_out)
    assert left_out["24 doublings"] == "the reference takes too long"


def test_what_takes_for_ever_is_not_acted_out():
    doublings = Program(("x",), tuple(("add", number, number) for number in range(24)), (24,))
    slopes = dict.fromkeys(range(1, 25), (1.0, 2.0))
    for order in ("recursive", "depth-first", "breadth-first"):
        assert in_order(doublings, slopes, 24, order) is None
    assert along_paths(doublings, {number: (1.0, 3.0 + number) for number in slopes}, 24) is None
    long = Program(("x",), tuple(("add", number, number) for number in range(101)), (101,))
    assert in_order(long, {}, 101, "listed") is None


def test_two_passes_follow_the_convention_of_the_reference():
    adds, anew = class_of(SLOPES), class_of(LIST)
    assert check(adds, reference=anew).findings[0].code == "stale-cache"
    assert "overwrites-gradient" in [each.code for each in check(anew, reference=adds).findings]
    assert check(anew, reference=Tensor).passed
    assert check(adds, reference=Tensor).passed


def test_a_second_pass_that_does_neither_is_asked_of_nobody():
    assigns = class_of(changed(SLOPES, ("node.gradient += arrived", "node.gradient = arrived")))
    left_out = dict(plan_for(Reference.of(assigns)).left_out)
    assert left_out["backward from two outputs"] == "it neither adds up the gradients of two passes nor starts anew"


def test_arrays_are_asked_of_tapes_that_have_sum():
    tape = class_of(ARRAYS)
    assert "a column and a row" in [case.name for case in check(tape, reference=Tensor).cases]
    assert "a column and a row" not in [case.name for case in check(class_of(SLOPES), reference=Tensor).cases]


def test_a_case_is_a_formula():
    program = Program(("x", "y"), (("subtract", 0, 1), ("subtract", 0, 2), ("negate", 3), ("exp", 4)), (5,))
    assert formula(program) == "z = exp(−(x − (x − y)))"
    squares = Program(("x",), (("add", 0, 0), ("power", 1, 0), ("multiply", 2, 1)), (3,))
    assert formula(squares) == "a = x + x; z = a**x·a"
    long = Program(("x",), tuple(("maximum", number, 0) for number in range(29)), (29,))
    assert formula(long).endswith(" …")


def test_a_program_that_finds_no_harmless_operation_ends():
    program = draw_program(np.random.default_rng(0), ["exp"], (9.0,), 3, constants=False)
    assert program == Program(("x",), (), (0,))


def test_a_gradient_that_numerical_differentiation_contradicts_stops_the_plan(monkeypatch):
    monkeypatch.setattr(truth, "value_and_grad", lambda f, argnums: lambda *inputs: (0.0, (7.0,)))
    with pytest.raises(ValueError, match=r"autodiff gives the gradient 7.0 for x, numerical differentiation"):
        truth.gradients(Program(("x",), (("exp", 0),), (1,)), (1.0,), 1)


def test_a_scene_is_placed_and_plain():
    question = (Step(0, "tape", ((("exp", 0),), (1.0,), (1,))),)
    ((answer,),) = sit(float, [question])
    assert answer == Answer("missing", stage="backward")
    ((answer,),) = sit(class_of(changed(SLOPES, ("def exp", "def expo"))), [question])
    assert answer == Answer("missing", stage="exp")
    ((answer,),) = sit(lambda value: 1 / 0, [question])
    assert (answer.status, answer.stage, answer.raised.type) == ("raised", "make", "ZeroDivisionError")


def forged(kind, value):
    """An examinee that answers everything alike."""

    class Forger:
        def __coursekit_name__(self):
            return "Forger"

        def __coursekit_sit__(self, questions):
            return [[Answer("returned", value=value) for _ in question] for question in questions]

    return Forger()


@pytest.mark.slow
@pytest.mark.parametrize("reference", [Tensor, gates.Graph, centred, gradient_check])
@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        [],
        {},
        "passed",
        [None, None],
        [1j, {"x": 1j, "y": "1"}],
        {"values": 3, "gradients": {}},
        {"values": [None], "gradients": [None, None]},
        {"values": [1j], "gradients": [np.array(["x"]), 2]},
        {"verdict": np.array([True]), "gradient": np.zeros(7), "calls": "many", "changes": [(1,)]},
        {"verdict": np.array(True), "gradient": 1j, "calls": 2**70, "changes": [(1, 2.0)] * 9},
    ],
)
def test_a_forged_answer_fails_and_breaks_nothing(reference, value):
    report = check(forged(reference, value), reference=reference)
    assert not report.passed
    assert report.findings
    assert str(report)
