"""Wrong optimizers never pass, and the first finding names the mistake."""

from functools import partial
from typing import ClassVar

import numpy as np
import optimizers_to_check as own
import pytest
from optimizers_to_check import RATE, M, falling

from coursekit import check, optim


def delta(base, body):
    """The optimizer `base` with another formula, under the same name."""
    return type(base.__name__, (base,), {"delta": body})


def step(base, body):
    return type(base.__name__, (base,), {"step": body})


def of_delta(base, change):
    """The right update, changed afterwards: `change(own, update)`."""
    return delta(base, lambda self, p, g, s: change(self, base.delta(self, p, g, s)))


def adam(formula, lr=RATE, **settings):
    """Adam whose update is `formula(own, p, g, m, v, t)` after the averages were brought up to date."""

    def body(self, p, g, s):
        b1, b2 = self.betas
        s["m"][...] = b1 * s["m"] + (1 - b1) * g
        s["v"][...] = b2 * s["v"] + (1 - b2) * g**2
        return self.rate() * formula(self, p, s["m"], s["v"], self.t)

    return partial(delta(own.Adam, body), lr=lr, **settings)


def averages(first, second, lr=RATE):
    """Adam with other averages: the functions give what is added to m and v."""

    def body(self, p, g, s):
        b1, b2 = self.betas
        s["m"][...] = b1 * s["m"] + first(g, b1)
        s["v"][...] = b2 * s["v"] + second(g, b2)
        return self.rate() * hat1(s["m"], self.t) / (np.sqrt(hat2(s["v"], self.t)) + self.eps)

    return partial(delta(own.Adam, body), lr=lr)


def hat1(m, t):
    return m / (1 - 0.9**t)


def hat2(v, t):
    return v / (1 - 0.999**t)


def stores_corrected(self, p, g, s):
    s["m"][...] = hat1(0.9 * s["m"] + 0.1 * g, self.t)
    s["v"][...] = hat2(0.999 * s["v"] + 0.001 * g**2, self.t)
    return self.rate() * s["m"] / (np.sqrt(s["v"]) + self.eps)


def never_counts(self, params, grads):
    for k in params:
        params[k] -= self.delta(params[k], grads[k], self.memory(k, params[k]))


def counts_afterwards(self, params, grads):
    never_counts(self, params, grads)
    self.t += 1


def starts_at_two(self, params, grads):
    self.t = max(self.t, 1) + 1
    never_counts(self, params, grads)


def counts_parameters(self, params, grads):
    for k in params:
        self.t += 1
        params[k] -= self.delta(params[k], grads[k], self.memory(k, params[k]))


def one_memory(self, params, grads):
    self.t += 1
    for k in params:
        params[k] -= self.delta(params[k], grads[k], self.memory("all", params[k]))


def forgets(self, params, grads):
    self.kept = {}
    own.ByName.step(self, params, grads)


def first_alone(self, params, grads):
    self.t += 1
    for k in params:
        params[k] -= self.delta(params[k], grads[k], self.memory(k, params[k]))
        return


def last_alone(self, params, grads):
    self.t += 1
    k = list(params)[-1]
    params[k] -= self.delta(params[k], grads[k], self.memory(k, params[k]))


def rebinds(self, params, grads):
    self.t += 1
    for k, p in params.items():
        p = p - self.delta(p, grads[k], self.memory(k, p))


def clips(self, params, grads):
    own.ByName.step(self, params, grads)
    for k in grads:
        if grads[k] is not None:
            np.clip(grads[k], -0.5, 0.5, out=grads[k])


def reshapes(self, params, grads):
    for k in params:
        params[k] = params[k][None] - self.lr * grads[k]


def takes_too_much(self, params, grads, loss):
    pass


def not_written(self, params, grads):
    raise NotImplementedError


def misspelt(self, params, grads):
    own.ByName.step(self, params, gards)  # noqa: F821


def endless(self, params, grads):
    while True:
        pass


class SharedByAll(own.Adam):
    kept: ClassVar = {}

    def __init__(self, lr=0.01):
        self.lr, self.t = lr, 0


class SharedCount(own.Adam):
    count: ClassVar = [0]

    def step(self, params, grads):
        self.count[0] += 1
        self.t = self.count[0]
        never_counts(self, params, grads)


class Noisy(own.SGD):
    rng = np.random.default_rng(0)

    def delta(self, p, g, s):
        return super().delta(p, g, s) * self.rng.uniform(0.9, 1.1)


