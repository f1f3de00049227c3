"""Verdicts beside other rules: how often a gradient check fails a right gate, and passes a wrong one.

`python -m benchmarks.verdicts` (with the extra `peers`) lets CourseKit's `check`, PyTorch's gradcheck, and the rules of
CS231n and minitorch judge the same gates: those of the corpus, mutants, and 21 functions at points that are hard for
numerical differentiation. The report is Markdown; README.md tells what is compared, and what is not.
"""

import argparse
import copy
import functools
import importlib.util
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.hostile_points import HOSTILE, Point
from coursekit import check
from coursekit.checking.clock import OutOfTime, time_limit
from coursekit.checking.domains import choice
from coursekit.checking.plan import plan_for
from coursekit.checking.references import find_reference
from tests.corpus.equivalence import compare
from tests.corpus.targets import families, students

# Labels of gates whose numbers are right: a gradient check by values has nothing to see.
RIGHT_NUMBERS = ("numerical-backward", "not-an-array")

SECONDS = 2.0  # for a gate at one point: an endless loop is a failure


@dataclass(frozen=True)
class Subject:
    """A gate that is judged: what it should be, whether it is right, and `check`'s inputs where they are chosen.

    points: inputs for the rules that have no cases of their own; wrt: the inputs whose gradients they compare.
    """

    gate: Any
    reference: Any
    right: bool
    points: tuple[tuple[Any, ...], ...]
    wrt: tuple[int, ...]
    inputs: Any = None


Rule = Callable[[Subject], bool]


# -- the rules: whether a subject passes --


def coursekit(subject: Subject) -> bool:
    """`check` at the full level, as the autograder runs it."""
    return bool(check(subject.gate, reference=subject.reference, inputs=subject.inputs, level="full").passed)


def at_every_point(rule: Callable[[Any, tuple[Any, ...], tuple[int, ...]], bool]) -> Rule:
    """Make a rule of one that judges a gate at one point: it must pass them all, and raise nothing."""

    @functools.wraps(rule)
    def judge(subject: Subject) -> bool:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return all(passes(subject, point) for point in subject.points)

    def passes(subject: Subject, point: tuple[Any, ...]) -> bool:
        try:
            with time_limit(SECONDS):
                # A copy: a gate that changes its inputs must not change those of the next.
                return rule(subject.gate, copy.deepcopy(point), subject.wrt)
        except (Exception, SystemExit, OutOfTime):
            return False

    return judge


@at_every_point
def torch_gradcheck(make: Any, inputs: tuple[Any, ...], wrt: tuple[int, ...]) -> bool:
    """torch.autograd.gradcheck with its defaults: eps 1e-6, atol 1e-5, rtol 1e-3."""
    import torch

    class AsFunction(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *tensors: Any) -> Any:
            ctx.gate = make()
            return torch.as_tensor(np.array(ctx.gate.forward(*(each.detach().numpy().copy()[()] for each in tensors))))

        @staticmethod
        def backward(ctx: Any, upstream: Any) -> Any:
            gradients = gradients_of(ctx.gate.backward(upstream.numpy().copy()[()]), len(inputs))
            return tuple(torch.as_tensor(np.array(gradients[i])) if i in wrt else None for i in range(len(inputs)))

    tensors = [torch.tensor(np.asarray(given), requires_grad=i in wrt) for i, given in enumerate(inputs)]
    return bool(torch.autograd.gradcheck(AsFunction.apply, tensors))


@at_every_point
def cs231n(make: Any, inputs: tuple[Any, ...], wrt: tuple[int, ...]) -> bool:
    """The relative error |a − n| / max(|a|, |n|) of centred differences with h = 1e-5 is below 1e-7 everywhere."""
    gate = make()
    shape = np.shape(gate.forward(*inputs))
    upstream = np.random.RandomState(231).standard_normal(shape)
    gradients = gradients_of(gate.backward(np.asarray(upstream)[()]), len(inputs))
    for i in wrt:
        numeric, analytic = centred(make, inputs, i, upstream, 1e-5), np.asarray(gradients[i], float)
        if analytic.shape != numeric.shape:
            return False
        larger = np.maximum(np.abs(analytic), np.abs(numeric))
        if not np.all(np.abs(analytic - numeric) <= 1e-7 * larger):
            return False
    return True


@at_every_point
def minitorch(make: Any, inputs: tuple[Any, ...], wrt: tuple[int, ...]) -> bool:
    """Of the output's sum: centred differences with ε = 1e-6, |a − n| within 0.01 + 0.01·|n|."""
    gate = make()
    ones = np.ones(np.shape(gate.forward(*inputs)))
    gradients = gradients_of(gate.backward(ones[()]), len(inputs))
    for i in wrt:
        numeric, analytic = centred(make, inputs, i, ones, 1e-6), np.asarray(gradients[i], float)
        if analytic.shape != numeric.shape or not np.all(np.abs(analytic - numeric) <= 0.01 + 0.01 * np.abs(numeric)):
            return False
    return True


RULES: dict[str, Rule] = {
    "CourseKit": coursekit,
    "torch gradcheck": torch_gradcheck,
    "CS231n, 1e-7": cs231n,
    "minitorch": minitorch,
}


def gradients_of(returned: Any, count: int) -> Sequence[Any]:
    """Read what backward returned as one gradient for each input; None for those left out at the end."""
    several = isinstance(returned, (tuple, list)) or (count > 1 and np.ndim(returned) > 0 and len(returned) == count)
    listed = list(returned) if several else [returned]
    return [*listed, *[None] * (count - len(listed))]


