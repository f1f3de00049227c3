"""Which cases a rule is tried on: shapes, sizes of numbers, ties, layouts in memory, orders of calls.

Nothing here is computed: a `Design` says what to draw and what to ask, and planning keeps those that the reference
itself can answer.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coursekit.checking.domains import AwayFrom, Domain, Positive, Probability, Real, real
from coursekit.checking.gate_domains import UNDEFINED_AT_TIES, entry_domain, shaped_domains
from coursekit.checking.reference import Reference

# By which factor upstream is larger in a case that is asked once more; gradients then are, too. The sign is one that no
# even power of it has.
SCALED_BY = -7.0

# How large "large values" are: the first for which the reference is finite. exp overflows beyond 709, its square
# beyond 354, so the usual careless formulas break at the first two.
MAGNITUDES = (1000.0, 300.0, 100.0, 30.0)


@dataclass(frozen=True)
class Design:
    """One case to be.

    name: for the student, "a (3, 4) array"; kind: `"ordinary"`, `"example"` (small numbers), `"large"` (values),
    `"ties"` (kinks, equal entries) or `"beside"` (nearly so); order: `"once"`, `"again"` (everything twice),
    `"forward-twice"` (backward belongs to the second) or `"interleaved"` (another instance goes forward in
    between); layout: as `Step` has it; upstream: `"random"`, or `"scaled"` or `"zero"`, a multiple of the twin's;
    twin: the name of the case that has the same inputs, asked once; chosen: the caller gave the inputs, so that a
    failing reference is the caller's to know; single: float32 inputs; others: what a call in between gets, if it
    isn't of the same domains; negative: the sign of upstream, if that is a single number.
    """

    name: str
    domains: tuple[Domain, ...]
    kind: str = "ordinary"
    order: str = "once"
    layout: str = "C"
    upstream: str = "random"
    twin: str | None = None
    chosen: bool = False
    single: bool = False
    others: tuple[Domain, ...] = ()
    negative: bool = False


@dataclass(frozen=True)
class Large:
    """Numbers of all magnitudes up to `size`, the first two being ±size (or both +size if all are positive)."""

    shape: tuple[int, ...]
    size: float
    above_zero: bool = False

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an array of `shape`."""
        value = self.size * 10 ** rng.uniform(-2, 0, self.shape)
        if not self.above_zero:
            value = value * rng.choice([-1.0, 1.0], self.shape)
        flat = np.array(value).reshape(-1)
        flat[:2] = [self.size, self.size if self.above_zero else -self.size][: flat.size]
        return flat[rng.permutation(flat.size)].reshape(self.shape)[()]


@dataclass(frozen=True)
class Together:
    """Rows of large numbers close together: about `size` in the first row, −`size` in the second, and so on."""

    shape: tuple[int, ...]
    size: float

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an array of `shape`."""
        rows = math.prod(self.shape[:-1])
        heights = np.resize([self.size, -self.size], (rows, 1) if self.shape else ())
        return np.asarray(heights + rng.standard_normal((rows, *self.shape[-1:]))).reshape(self.shape)[()]


@dataclass(frozen=True)
class Beside:
    """Numbers a millionth away from −1, 0 and 1, on either side: beside a kink, or nearly equal to one another.

    position: of the input. Of the first two inputs of shape (6, 6), every pair of such places comes once.
    """

    shape: tuple[int, ...]
    position: int = 0

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an array of `shape`."""
        centres, signs = np.repeat([0.0, 1.0, -1.0], 2), np.resize([1.0, -1.0], 6)
        which = np.repeat(np.arange(6), 6) if self.position else np.resize(np.arange(6), 36)
        apart = 1e-6 * rng.uniform(0.1, 1, self.shape)
        count = math.prod(self.shape)
        return np.asarray(
            np.resize(centres[which], count).reshape(self.shape)
            + np.resize(signs[which], count).reshape(self.shape) * apart
        )[()]


