"""Right random functions pass at every seed; of wrong ones it is said what is wrong with what they draw."""

import math
from functools import partial

import numpy as np
import pytest

from coursekit import check, choice, data, gates, integer, nn, real
from coursekit.checking import forget_plans


@pytest.fixture(autouse=True)
def _nothing_stays():
    yield
    forget_plans()


def glorot(shape, rng):
    r = math.sqrt(6 / sum(shape))
    return rng.uniform(-r, r, shape)


def he(shape, rng):
    return np.random.default_rng(rng).standard_normal(shape) * np.sqrt(2 / shape[1])


def he_by_seed(shape, seed):
    state = np.random.RandomState(seed)
    return state.normal(0, math.sqrt(2 / shape[1]), shape)


def he_alone(shape):
    return np.sqrt(2 / shape[1]) * np.random.default_rng().standard_normal(shape)


class HeNormal:
    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape, rng, dtype=float):
        return (self.gain * math.sqrt(2 / shape[1]) * rng.standard_normal(shape)).astype(dtype)


def orthogonal(shape, rng):
    u, _, v = np.linalg.svd(rng.standard_normal(shape), full_matrices=False)
    return u if u.shape == shape else v


class Dropout:
    """Right, and made wrong by its subclasses."""

    def __init__(self, rate=0.5):
        self.rate, self.training = rate, True

    def keep(self, x):
        return np.random.default_rng().random(x.shape) >= self.rate

    def scale(self):
        return 1 / (1 - self.rate)

    def forward(self, x):
        self.mask = self.keep(x) * self.scale() if self.training else np.ones(x.shape)
        return x * self.mask

    def backward(self, upstream):
        return upstream * self.mask

    def eval(self):
        self.training = False


class TupleDropout(Dropout):
    def backward(self, upstream):
        return (upstream * self.mask,)


class NoEval(Dropout):
    eval = None


def mask(x, rng=None):
    return np.where(rng.random(x.shape) < 0.3, 0.0, 1 / 0.7)


def other_mask(x, rng):
    return (rng.uniform(size=x.shape) > 0.3) / (1 - 0.3)


def shuffled(x, rng):
    return rng.permutation(x)


def fisher_yates(x, rng):
    x = x.copy()
    for i in range(len(x) - 1, 0, -1):
        j = rng.integers(i + 1)
        x[[i, j]] = x[[j, i]]
    return x


def sampled(p, rng):
    return rng.choice(len(p), p=p)


def sampled_by_sum(p, rng):
    return int(np.searchsorted(np.cumsum(p), rng.random(), "right"))


def rare(n, rng):
    return rng.random(n) < 0.01


MASK = {"reference": mask, "inputs": {"x": real(12)}}
SHUFFLE = {"reference": shuffled, "inputs": {"x": real(5)}}
SAMPLE = {"reference": sampled, "inputs": {"p": choice(np.array([0.2, 0.5, 0.3]))}}
WINDOWS = {"reference": data.corrupt, "inputs": {"true": integer(3, 5, low=0, high=9), "candidates": choice(9)}}
UNIFORM, NORMAL = {"reference": nn.Uniform(-0.1, 0.1)}, {"reference": nn.Normal(0.02)}
HALF, THIRD = {"reference": gates.Dropout}, {"reference": partial(gates.Dropout, rate=0.3)}


def corrupted(true, candidates, rng):
    out = true.copy()
    for row in out:
        row[2] = rng.choice([w for w in range(candidates) if w != row[2]])
    return out


RIGHT = [
    (glorot, {"reference": nn.GlorotUniform}),
    (type("XavierUniform", (), {"__call__": lambda self, shape, rng: glorot(shape, rng)}), {}),
    (he, {"reference": nn.HeNormal()}),
    (he_by_seed, {"reference": nn.HeNormal}),
    (he_alone, {"reference": nn.HeNormal}),
    (HeNormal, {}),
    (partial(HeNormal, gain=0.5), {}),
    (lambda shape, rng: 0.02 * rng.standard_normal(shape[::-1]).T, NORMAL),
    (lambda shape, rng: (rng.random(shape) - 0.5) / 5, UNIFORM),
    (orthogonal, {"reference": nn.Orthogonal}),
    (lambda shape, rng: np.zeros(shape), {"reference": nn.Zeros}),
    *[(kind, {}) for kind in (nn.GlorotUniform, nn.GlorotNormal, nn.HeUniform, nn.HeNormal, nn.Uniform, nn.Normal)],
    *[(kind, {}) for kind in (nn.Orthogonal, nn.Zeros, nn.SmallPositive, gates.Dropout)],
    (partial(gates.Dropout, rate=0.3), {}),
    (partial(Dropout, rate=0.1), {}),
    (partial(TupleDropout, rate=0.9), {"reference": partial(gates.Dropout, rate=0.9)}),
    (partial(NoEval, rate=0.3), THIRD),
]
SLOWER = [
    (other_mask, MASK),
    (fisher_yates, SHUFFLE),
    (lambda x, rng: x[np.argsort(rng.random(5))], SHUFFLE),
    (sampled_by_sum, SAMPLE),
    (corrupted, WINDOWS),
    (lambda n, rng: rng.binomial(1, 0.01, n), {"reference": rare, "inputs": {"n": choice(2)}}),
]


