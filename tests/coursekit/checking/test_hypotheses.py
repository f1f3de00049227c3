"""Every hypothesis about wrong gradients, on instructors' own gates: what the library has not is diagnosed as well."""

import functools

import numpy as np
import pytest
from right_gates import back_to

from coursekit import check, labels, positive, real

# -- instructors' own gates --


class Swish:
    """x·σ(βx)"""

    def __init__(self, beta=1.0):
        self.beta = beta

    def forward(self, x):
        self.x = x
        self.s = 1 / (1 + np.exp(-np.clip(self.beta * x, -500, 500)))
        self.z = x * self.s
        return self.z

    def backward(self, upstream):
        return upstream * (self.s + self.beta * self.x * self.s * (1 - self.s))


class Swiglu:
    """x·σ(y) + z, of three inputs."""

    def forward(self, x, y, z):
        self.shapes = np.shape(x), np.shape(y), np.shape(z)
        self.x = x
        self.s = 1 / (1 + np.exp(-np.clip(y, -500, 500)))
        return x * self.s + z

    def wide(self, upstream):
        return upstream * self.s, upstream * self.x * self.s * (1 - self.s), upstream

    def backward(self, upstream):
        return tuple(back_to(shape, wide) for shape, wide in zip(self.shapes, self.wide(upstream), strict=True))


class SteepTanh:
    """tanh(2x)"""

    def forward(self, x):
        self.x, self.z = x, np.tanh(2 * x)
        return self.z

    def backward(self, upstream):
        return upstream * 2 * (1 - self.z * self.z)


class WeightedMean:
    """Σ w·x / n over rows of n entries."""

    def forward(self, x, w):
        self.x, self.w = x, w
        return np.mean(x * w, axis=-1)

    def backward(self, upstream):
        share = np.expand_dims(upstream, -1) / np.shape(self.x)[-1]
        return share * self.w, share * self.x


class Window:
    """What lies within ±width comes through, doubled."""

    def __init__(self, width=1.0):
        self.width = width

    def forward(self, x):
        self.x = x
        return np.where(np.abs(x) < self.width, 2 * x, 0.0)

    def backward(self, upstream):
        return (np.where(np.abs(self.x) < self.width, 2 * upstream, 0.0),)


class Bilinear:
    """x W xᵀ, row by row."""

    def forward(self, x, w):
        self.x, self.w = x, w
        return np.sum((x @ w) * x, axis=-1)

    def backward(self, upstream):
        weighted = np.reshape(upstream, (-1, 1)) * self.x
        return weighted @ (self.w + self.w.T), self.x.T @ weighted


class Softargmax:
    """A softmax over columns."""

    def forward(self, x):
        powers = np.exp(x - np.max(x, axis=0))
        self.s = powers / np.sum(powers, axis=0)
        return self.s

    def backward(self, upstream):
        return self.s * (upstream - np.sum(upstream * self.s, axis=0))


class Brier:
    """Σ (p − y)²/2 over rows, with the one-hot rows y of labels."""

    def forward(self, p, kinds):
        self.p, self.y = p, np.eye(np.shape(p)[1])[kinds]
        return np.sum((p - self.y) ** 2) / 2

    def backward(self, upstream):
        return upstream * (self.p - self.y), None


class Gather:
    """Entries of x, some of them twice, at fixed places."""

    places = np.array([0, 2, 2, 1, 0])

    def forward(self, x):
        self.shape = np.shape(x)
        return 3 * np.asarray(x)[self.places]

    def backward(self, upstream):
        gradient = np.zeros(self.shape)
        np.add.at(gradient, self.places, 3 * upstream)
        return gradient


INPUTS = {
    Swish: {"x": real(3, 4)},
    SteepTanh: {"x": real(3, 4)},
    Swiglu: {"x": real(3, 4), "y": real(3, 4), "z": real(3, 4)},
    WeightedMean: {"x": real(3, 4), "w": real(3, 4)},
    Window: {"x": real(3, 4)},
    Bilinear: {"x": real(3, 4), "w": real(4, 4)},
    Softargmax: {"x": real(3, 4)},
    Brier: {"p": real(5, 3), "kinds": labels(5, 3)},
    Gather: {"x": real(4)},
}
BROADCAST = {"x": real(3, 4), "y": real(4), "z": real(3, 1)}


def backwards(gate, change):
    """The right gate, with its right gradients changed."""
    right = gate.backward
    return type(gate.__name__, (gate,), {"backward": lambda self, upstream: change(right(self, upstream))})


def instead(gate, backward):
    """The right gate with another backward."""
    return type(gate.__name__, (gate,), {"backward": backward})


