"""Optimizers, schedules and random functions are checked in the worker, where they live, like gates."""

from functools import partial

import pytest

from autograder.execution.proxy import Link, Proxy
from coursekit import check, gates, nn, optim, real

CELL = """
import numpy as np

class StudentAdam:
    count = True
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.lr, (self.b1, self.b2), self.eps = lr, betas, eps
        self.m, self.v, self.t = {}, {}, 0
    def step(self, params, grads):
        self.t += 1
        for k, p in params.items():
            self.m[k] = self.b1 * self.m.get(k, 0) + (1 - self.b1) * grads[k]
            self.v[k] = self.b2 * self.v.get(k, 0) + (1 - self.b2) * grads[k] ** 2
            t = self.t if self.count else np.inf
            m, v = self.m[k] / (1 - self.b1**t), self.v[k] / (1 - self.b2**t)
            p -= self.lr * m / (np.sqrt(v) + self.eps)

class Adam(StudentAdam):
    count = False

class Nesterov:
    def __init__(self, lr=0.001, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}
    def look_ahead(self, params):
        from contextlib import contextmanager
        @contextmanager
        def ahead():
            for k, p in params.items():
                p -= self.momentum * self.v.get(k, 0)
            yield
            for k, p in params.items():
                p += self.momentum * self.v.get(k, 0)
        return ahead()
    def step(self, params, grads):
        for k, p in params.items():
            self.v[k] = self.momentum * self.v.get(k, 0) + self.lr * grads[k]
            p -= self.v[k]

def decay(t):
    return 0.1 * np.exp(-0.02 * t)

def wrong_decay(t):
    return 0.1 * np.exp(0.02 * t)

def he_normal(shape, rng):
    return np.sqrt(2 / shape[1]) * rng.standard_normal(shape)

def he_wrong(shape, rng):
    return 2 / shape[1] * rng.standard_normal(shape)

def scaled(x, factor):
    return factor * x

class Dropout:
    def __init__(self, rate):
        self.rate, self.training = rate, True
    def forward(self, x):
        keep = np.random.default_rng().random(x.shape) >= self.rate
        self.mask = keep / (1 - self.rate) if self.training else np.ones(x.shape)
        return x * self.mask
    def backward(self, upstream):
        return upstream * self.mask
    def eval(self):
        self.training = False
"""


@pytest.fixture
def student(open_session):
    session = open_session()
    session.run_cell(CELL)
    return lambda name: Proxy(Link(session, name))


def test_a_right_optimizer_passes_in_the_worker(student):
    for level in ("quick", "full"):
        assert check(student("StudentAdam"), reference=optim.Adam, level=level).passed
        assert check(partial(student("StudentAdam"), lr=0.02), reference=partial(optim.Adam, lr=0.02)).passed
        assert check(student("Nesterov"), level=level).passed


def test_the_mistake_of_an_optimizer_is_named(student):
    assert check(student("Adam")).findings[0].code == "missing-bias-correction"
    assert check(partial(student("Adam"), lr=0.1), level="full").findings[0].code == "missing-bias-correction"


def test_schedules(student):
    reference = optim.ExponentialDecay(0.1, k=0.02)
    assert check(student("decay"), reference=reference).passed
    assert check(student("wrong_decay"), reference=reference).findings[0].code == "wrong-sign"


def test_random_functions(student):
    assert check(student("he_normal")).passed
    assert check(student("he_wrong"), reference=nn.HeNormal).findings[0].code == "wrong-variance"
    assert check(partial(student("Dropout"), rate=0.3), reference=partial(gates.Dropout, rate=0.3)).passed


def test_a_partial_of_a_function(student):
    inputs = {"x": real(4)}
    assert check(partial(student("scaled"), factor=3.0), reference=lambda x: 3 * x, inputs=inputs).passed
    assert not check(partial(student("scaled"), factor=2.0), reference=lambda x: 3 * x, inputs=inputs).passed