@pytest.mark.parametrize("level", ["quick", pytest.param("full", marks=pytest.mark.slow)])
@pytest.mark.parametrize("number", range(len(RIGHT)))
def test_what_is_random_and_right_passes_at_every_seed(number, level):
    candidate, options = RIGHT[number]
    for seed in range(20):
        report = check(candidate, seed=seed, level=level, **options)
        assert report.passed, report


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SLOWER)))
def test_a_right_random_function_passes_at_every_seed(number):
    candidate, options = SLOWER[number]
    for seed in range(8):  # each takes a second, of which the reference's own draws are the most
        report = check(candidate, seed=seed, **options)
        assert report.passed, report


def scaled(factor, base=he):
    return lambda shape, rng: factor * base(shape, rng)


def dropout(rate=0.3, **methods):
    return partial(type("Dropout", (Dropout,), methods), rate=rate)


class KeepsItsMask(Dropout):
    mask = None

    def forward(self, x):
        if self.mask is None:
            super().forward(x)
        return x * self.mask


class PredictsNothing(Dropout):
    def forward(self, x):
        z = super().forward(x)
        return z if self.training else None


def draw(shape):
    return np.random.default_rng().random(shape)


class DrawsAgain(Dropout):
    def backward(self, upstream):
        return upstream * self.keep(upstream) * self.scale()


HE, GLOROT, ORTHOGONAL = ({"reference": kind} for kind in (nn.HeNormal, nn.GlorotUniform, nn.Orthogonal))
FIXED = np.random.default_rng(1).permutation(5)


def shuffles_in_place(x, rng):
    rng.shuffle(x)
    return x


def unwritten(shape, rng):
    raise NotImplementedError


def naive_shuffle(x, rng):
    x = x.copy()
    for i in range(len(x)):
        j = rng.integers(len(x))
        x[[i, j]] = x[[j, i]]
    return x


def shape_of(rng, x):
    return rng.random(len(x))