class NoStep:
    def __init__(self, lr):
        self.lr = lr

    def update(self, params, grads):
        pass


class NeedsMore(own.SGD):
    def __init__(self, lr, params):
        self.params = params


def momentum(formula):
    """Momentum whose update is `formula(own, g, s)`."""
    return partial(delta(own.SGD, lambda self, p, g, s: formula(self, g, s["m"])), **M)


def kept(m, value):
    m[...] = value
    return m


def velocity(self, p, g, s):
    return kept(s["m"], self.momentum * s["m"] + self.rate() * g)


SGDM = partial(optim.SGD, **M)
NESTEROV = partial(optim.SGD, **M, nesterov=True)
DECAYED = partial(optim.SGD, lr=RATE, weight_decay=0.1)
ADAMW = partial(optim.AdamW, lr=RATE, weight_decay=0.1)
PENALISED = partial(optim.Adam, lr=RATE, weight_decay=0.1)
UNCORRECTED = partial(optim.Adam, lr=RATE, bias_correction=False)
INSIDE = partial(optim.Adam, lr=RATE, eps_inside_root=True)
A, G, R, D, S = own.Adam, own.Adagrad, own.RMSProp, own.Adadelta, own.SGD


def plain(body):
    return partial(delta(S, body), lr=RATE)


def rms(formula, base=R):
    return partial(delta(base, formula), lr=RATE)


def squares(change, root=np.sqrt, outside=1e-8):
    """RMSProp with other squares or another root."""

    def body(self, p, g, s):
        s["v"][...] = change(s["v"], g)
        return self.rate() * g / (root(s["v"]) + outside)

    return rms(body)


def sums(change, root=np.sqrt, outside=1e-10):
    def body(self, p, g, s):
        s["v"][...] = change(s["v"], g)
        return self.rate() * g / (root(s["v"]) + outside)

    return rms(body, G)


def before(self, p, g, s):
    below = np.sqrt(s["v"]) + self.eps
    s["v"] += g**2
    return self.rate() * g / below


