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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.examinee import Examinee, GateFailed
from benchmarks.hostile_points import HOSTILE, Point
from coursekit import check
from coursekit.checking.domains import choice
from coursekit.checking.plan import plan_for
from coursekit.checking.references import find_reference
from tests.corpus.equivalence import compare
from tests.corpus.targets import families, students

# Labels of gates whose numbers are right: a gradient check by values has nothing to see.
RIGHT_NUMBERS = ("numerical-backward", "not-an-array")


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


def at_every_point(rule: Callable[[Examinee, tuple[Any, ...]], bool]) -> Rule:
    """Make a rule of one that judges a gate at one point: it must pass them all.

    A gate that fails by itself fails the rule. If the rule raises, there is no verdict, and the benchmark ends.
    """

    @functools.wraps(rule)
    def judge(subject: Subject) -> bool:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return all(passes(subject, point) for point in subject.points)

    def passes(subject: Subject, point: tuple[Any, ...]) -> bool:
        try:
            # A copy: a gate that changes its inputs must not change those of the next.
            return rule(Examinee(subject.gate, subject.wrt), copy.deepcopy(point))
        except GateFailed:
            return False
        except Exception as error:
            error.add_note(f"No verdict: {rule.__name__} raised this of itself, for {subject.gate} at {point}")
            raise

    return judge


@at_every_point
def torch_gradcheck(gate: Examinee, inputs: tuple[Any, ...]) -> bool:
    """torch.autograd.gradcheck with its defaults: eps 1e-6, atol 1e-5, rtol 1e-3."""
    import torch

    class AsFunction(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *tensors: Any) -> Any:
            # No copies, as in PyTorch's tutorial on NumPy: gradcheck is to meet a gate that changes what it is given.
            output, ctx.vjp = gate.vjp(*(each.detach().numpy()[()] for each in tensors))
            return torch.from_numpy(output)

        @staticmethod
        def backward(ctx: Any, upstream: Any) -> Any:
            gradients = ctx.vjp(upstream.numpy())
            for given, gradient in zip(inputs, gradients, strict=True):
                if gradient is not None and not _sums_to(np.shape(given), gradient.shape):
                    raise GateFailed("a shape that PyTorch refuses")
            return tuple(None if each is None else torch.from_numpy(each) for each in gradients)

    tensors = [torch.tensor(np.asarray(given), requires_grad=i in gate.wrt) for i, given in enumerate(inputs)]
    return bool(torch.autograd.gradcheck(AsFunction.apply, tensors, raise_exception=False))


def _sums_to(shape: tuple[int, ...], larger: tuple[int, ...]) -> bool:
    """Return whether PyTorch sums a gradient of the shape `larger` to `shape`, as if it came of broadcasting."""
    try:
        return np.broadcast_shapes(shape, larger) == larger
    except ValueError:
        return False


@at_every_point
def cs231n(gate: Examinee, inputs: tuple[Any, ...]) -> bool:
    """The relative error |a − n| / max(|a|, |n|) of centred differences with h = 1e-5 is below 1e-7 everywhere."""
    output, backward = gate.vjp(*inputs)
    upstream = np.asarray(np.random.RandomState(231).standard_normal(output.shape))
    gradients = backward(upstream)
    for i in gate.wrt:
        numeric, analytic = centred(gate, inputs, i, upstream, 1e-5), gradients[i]
        if analytic.shape != numeric.shape:
            return False
        larger = np.maximum(np.abs(analytic), np.abs(numeric))
        if not np.all(np.abs(analytic - numeric) <= 1e-7 * larger):
            return False
    return True


@at_every_point
def minitorch(gate: Examinee, inputs: tuple[Any, ...]) -> bool:
    """Of the output's sum: centred differences with ε = 1e-6, |a − n| within 0.01 + 0.01·|n|."""
    output, backward = gate.vjp(*inputs)
    ones = np.ones(output.shape)
    gradients = backward(ones)
    for i in gate.wrt:
        numeric, analytic = centred(gate, inputs, i, ones, 1e-6), gradients[i]
        if analytic.shape != numeric.shape or not np.all(np.abs(analytic - numeric) <= 0.01 + 0.01 * np.abs(numeric)):
            return False
    return True


RULES: dict[str, Rule] = {
    "CourseKit": coursekit,
    "torch gradcheck": torch_gradcheck,
    "CS231n, 1e-7": cs231n,
    "minitorch": minitorch,
}


def centred(gate: Examinee, inputs: tuple[Any, ...], index: int, upstream: Any, step: float) -> Any:
    """Differentiate Σ upstream·z for one input, entry by entry, by centred differences with a fixed step."""
    given = np.asarray(inputs[index], float)
    gradient = np.empty(given.shape)

    def loss(place: tuple[int, ...], moved: float) -> float:
        changed = given.copy()
        changed[place] += moved
        return float(np.sum(upstream * gate.forward(*inputs[:index], changed[()], *inputs[index + 1 :])))

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
            output = Examinee(gate, ()).forward(*copy.deepcopy(inputs))
        except GateFailed:
            return False
        expected = np.asarray(right().forward(*inputs))
        # A dozen roundings; mutants are off by 1e-5 or more.
        return output.shape == expected.shape and np.allclose(output, expected, rtol=1e-12, atol=1e-12)


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
        and all(map(np.size, (*case.inputs, case.output)))
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