def centred(make: Any, inputs: tuple[Any, ...], index: int, upstream: Any, step: float) -> Any:
    """Differentiate Σ upstream·z for one input, entry by entry, by centred differences with a fixed step."""
    given = np.asarray(inputs[index], float)
    gradient = np.empty(given.shape)

    def loss(place: tuple[int, ...], moved: float) -> float:
        changed = given.copy()
        changed[place] += moved
        return float(np.sum(upstream * make().forward(*inputs[:index], changed[()], *inputs[index + 1 :])))

    for place in np.ndindex(given.shape):
        gradient[place] = (loss(place, step) - loss(place, -step)) / (2 * step)
    return gradient


# -- the subjects --


def of_the_corpus() -> list[Subject]:
    """Return the right and the wrong gates of the corpus, and the right ones of the checker's tests."""
    entries = [(entry.gate, entry.reference, True) for family in families() for entry in family.right_gates]
    entries += [
        (entry.gate, entry.reference, False)
        for family in families()
        for entry in family.wrong_gates
        if entry.code not in RIGHT_NUMBERS
    ]
    entries += [(target.candidate, target.reference, True) for target in students()]
    return [subject(*entry) for entry in entries]


def mutants() -> list[Subject]:
    """Return mutants of students' right gates whose forward is right, for no rule but `check` has a reference for it.

    Whether their backward is right is said by 80-digit arithmetic.
    """
    found = []
    for target in students():
        for mutant in target.mutants():
            gate = target.mutated(mutant)
            verdict = compare(gate, target.name, target.settings)
            made = subject(gate, target.reference, verdict.kind == "equivalent")
            if verdict.kind != "open" and all(_forward_agrees(gate, target.candidate, each) for each in made.points):
                found.append(made)
    return found


def _forward_agrees(gate: Any, right: Any, inputs: tuple[Any, ...]) -> bool:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            with time_limit(SECONDS):
                # A dozen roundings; mutants are off by 1e-5 or more.
                return bool(np.allclose(gate().forward(*inputs), right().forward(*inputs), rtol=1e-12, atol=1e-12))
        except (Exception, SystemExit, OutOfTime):
            return False


def hostile() -> list[Subject]:
    """Return right and wrong derivatives of functions, at points where numerical differentiation is hard."""
    return [each for point in HOSTILE for each in _at(point)]


def _at(point: Point) -> Iterator[Subject]:
    reference = point.gate(point.slopes[0])
    slopes = [(slope, True) for slope in point.right()] + [(slope, False) for slope in point.wrong()]
    for slope, right in slopes:
        inputs = {"x": choice(np.float64(point.x))}
        yield Subject(point.gate(slope), reference, right, ((np.float64(point.x),),), (0,), inputs)


def subject(gate: Any, reference: Any, right: bool) -> Subject:
    """Let the other rules look at the ordinary inputs of `check`'s plan: not at ties, large numbers or empty arrays."""
    points, wrt = _looked_at(reference if isinstance(reference, str) else Hashable(reference))
    return Subject(gate, reference, right, points, wrt)


@dataclass(frozen=True, eq=False)
class Hashable:
    """A reference by its identity: a `partial` is made anew each time, but is known by what it is of."""

    reference: Any

    def __hash__(self) -> int:
        return hash(repr(self.reference))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hashable) and repr(other.reference) == repr(self.reference)


@functools.cache
def _looked_at(reference: Any) -> tuple[tuple[tuple[Any, ...], ...], tuple[int, ...]]:
    given = reference.reference if isinstance(reference, Hashable) else reference
    plan = plan_for(find_reference(None, given), level="full")
    ordinary = [
        case
        for case in plan.cases
        if (case.design.kind, case.design.twin, case.design.layout, case.design.single)
        == ("ordinary", None, "C", False)
        and np.size(case.output)
    ]
    wrt = tuple(i for i, expected in enumerate(ordinary[0].gradients) if expected is not None)
    return tuple(case.inputs for case in ordinary), wrt


SUBJECTS: dict[str, Callable[[], list[Subject]]] = {
    "gates of the corpus": of_the_corpus,
    "mutants with a right forward": mutants,
    "functions at hostile points": hostile,
}


# -- the report --


@dataclass(frozen=True)
class Shares:
    """How many right subjects a rule failed, and how many wrong ones it passed."""

    right: int
    right_failed: int
    wrong: int
    wrong_passed: int

    def __str__(self) -> str:
        return f"{_share(self.right_failed, self.right)} | {_share(self.wrong_passed, self.wrong)}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def shares(rule: Rule, subjects: list[Subject]) -> Shares:
    """Let a rule judge all subjects."""
    verdicts = [(each.right, rule(each)) for each in subjects]
    right, wrong = ([passed for is_right, passed in verdicts if is_right == wanted] for wanted in (True, False))
    return Shares(len(right), right.count(False), len(wrong), wrong.count(True))


def report(names: list[str]) -> Iterator[str]:
    """Yield the table line by line."""
    yield "| what is judged | rule | right ones failed | wrong ones passed |"
    yield "|---|---|---|---|"
    for title, made in SUBJECTS.items():
        subjects = made()
        for name in names:
            yield f"| {title} | {name} | {shares(RULES[name], subjects)} |"


def main() -> int:
    argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=__doc__.splitlines()[0]).parse_args()
    names = list(RULES)
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed, so left out; pip install 'coursekit[peers]'", file=sys.stderr)
        names.remove("torch gradcheck")
    for line in report(names):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