WRONG = [
    # code, candidate, reference
    ("wrong-sign", partial(of_delta(S, lambda own, d: -d), lr=RATE), None),
    ("wrong-sign", partial(of_delta(A, lambda own, d: -d), lr=RATE), None),
    ("wrong-sign", partial(of_delta(G, lambda own, d: -d), lr=RATE), None),
    ("wrong-sign", momentum(lambda own, g, m: -own.lr * kept(m, 0.9 * m + g)), SGDM),
    ("wrong-sign", plain(lambda own, p, g, s: own.lr * (0.1 * p - g)), DECAYED),
    ("learning-rate-twice", partial(of_delta(S, lambda own, d: own.lr * d), lr=RATE), None),
    ("learning-rate-twice", partial(of_delta(A, lambda own, d: own.lr * d), lr=RATE), None),
    ("learning-rate-twice", momentum(lambda own, g, m: own.lr * kept(m, 0.9 * m + own.lr * g)), SGDM),
    ("missing-learning-rate", partial(of_delta(S, lambda own, d: d / own.lr), lr=RATE), None),
    ("missing-learning-rate", partial(of_delta(R, lambda own, d: d / own.lr), lr=RATE), None),
    ("constant-factor", partial(of_delta(S, lambda own, d: 2 * d), lr=RATE), None),
    ("constant-factor", partial(of_delta(A, lambda own, d: 1.0001 * d), lr=RATE), None),
    ("constant-factor", partial(of_delta(D, lambda own, d: 0.5 * d), lr=1.0), None),
    ("missing-momentum", momentum(lambda own, g, m: own.lr * g), SGDM),
    ("missing-momentum", partial(step(S, forgets), **M), None),
    ("missing-momentum", momentum(lambda own, g, m: own.lr * g), NESTEROV),
    ("momentum-sign", momentum(lambda own, g, m: own.lr * kept(m, g - 0.9 * m)), SGDM),
    ("averaging-factor", momentum(lambda own, g, m: own.lr * kept(m, 0.9 * m + 0.1 * g)), SGDM),
    ("swapped-decay", momentum(lambda own, g, m: own.lr * kept(m, 0.1 * m + g)), SGDM),
    ("constant-factor", momentum(lambda own, g, m: own.lr * kept(m, 0.9 * (m + g))), SGDM),
    ("missing-look-ahead", momentum(lambda own, g, m: own.lr * kept(m, 0.9 * m + g)), NESTEROV),
    ("momentum-form", momentum(lambda own, g, m: own.lr * (g + 0.9 * kept(m, 0.9 * m + g))), SGDM),
    ("momentum-form", partial(delta(S, velocity), lr=falling, momentum=0.9), None),
    ("wrong-step-count", partial(step(S, starts_at_two), lr=falling), None),
    ("missing-bias-correction", adam(lambda own, p, m, v, t: m / (np.sqrt(v) + 1e-8)), None),
    ("missing-bias-correction", adam(lambda own, p, m, v, t: hat1(m, t) / (np.sqrt(v) + 1e-8)), None),
    ("missing-bias-correction", adam(lambda own, p, m, v, t: m / (np.sqrt(hat2(v, t)) + 1e-8)), None),
    ("wrong-bias-correction", adam(lambda own, p, m, v, t: hat2(m, t) / (np.sqrt(hat1(v, t)) + 1e-8)), None),
    ("wrong-bias-correction", partial(delta(A, stores_corrected), lr=RATE), None),
    ("wrong-bias-correction", partial(A, lr=RATE), UNCORRECTED),
    ("wrong-step-count", partial(step(A, counts_afterwards), lr=RATE), None),
    ("wrong-step-count", partial(step(A, starts_at_two), lr=RATE), None),
    ("wrong-step-count", partial(step(A, counts_parameters), lr=RATE), None),
    ("eps-placement", adam(lambda own, p, m, v, t: hat1(m, t) / np.sqrt(hat2(v, t) + 1e-8)), None),
    ("eps-placement", partial(A, lr=RATE), INSIDE),
    ("eps-placement", adam(lambda own, p, m, v, t: hat1(m, t) * np.sqrt(1 - 0.999**t) / (np.sqrt(v) + 1e-8)), None),
    ("eps-placement", squares(lambda v, g: 0.99 * v + 0.01 * g**2, lambda v: np.sqrt(v + 1e-8), 0.0), None),
    ("eps-placement", sums(lambda v, g: v + g**2, lambda v: np.sqrt(v + 1e-10), 0.0), None),
    ("missing-eps", adam(lambda own, p, m, v, t: hat1(m, t) / np.sqrt(hat2(v, t))), None),
    ("missing-eps", squares(lambda v, g: 0.99 * v + 0.01 * g**2, np.sqrt, 0.0), None),
    ("missing-root", adam(lambda own, p, m, v, t: hat1(m, t) / (hat2(v, t) + 1e-8)), None),
    ("missing-root", squares(lambda v, g: 0.99 * v + 0.01 * g**2, lambda v: v), None),
    ("missing-root", sums(lambda v, g: v + g**2, lambda v: v), None),
    ("swapped-moments", adam(lambda own, p, m, v, t: hat2(v, t) / (np.sqrt(hat1(m, t)) + 1e-8)), None),
    ("missing-square", averages(lambda g, b: (1 - b) * g, lambda g, b: (1 - b) * g), None),
    ("missing-square", squares(lambda v, g: 0.99 * v + 0.01 * g), None),
    ("missing-square", sums(lambda v, g: v + g), None),
    ("averaging-factor", averages(lambda g, b: g, lambda g, b: (1 - b) * g**2), None),
    ("averaging-factor", averages(lambda g, b: (1 - b) * g, lambda g, b: g**2), None),
    ("averaging-factor", averages(lambda g, b: g, lambda g, b: g**2), None),
    ("averaging-factor", squares(lambda v, g: 0.99 * v + g**2), None),
    ("swapped-decay", partial(A, lr=RATE, betas=(0.999, 0.9)), partial(optim.Adam, lr=RATE)),
    ("swapped-decay", partial(A, lr=RATE, betas=(0.1, 0.001)), partial(optim.Adam, lr=RATE)),
    ("swapped-decay", squares(lambda v, g: 0.01 * v + 0.99 * g**2), None),
    ("missing-momentum", partial(A, lr=RATE, betas=(0.0, 0.999)), partial(optim.Adam, lr=RATE)),
    ("wrong-average", squares(lambda v, g: v + g**2), None),
    ("wrong-average", sums(lambda v, g: 0.9 * v + 0.1 * g**2), None),
    ("wrong-average", partial(A, lr=RATE), partial(optim.Adam, lr=RATE, amsgrad=True)),
    ("averaging-factor", partial(S, **M), partial(optim.SGD, **M, dampening=0.5)),
    ("eps-placement", partial(A, lr=RATE), partial(optim.SparseAdam, lr=RATE)),
    ("missing-term", partial(R, lr=RATE), partial(optim.RMSProp, lr=RATE, centred=True)),
    ("missing-momentum", partial(R, lr=RATE), partial(optim.RMSProp, lr=RATE, momentum=0.5)),
    (
        "wrong-weight-decay",
        plain(lambda own, p, g, s: own.lr * kept(s["m"], 0.9 * s["m"] + g) + 0.1 * p),
        partial(optim.SGD, **M, weight_decay=0.1),
    ),
    ("wrong-history", rms(before, G), partial(optim.Adagrad, lr=RATE, eps=1e-10)),
    ("forgets-state", partial(step(G, forgets), lr=RATE), None),
    ("forgets-state", partial(step(R, forgets), lr=RATE), None),
    ("wrong-weight-decay", partial(S, lr=RATE), DECAYED),
    ("wrong-weight-decay", plain(lambda own, p, g, s: own.lr * (g - 0.1 * p)), DECAYED),
    ("wrong-weight-decay", plain(lambda own, p, g, s: own.lr * g + 0.1 * p), DECAYED),
    ("wrong-weight-decay", plain(lambda own, p, g, s: own.lr * (g + 2 * 0.1 * p)), DECAYED),
    ("wrong-weight-decay", partial(A, lr=RATE, weight_decay=0.1), ADAMW),
    ("wrong-weight-decay", partial(A, lr=RATE), ADAMW),
    ("wrong-weight-decay", partial(own.AdamW, lr=RATE, weight_decay=0.1), PENALISED),
    ("other-setting", partial(R, lr=RATE, decay=0.9), partial(optim.RMSProp, lr=RATE)),
    ("other-setting", partial(A, lr=RATE, eps=1e-7), partial(optim.Adam, lr=RATE)),
    ("shared-state", partial(step(S, one_memory), **M), None),
    ("shared-state", partial(step(A, one_memory), lr=RATE), None),
    ("shared-state", partial(SharedByAll, lr=RATE), partial(optim.Adam, lr=RATE)),
    ("skips-parameters", partial(step(A, first_alone), lr=RATE), None),
    ("skips-parameters", partial(step(S, last_alone), lr=RATE), None),
    ("not-in-place", partial(step(A, rebinds), lr=RATE), None),
    ("modifies-input", partial(step(A, clips), lr=RATE), None),
    ("update-shape", partial(step(S, reshapes), lr=RATE), None),
    ("raises", NoStep, partial(optim.SGD, lr=RATE)),
    ("missing-method", partial(NoStep, lr=RATE), partial(optim.SGD, lr=RATE)),
    ("missing-method", partial(step(S, takes_too_much), lr=RATE), None),
    ("missing-method", partial(own.Nesterov, lr=RATE), None),
    ("raises", partial(step(S, not_written), lr=RATE), None),
    ("raises", partial(step(S, misspelt), lr=RATE), None),
    ("raises", partial(NeedsMore, lr=RATE), partial(optim.SGD, lr=RATE)),
    ("timeout", partial(step(S, endless), lr=RATE), None),
    ("nondeterministic", partial(Noisy, lr=RATE), partial(optim.SGD, lr=RATE)),
    ("update-value", plain(lambda own, p, g, s: own.lr * g**2), None),
    ("update-value", plain(lambda own, p, g, s: own.lr * g**2), partial(optim.SGD, **M, dampening=0.5)),
    ("update-value", plain(lambda own, p, g, s: own.lr * g**2), partial(optim.SparseAdam, lr=RATE)),
    ("update-value", plain(lambda own, p, g, s: own.lr * g**2), partial(optim.Adam, lr=RATE, amsgrad=True)),
    ("update-value", adam(lambda own, p, m, v, t: m * v), None),
]


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda n: f"{WRONG[n][0]}-{n}")
def test_the_mistake_is_named(number):
    code, candidate, reference = WRONG[number]
    for level, seed in (("quick", 0), ("full", 1)) if code != "timeout" else (("quick", 0),):
        report = check(candidate, reference=reference, level=level, seed=seed)
        assert not report.passed
        assert report.findings[0].code == code, report
        assert len(report.findings[0].message) < 450