def each(change):
    return lambda gradients: tuple(map(change, gradients))


def first(change):
    return lambda gradients: (change(gradients[0]), *gradients[1:])


def assigned(self, upstream):
    gradient = np.zeros(self.shape)
    gradient[self.places] = 3 * upstream
    return gradient


def unsummed(self, upstream):
    return self.wide(upstream)


def averaged(self, upstream):
    return tuple(
        back_to(shape, wide) * np.prod(shape) / wide.size
        for shape, wide in zip(self.shapes, self.wide(upstream), strict=True)
    )


def local_alone(gate):
    return instead(gate, lambda self, upstream: gate.backward(self, np.ones_like(upstream)))


def written_down(shape):
    fixed = np.random.default_rng(3).normal(size=shape)
    return lambda self, upstream: upstream * fixed


# mistake: (gate, code) or (gate, code, inputs)
MISTAKES = {
    "minus": (backwards(Swish, np.negative), "wrong-sign"),
    "minus for one of three": (backwards(Swiglu, first(np.negative)), "wrong-sign"),
    "half": (backwards(Swish, lambda g: g / 2), "constant-factor"),
    "2.5 of all": (backwards(Bilinear, each(lambda g: 2.5 * g)), "constant-factor"),
    "upstream alone": (instead(Swish, lambda self, upstream: upstream), "missing-local-gradient"),
    "upstream to every entry": (
        instead(Brier, lambda self, upstream: (np.full_like(self.p, upstream), None)),
        "missing-local-gradient",
    ),
    "local alone": (local_alone(Swish), "ignores-upstream"),
    "local alone, three": (local_alone(Swiglu), "ignores-upstream", BROADCAST),
    "upstream ignored, and wrong besides": (
        instead(Swish, lambda self, upstream: self.s**2 + 0 * upstream),
        "ignores-upstream",
    ),
    "upstream squared": (
        instead(Swish, lambda self, upstream: Swish.backward(self, upstream) * upstream),
        "upstream-twice",
    ),
    "upstream squared, and wrong besides": (
        instead(Swish, lambda self, upstream: upstream**2 * self.s**2),
        "upstream-twice",
    ),
    "swapped": (backwards(WeightedMean, lambda g: g[::-1]), "swapped-inputs"),
    "first for last of three": (backwards(Swiglu, lambda g: g[::-1]), "swapped-inputs"),
    "swapped with labels": (backwards(Brier, lambda g: g[::-1]), "swapped-inputs"),
    "transposed": (backwards(Swish, np.transpose), "transposed", {"x": real(4, 4)}),
    "transposed shape": (backwards(Swish, np.transpose), "transposed"),
    "not summed": (instead(Swiglu, unsummed), "missing-broadcast-sum", BROADCAST),
    "averaged": (instead(Swiglu, averaged), "wrong-broadcast-sum", BROADCAST),
    "flat": (backwards(Swish, np.ravel), "gradient-shape"),
    "not divided by the columns": (backwards(WeightedMean, each(lambda g: g * g.shape[-1])), "missing-average"),
    "divided by rows": (backwards(Bilinear, each(lambda g: g / len(g))), "extra-average"),
    "at the output": (
        instead(Swish, lambda self, upstream: backward_at(self, self.z, upstream)),
        "uses-output-for-input",
    ),
    "at the input": (
        instead(SteepTanh, lambda self, upstream: upstream * 2 * (1 - self.x * self.x)),
        "uses-input-for-output",
    ),
    "diagonal": (
        instead(Softargmax, lambda self, upstream: upstream * self.s * (1 - self.s)),
        "diagonal-only",
    ),
    "no one-hot": (instead(Brier, lambda self, upstream: (upstream * self.p, None)), "missing-one-hot"),
    "a term is missing": (instead(Swish, lambda self, upstream: upstream * self.s), "missing-term"),
    "the other term is missing": (
        instead(Swish, lambda self, upstream: upstream * self.x * self.s * (1 - self.s)),
        "missing-term",
    ),
    "one of two is missing": (
        instead(Softargmax, lambda self, upstream: self.s * upstream),
        "missing-term",
    ),
    "no mask": (instead(Window, lambda self, upstream: 2 * upstream), "missing-mask"),
    "the mask turned round": (
        instead(Window, lambda self, upstream: np.where(np.abs(self.x) < 1, 0.0, 2 * upstream)),
        "wrong-mask",
    ),
    "half of the mask": (
        instead(Window, lambda self, upstream: np.where(self.x < 1, 2 * upstream, 0.0)),
        "wrong-mask",
    ),
    "assigned": (instead(Gather, assigned), "overwrites-gradient"),
    "numbers of one example": (instead(Swish, written_down((3, 4))), "hard-coded"),
    "two entries only": (
        backwards(Gather, lambda g: np.concatenate([g[:2], 0 * g[2:]])),
        "hard-coded",
    ),
    "something else": (instead(Swish, lambda self, upstream: upstream * np.cos(self.x)), "gradient-value"),
}