@dataclass(frozen=True)
class Ties:
    """Whole numbers −1, 0, 1 as floats: at a kink, or equal to one another, much of the time."""

    shape: tuple[int, ...]

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an array of `shape`."""
        return np.asarray(rng.integers(-1, 2, self.shape).astype(float))[()]


@dataclass(frozen=True, eq=False)
class Fixed:
    """One value, always."""

    value: Any

    def draw(self, rng: np.random.Generator) -> Any:
        """Return a copy of the value."""
        return np.array(self.value)[()]


# Small numbers as they stand in examples. Whoever wrote the results of an example down is right here alone.
EXAMPLES: tuple[tuple[Any, ...], ...] = (
    (2.0, 3.0, 4.0),
    (3.0, -4.0, 2.0),
    (-2.0, 5.0, -4.0),
    (0.5, -0.25, 0.75),
    (-0.5, 0.25, -0.75),
    ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]),
    ([-1.0, -2.0, -3.0], [3.0, -2.5, 1.0], [0.5, 1.0, -1.5]),
    ([[0.5, -2.0], [3.0, -0.25]], [[5.0, 6.0], [7.0, 8.0]], [[2.0, 0.5], [1.0, 3.0]]),
)


def designs(reference: Reference, inputs: Mapping[str, Domain] | None, level: str) -> list[Design]:
    """Return the cases on which to try a candidate for `reference`, the simplest first."""
    if inputs is not None:
        basic = _chosen(reference, inputs, 3 if level == "quick" else 6)
    else:
        basic = _by_default(reference, level)
    basic = [replace(design, negative=sum(map(ord, design.name)) % 2 == 0) for design in basic]
    return basic + _sequels(basic, reference.kind, level)


def _chosen(reference: Reference, inputs: Mapping[str, Domain], count: int) -> list[Design]:
    domains = tuple(inputs.values())
    return [Design(f"your inputs, draw {i + 1}", domains, chosen=True) for i in range(count)]


def _by_default(reference: Reference, level: str) -> list[Design]:
    name = reference.name.removesuffix("Gate")
    shaped = shaped_domains(name, reference.hyperparameters)
    if shaped is None:
        basic = _entrywise(reference, level)
    else:
        fitting = [domains for domains in shaped if reference.variadic or len(domains) == len(reference.parameters)]
        basic = [Design(_describe(domains), domains) for domains in fitting]
        if level == "full":
            basic += [replace(each, name=f"{each.name}, again drawn") for each in basic]
        for each in [] if name in UNDEFINED_AT_TIES else [*basic[:2], *(d for d in basic[2:] if _size(d) >= 2 * 36)]:
            tied = tuple(Ties(d.shape) if isinstance(d, Real) else d for d in each.domains)
            if tied != each.domains:
                basic.append(replace(each, name=f"kinks and ties, {each.name}", domains=tied, kind="ties"))
                basic.append(
                    replace(each, name=f"beside kinks and ties, {each.name}", domains=_beside(each), kind="beside")
                )
        if basic:
            widest = max((each for each in basic if each.kind == "ordinary"), key=_size)
            basic += _large(basic[0].domains, 2) + [
                replace(each, name=f"{each.name}, {widest.name}") for each in _large(widest.domains, 1)
            ]
    return basic


def _entrywise(reference: Reference, level: str) -> list[Design]:
    name = reference.name.removesuffix("Gate")
    arity = 2 if reference.variadic else reference.required
    makers = [entry_domain(name, reference.hyperparameters, position) for position in range(arity)]
    shapes: list[tuple[tuple[int, ...], ...]] = [(shape,) * arity for shape in ((), (5,), (3, 4))]
    if arity > 1:
        rest = arity - 2
        shapes += [
            ((3, 1), (1, 4), *((3, 4),) * rest),
            ((), (3, 4), *((3, 4),) * rest),
            ((2, 3), (3,), *((3,),) * rest),
        ]
    if level == "full":
        shapes += [(shape,) * arity for shape in ((1,), (2, 3, 4), (0, 3), (3, 4), (4, 3), (7,))]
    seen: dict[str, int] = {}
    basic = []
    for each in shapes:
        domains = tuple(make(*shape) for make, shape in zip(makers, each, strict=True))
        title = _describe(domains)
        seen[title] = seen.get(title, 0) + 1
        basic.append(Design(title if seen[title] == 1 else f"{title}, draw {seen[title]}", domains))
    if all(make is real for make in makers):
        for number, example in enumerate(EXAMPLES if arity <= 3 else (), 1):
            fixed = tuple(Fixed(np.asarray(value)[()]) for value in example[:arity])
            basic.append(Design(f"small numbers, {number}", fixed, kind="example"))
        ties = Ties((5,)), Ties((3, 4))
        basic += [Design(f"kinks and ties, {_shape_of(tie)}", (tie,) * arity, kind="ties") for tie in ties]
        beside = tuple(Beside((6, 6), position) for position in range(arity))
        basic.append(Design("beside kinks and ties", beside, kind="beside"))
    several = [replace(each, name=f"{each.name}, in rows") for each in _large(basic[2].domains, 1)[1:]]
    return basic + _large(basic[1].domains, 1) + several


def _beside(design: Design) -> tuple[Domain, ...]:
    """Put numbers beside kinks in place of real ones."""
    return tuple(
        Beside(domain.shape, position) if isinstance(domain, Real) else domain
        for position, domain in enumerate(design.domains)
    )


def _large(domains: tuple[Domain, ...], draws: int) -> list[Design]:
    large = [
        Design(f"large values, draw {i + 1}" if i else "large values", domains, kind="large") for i in range(draws)
    ]
    if any(isinstance(domain, Real) for domain in domains):
        for sign, text in ((1, "large values close together"), (-1, "large negative values close together")):
            together = tuple(Together(d.shape, sign) if isinstance(d, Real) else d for d in domains)
            large.append(Design(text, together, kind="large"))
    return large


def enlarged(domain: Domain, size: float) -> Domain:
    """Return the domain with values up to `size`, where it is one of real or of positive numbers."""
    if isinstance(domain, (Real, Positive)):
        return Large(domain.shape, size, above_zero=isinstance(domain, Positive))
    if isinstance(domain, Together):
        return Together(domain.shape, size * domain.size)
    if isinstance(domain, AwayFrom):
        return replace(domain, domain=enlarged(domain.domain, size))
    return domain


def is_continuous(domain: Domain) -> bool:
    """Whether a value of the domain lies at a kink, or ties with another, with probability zero."""
    if isinstance(domain, AwayFrom):
        return is_continuous(domain.domain)
    return isinstance(domain, (Real, Positive, Probability, Large, Together, Beside))


def _sequels(basic: list[Design], kind: str, level: str) -> list[Design]:
    """Ask some cases in another order, twice, or with arrays that lie otherwise in memory."""
    ordinary = [design for design in basic if design.kind == "ordinary"]
    arrays = [design for design in ordinary if any(_shape_of(domain) for domain in design.domains)]
    # Noise among few numbers may well be none.
    largest = [max(arrays, key=_size)] if arrays else []
    again = ordinary if level == "full" else largest
    more = [_sequel(design, "again", "the same twice") for design in again]
    if kind == "gate":
        for design in largest if level == "quick" else dict.fromkeys(arrays[:2] + largest):
            # In between come arrays of this shape, and of another: masks and the like of five entries may be equal by
            # chance, and what is kept for one shape alone is not used for another.
            other = next((d.domains for d in arrays if not _alike(d, design)), ())
            for order, text in (
                ("forward-twice", "backward after two forwards"),
                ("interleaved", "two instances in turn"),
            ):
                more.append(_sequel(design, order, text))
                if other:
                    more.append(replace(_sequel(design, order, f"{text}, of other shapes"), others=other))
        for design in ordinary[:2] if level == "quick" else ordinary:
            for upstream, text in (("scaled", f"upstream times {SCALED_BY:g}"), ("zero", "upstream zero")):
                more.append(replace(_sequel(design, "once", text), upstream=upstream))
    if level == "full":
        for design in [d for d in arrays if len(_shape_of(d.domains[0])) == 2][:1] or arrays[:1]:
            for layout, text in (("F", "Fortran order"), ("strided", "with strides"), ("reversed", "negative strides")):
                more.append(replace(design, name=f"{design.name}, {text}", layout=layout))
        alike = [d for d in arrays if len(d.domains) > 1 and len(set(map(_shape_of, d.domains))) == 1]
        more += [replace(d, name=f"{d.name}, one array given twice", layout="same") for d in alike[:1]]
        more += [replace(d, name=f"{d.name}, float32", single=True) for d in arrays[:2]]
    return more


def _size(design: Design) -> int:
    return sum(math.prod(_shape_of(domain)) for domain in design.domains)


def _alike(one: Design, other: Design) -> bool:
    """Whether first inputs have shapes of which one may pass for the other."""
    shapes = _shape_of(one.domains[0]), _shape_of(other.domains[0])
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        return False
    return True


def _sequel(design: Design, order: str, text: str) -> Design:
    return replace(design, name=f"{design.name}, {text}", order=order, twin=design.name)


def _shape_of(domain: Domain) -> tuple[int, ...]:
    if isinstance(domain, AwayFrom):
        return _shape_of(domain.domain)
    shape = getattr(domain, "shape", ())
    return tuple(shape) if isinstance(shape, tuple) else ()


def _describe(domains: tuple[Domain, ...]) -> str:
    shapes = [_shape_of(domain) for domain in domains]
    if not any(shapes):
        return "single numbers" if len(shapes) > 1 else "a single number"
    if len(set(shapes)) == 1:
        return f"arrays of shape {shapes[0]}" if len(shapes) > 1 else f"an array of shape {shapes[0]}"
    return "shapes " + ", ".join(map(str, shapes))