WRONG = [
    ("wrong-variance", scaled(math.sqrt(2)), HE),
    ("wrong-variance", scaled(1 / math.sqrt(2)), HE),
    ("wrong-variance", scaled(1.1), HE),
    ("wrong-variance", lambda shape, rng: rng.normal(0, 2 / shape[1], shape), HE),
    ("wrong-variance", lambda shape, rng: rng.normal(0, math.sqrt(2 / shape[0]), shape), HE),
    ("wrong-variance", lambda shape, rng: rng.normal(0, math.sqrt(2 / sum(shape)), shape), HE),
    ("wrong-variance", lambda shape, rng: rng.standard_normal(shape), HE),
    ("wrong-variance", scaled(1 / math.sqrt(3), glorot), GLOROT),
    ("wrong-variance", scaled(math.sqrt(2), glorot), GLOROT),
    ("wrong-variance", lambda shape, rng: rng.normal(0, 0.02**2, shape), NORMAL),
    ("wrong-mean", lambda shape, rng: rng.uniform(0, 0.2, shape), UNIFORM),
    ("wrong-mean", lambda shape, rng: rng.normal(0.02, 0.02, shape), NORMAL),
    ("wrong-mean", lambda shape, rng: np.abs(he(shape, rng)), HE),
    ("wrong-bounds", lambda shape, rng: rng.normal(0, math.sqrt(2 / sum(shape)), shape), GLOROT),
    ("wrong-distribution", lambda shape, rng: glorot(shape, rng) * np.sqrt(sum(shape) / shape[1]), HE),
    ("wrong-distribution", lambda shape, rng: rng.choice([-1, 1], shape) * math.sqrt(2 / shape[1]), HE),
    ("wrong-distribution", lambda shape, rng: np.where(rng.random(shape) < 0.5, np.nan, 0.1), HE),
    ("transposed", lambda shape, rng: he(shape, rng).T, HE),
    ("forward-shape", lambda shape, rng: he(shape, rng).ravel(), HE),
    ("forward-dtype", lambda shape, rng: "weights", HE),
    ("returns-none", lambda shape, rng: None, HE),
    ("not-random", lambda shape, rng: np.zeros(shape), HE),
    ("not-random", lambda shape, rng: np.tile(he((1, shape[1]), rng), (shape[0], 1)), HE),
    ("not-random", lambda shape, rng: np.tile(he((shape[0], 1), rng), (1, shape[1])), HE),
    ("not-reproducible", lambda shape, rng: he_alone(shape), HE),
    ("not-random", lambda shape, rng: he(shape, np.random.default_rng(0)), HE),
    ("same-for-every-seed", lambda shape: he(shape, 0), HE),
    ("not-independent", lambda shape, rng: np.repeat(he((shape[0], shape[1] // 2 + 1), rng), 2, 1)[:, : shape[1]] * 2**0
     * math.sqrt((shape[1] // 2 + 1) / shape[1]), HE),
    ("not-orthogonal", he, ORTHOGONAL),
    ("forward-shape", lambda shape, rng: orthogonal(shape, rng)[1:], ORTHOGONAL),
    ("not-orthogonal", scaled(2, orthogonal), ORTHOGONAL),
    ("forward-value", lambda shape, rng: np.full(shape, 0.1), {"reference": nn.SmallPositive}),
    ("forward-shape", lambda shape, rng: 0.01, {"reference": nn.SmallPositive}),
    ("raises", unwritten, HE),
    ("raises", lambda shape, rng: rng.norm(shape), HE),
    ("missing-method", lambda fan_in, fan_out, rng, gain: 0, HE),
    ("timeout", lambda shape, rng: [None for _ in iter(int, 1)], HE),
    ("missing-scale", dropout(scale=lambda self: 1.0), THIRD),
    ("keep-for-drop", dropout(keep=lambda self, x: np.random.default_rng().random(x.shape) < self.rate), THIRD),
    ("keep-for-drop", dropout(keep=lambda self, x: np.random.default_rng().random(x.shape) < self.rate,
                              scale=lambda self: 1 / self.rate), THIRD),
    ("forward-value", dropout(scale=lambda self: 2.0), THIRD),
    ("wrong-rate", dropout(keep=lambda self, x: np.random.default_rng().random(x.shape) > self.rate**2), THIRD),
    ("not-random", dropout(keep=lambda self, x: np.ones(x.shape, bool)), THIRD),
    ("not-independent", dropout(keep=lambda self, x: draw((1, x.shape[1])) >= np.full((100, 1), 0.3)), THIRD),
    ("not-independent", dropout(0.5, keep=lambda self, x: np.tile([[True], [False]], (50, 200))), HALF),
    ("same-mask", partial(KeepsItsMask, rate=0.3), THIRD),
    ("same-mask", dropout(keep=lambda self, x: np.random.default_rng(0).random(x.shape) >= self.rate), THIRD),
    ("wrong-mask", partial(DrawsAgain, rate=0.3), THIRD),
    ("missing-mask", dropout(backward=lambda self, u: u), THIRD),
    ("missing-mask", dropout(backward=lambda self, u: u / 0.7), THIRD),
    ("missing-scale", dropout(backward=lambda self, u: u * (self.mask > 0)), THIRD),
    ("gradient-value", dropout(backward=lambda self, u: 2 * u * self.mask), THIRD),
    ("forward-shape", dropout(backward=lambda self, u: u[0]), THIRD),
    ("forward-shape", dropout(forward=lambda self, x: Dropout.forward(self, x)[0]), THIRD),
    ("wrong-eval", dropout(eval=lambda self: None), THIRD),
    ("wrong-eval", dropout(forward=lambda self, x: Dropout.forward(self, x) * (1 if self.training else 0.7)), THIRD),
    ("returns-none", partial(PredictsNothing, rate=0.3), THIRD),
    ("raises", dropout(forward=lambda self, x: Dropout.forward(self, x) if self.training else x.nothing), THIRD),
    ("modifies-input", dropout(forward=lambda self, x: np.copyto(x, Dropout.forward(self, x)) or x), THIRD),
    ("missing-method", type("Nothing", (), {}), THIRD),
]  # fmt: skip
WRONG_FUNCTIONS = [
    ("wrong-distribution", lambda x, rng: np.where(rng.random(x.shape) < 0.7, 0.0, 1 / 0.7), MASK),
    ("wrong-distribution", lambda x, rng: np.where(rng.random(x.shape) < 0.3, 0.0, 1.0), MASK),
    ("wrong-distribution", lambda x, rng: np.where(rng.random(1) < 0.3, 0.0, 1 / 0.7) * np.ones(12), MASK),
    ("forward-shape", lambda x, rng: mask(x[1:], rng), MASK),
    ("not-reproducible", lambda x, rng: mask(x, np.random.default_rng()), MASK),
    ("not-reproducible", lambda p, rng: sampled(p, np.random.default_rng()), SAMPLE),
    ("not-random", lambda x, rng: mask(x, np.random.default_rng(0)), MASK),
    ("not-random", lambda x, rng: x[FIXED], SHUFFLE),
    ("not-a-permutation", lambda x, rng: rng.choice(x, 5), SHUFFLE),
    ("wrong-distribution", lambda x, rng: np.roll(x, rng.integers(2)), SHUFFLE),
    ("modifies-input", shuffles_in_place, SHUFFLE),
    ("wrong-distribution", lambda p, rng: rng.integers(3), SAMPLE),
    ("not-random", lambda p, rng: int(np.argmax(p + 0.1 * rng.random(3))), SAMPLE),
    ("wrong-distribution", lambda t, c, rng: np.where(np.arange(5) == 2, rng.integers(0, 3, (3, 5)), t), WINDOWS),
]


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda n: f"{WRONG[n][0]}-{n}")
def test_what_is_wrong_with_random_numbers_is_named(number):
    _is_named(*WRONG[number])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(WRONG_FUNCTIONS)), ids=lambda n: f"{WRONG_FUNCTIONS[n][0]}-{n}")
def test_what_is_wrong_with_a_random_function_is_named(number):
    _is_named(*WRONG_FUNCTIONS[number])


def _is_named(code, candidate, options):
    report = check(candidate, **options)
    assert not report.passed
    assert report.findings[0].code == code, report
    assert len(report.findings[0].message) < 400


def test_the_factor_of_a_wrong_variance_is_evidence():
    (finding,) = check(scaled(math.sqrt(2)), **HE).findings[:1]
    assert finding.evidence["factor"] == pytest.approx(math.sqrt(2), rel=0.03)


def test_dropout_without_a_mode_to_predict_in_passes_with_a_warning():
    (finding,) = check(partial(NoEval, rate=0.3), **THIRD).findings
    assert (finding.code, finding.severity) == ("no-eval-mode", "warn")


def test_what_cannot_be_asked_is_left_out_with_the_reason():
    report = check(rare, reference=rare, inputs={"n": choice(2)})
    assert report.left_out[0][0] == "a generator goes on"
    assert "% of all calls" in report.left_out[0][1]


class OwnInitialiser(nn.Initialiser):
    def draw(self, shape, rng):
        return self.generator(rng).random(shape)


@pytest.mark.parametrize(
    ("reference", "inputs", "message"),
    [
        (OwnInitialiser(), None, "the distribution of OwnInitialiser isn't known here"),
        (nn.HeNormal, {"shape": choice((2, 3))}, "HeNormal is an initialiser: its shapes are the check's to choose"),
        (gates.Dropout, {"x": real(3)}, "Dropout without a seed is tested on inputs of the check's own"),
        (mask, None, r"mask takes 1 input\(s\) before rng, but inputs gives 0"),
        (lambda x, *, rng: x, {"x": real(3)}, "rng can't be given by its position"),
        (lambda rng: "text", None, "returns str; it should return numbers"),
    ],
)
def test_a_reference_that_cannot_be_sampled_is_the_callers_mistake(reference, inputs, message):
    with pytest.raises(ValueError, match=message):
        check(he, reference=reference, inputs=inputs)


def test_who_has_a_parameter_for_chance_has_to_use_it():
    def ignores(shape, rng=None):
        return he_alone(shape)

    def works_only_without(shape, rng=None):
        return he_alone(shape) if rng is None else he(shape, rng.nothing)

    assert check(ignores, **HE).findings[0].code == "not-reproducible"
    assert check(works_only_without, **HE).findings[0].code == "raises"