def backward_at(gate, x, upstream):
    other = type(gate)()
    other.forward(x)
    return Swish.backward(other, upstream)


@pytest.mark.parametrize("level", ["quick", "full"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_mistake_is_named(mistake, level):
    gate, code, *given = MISTAKES[mistake]
    (reference,) = gate.__bases__
    report = check(gate, reference=reference, inputs=given[0] if given else INPUTS[reference], level=level)
    assert not report.passed
    assert report.findings[0].code == code, report


@pytest.mark.parametrize("level", ["quick", "full"])
@pytest.mark.parametrize("gate", INPUTS)
def test_they_are_right_themselves(gate, level):
    report = check(gate, reference=gate, inputs=INPUTS[gate], level=level)
    assert report.passed
    assert report.findings == ()


# A reference is a class, a `partial` of one, or an instance; a candidate, too.
WIDTHS = [
    (Window, Window),
    (functools.partial(Window, width=0.5), functools.partial(Window, width=0.5)),
    (Window(0.5), functools.partial(Window, width=0.5)),
    (Window(0.5), Window(0.5)),
]


@pytest.mark.parametrize(("candidate", "reference"), WIDTHS)
def test_however_the_reference_is_given(candidate, reference):
    assert check(candidate, reference=reference).passed


@pytest.mark.parametrize(
    ("reference", "candidate"),
    [
        (Window, Window),
        (functools.partial(Window, width=0.5), functools.partial(Window, width=0.5)),
        (Window(0.5), Window(0.5)),
    ],
)
def test_the_mistake_is_named_however_the_reference_is_given(reference, candidate):
    class Unmasked(Window):
        def backward(self, upstream):
            return (2 * upstream,)

    width = {"width": 0.5} if reference is not Window else {}
    for wrong in (functools.partial(Unmasked, **width), Unmasked(**width)):
        assert check(wrong, reference=reference).findings[0].code == "missing-mask"


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        (lambda self, upstream: upstream * self.s, "missing-term"),
        (lambda self, upstream: backward_at(self, self.z, upstream), "uses-output-for-input"),
        (lambda self, upstream: Swish.backward(self, upstream) / 3, "constant-factor"),
        (lambda self, upstream: -Swish.backward(self, upstream), "wrong-sign"),
        (lambda self, upstream: Swish.backward(self, 1.0), "ignores-upstream"),
        (lambda self, upstream: upstream + 0.0, "missing-local-gradient"),
    ],
)
def test_inputs_need_not_be_named(mistake, code):
    report = check(instead(Swish, mistake), reference=Swish)
    assert report.findings[0].code == code, report


class Careful:
    """ln x, which refuses what has no logarithm."""

    def forward(self, x):
        if np.any(np.asarray(x) <= 0):
            raise ValueError("x should be positive")
        self.x = x
        return np.log(x)

    def backward(self, upstream):
        return upstream / self.x


def test_what_the_reference_refuses_is_no_prediction():
    """Its output is no input that it takes."""
    gate = instead(Careful, lambda self, upstream: upstream / (1 + self.x))
    assert check(gate, reference=Careful, inputs={"x": positive(3, 4)}).findings[0].code == "gradient-value"


def test_a_single_number_in_an_array_is_no_mask():
    gate = instead(Window, lambda self, upstream: np.atleast_1d(upstream * np.cos(self.x)))
    codes = {finding.code for finding in check(gate, reference=Window).findings}
    assert codes == {"gradient-value", "gradient-shape"}


class LargerByHalf:
    """The larger of two, with masks that are right where x and y are further apart than a half."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.maximum(x, y)

    def backward(self, upstream):
        dx = np.where(self.x > self.y + 0.5, upstream, 0.0)
        return back_to(np.shape(self.x), dx), np.where(self.y > self.x, upstream, 0.0)


@pytest.mark.parametrize(("shape", "code"), [((3, 4), "wrong-mask"), ((5, 4), "gradient-value")])
def test_a_mask_is_not_guessed_from_the_sum_of_many(shape, code):
    """Of twelve switched things, a sum tells which were on; of twenty, most sums come near to any number."""
    report = check(LargerByHalf, reference="Maximum", inputs={"x": real(), "y": real(*shape)})
    assert report.findings[0].code == code, report
