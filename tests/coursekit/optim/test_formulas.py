"""Twenty steps against the formulas as they are printed, evaluated with fifty digits: what no framework has as well.

Each formula is a generator: it is sent the gradient of a step, and yields the parameter after it.
"""

import mpmath as mp
import numpy as np
import pytest

from coursekit.optim import SGD, Adadelta, Adafactor, Adagrad, Adam, AdamW, Nesterov, RMSProp, SparseAdam

mp.mp.dps = 50
STEPS = 20
# A few roundings in each of twenty steps, at 1e-16 each; no formula here magnifies them by more than a hundred.
TOLERANCE = 1e-13


def number(x):
    """A float64, exactly."""
    return mp.mpf(float(x))


def start_and_gradients():
    source = np.random.RandomState(3)
    return source.standard_normal(6), source.standard_normal((STEPS, 6)) * 10.0 ** source.randint(-2, 2, (STEPS, 1))


def printed(formula, **constants):
    """The path of each entry, by the formula."""
    start, gradients = start_and_gradients()
    path = []
    for entry in range(len(start)):
        run = formula(number(start[entry]), **{name: number(value) for name, value in constants.items()})
        next(run)
        path.append([run.send(number(gradient)) for gradient in gradients[:, entry]])
    return np.array(path).T


def followed(optimizer):
    """The path of all entries, by the optimizer."""
    start, gradients = start_and_gradients()
    param, path = start.copy(), []
    for gradient in gradients:
        optimizer.step(param, gradient)
        path.append(param.copy())
    return np.array(path)


def agree(path, expected):
    exact = np.vectorize(number)(path)
    off = max(abs(a - b) / max(1, abs(b)) for a, b in zip(exact.flat, expected.flat, strict=True))
    assert off <= TOLERANCE, f"off by {mp.nstr(off, 3)}"


def heavy_ball(x, mu, alpha):  # CS224n notes, snippet 2.2
    v, g = mp.mpf(0), (yield)
    while True:
        v = mu * v - alpha * g
        x += v
        g = yield x


def momentum_of_differences(theta, gamma, alpha):  # IST lecture 5
    previous, g = theta, (yield)
    while True:
        theta, previous = theta - alpha * g + gamma * (theta - previous), theta
        g = yield theta


def nesterov_velocity(x, mu, alpha):  # the velocity form at the look-ahead points
    v, g = mp.mpf(0), (yield)
    while True:
        v = mu * v - alpha * g
        x += mu * v - alpha * g
        g = yield x


def adagrad_eps_inside(theta, eta, eps):  # CSE 587; CS224n notes, snippet 2.3
    G, g = mp.mpf(0), (yield)
    while True:
        G += g**2
        theta -= eta / mp.sqrt(G + eps) * g
        g = yield theta


def adagrad_before(theta, alpha, eps):  # IST lecture 5
    G, g = mp.mpf(0), (yield)
    while True:
        theta -= alpha / mp.sqrt(G + eps) * g
        G += g**2
        g = yield theta


def rmsprop(x, rate, decay, eps):  # CS224n notes, snippet 2.4
    cache, g = mp.mpf(0), (yield)
    while True:
        cache = decay * cache + (1 - decay) * g**2
        x -= rate * g / (mp.sqrt(cache) + eps)
        g = yield x


def rmsprop_before(theta, alpha, gamma, eps):  # IST lecture 5
    G, g = mp.mpf(0), (yield)
    while True:
        theta -= alpha / mp.sqrt(G + eps) * g
        G = gamma * G + (1 - gamma) * g**2
        g = yield theta


def adadelta(x, rho, eps, outside=0):  # Zeiler
    squares, updates, g = mp.mpf(0), mp.mpf(0), (yield)

    def root(mean):
        return mp.sqrt(mean) + eps if outside else mp.sqrt(mean + eps)

    while True:
        squares = rho * squares + (1 - rho) * g**2
        delta = -root(updates) / root(squares) * g
        updates = rho * updates + (1 - rho) * delta**2
        x += delta
        g = yield x


def adam_uncorrected(x, rate, beta1, beta2, eps):  # CS224n notes, snippet 2.5
    m, v, g = mp.mpf(0), mp.mpf(0), (yield)
    while True:
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x -= rate * m / (mp.sqrt(v) + eps)
        g = yield x


def adam(theta, alpha, beta1, beta2, eps, inside=0, decay=0):  # CSE 587; with eps inside: IST lecture 5
    m, v, t, g = mp.mpf(0), mp.mpf(0), 0, (yield)
    while True:
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        root = mp.sqrt(v_hat + eps) if inside else mp.sqrt(v_hat) + eps
        theta = (1 - alpha * decay) * theta - alpha * m_hat / root
        g = yield theta


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        (SGD(0.1, momentum=0.9, form="velocity"), printed(heavy_ball, mu=0.9, alpha=0.1)),
        (SGD(0.1, momentum=0.9, form="velocity"), printed(momentum_of_differences, gamma=0.9, alpha=0.1)),
        (SGD(0.1, momentum=0.9, form="velocity", nesterov=True), printed(nesterov_velocity, mu=0.9, alpha=0.1)),
        (Adagrad(0.1, eps=1e-8, eps_inside_root=True), printed(adagrad_eps_inside, eta=0.1, eps=1e-8)),
        (Adagrad(0.1, eps=1e-2, eps_inside_root=True), printed(adagrad_eps_inside, eta=0.1, eps=1e-2)),
        (
            Adagrad(0.1, eps=1e-2, eps_inside_root=True, include_current=False),
            printed(adagrad_before, alpha=0.1, eps=1e-2),
        ),
        (RMSProp(0.1, decay=0.9, eps=1e-5), printed(rmsprop, rate=0.1, decay=0.9, eps=1e-5)),
        (
            RMSProp(0.01, decay=0.9, eps=1e-2, eps_inside_root=True, include_current=False),
            printed(rmsprop_before, alpha=0.01, gamma=0.9, eps=1e-2),
        ),
        (Adadelta(decay=0.95), printed(adadelta, rho=0.95, eps=1e-6)),
        (Adadelta(eps=1e-3, eps_inside_root=False), printed(adadelta, rho=0.9, eps=1e-3, outside=1)),
        (
            Adam(0.01, bias_correction=False),
            printed(adam_uncorrected, rate=0.01, beta1=0.9, beta2=0.999, eps=1e-8),
        ),
        (Adam(0.01), printed(adam, alpha=0.01, beta1=0.9, beta2=0.999, eps=1e-8)),
        (
            Adam(0.01, eps=1e-3, eps_inside_root=True),
            printed(adam, alpha=0.01, beta1=0.9, beta2=0.999, eps=1e-3, inside=1),
        ),
        (
            AdamW(0.01, eps=1e-3, eps_inside_root=True, weight_decay=0.5),
            printed(adam, alpha=0.01, beta1=0.9, beta2=0.999, eps=1e-3, inside=1, decay=0.5),
        ),
    ],
    ids=str,
)
def test_twenty_steps_follow_the_printed_formula(optimizer, expected):
    agree(followed(optimizer), expected)


def test_nesterov_as_printed_takes_its_gradient_at_the_look_ahead_point():
    """CSE 587: v = γv + η·∇J(θ − γv), θ = θ − v; here for J = Σ cosh θ, whose gradient is sinh θ."""
    eta, gamma = number(0.1), number(0.9)
    start = np.array([1.0, -0.5, 2.0])
    optimizer, param = Nesterov(0.1, momentum=0.9), start.copy()
    theta, v = [number(x) for x in start], [mp.mpf(0)] * len(start)
    for _ in range(STEPS):
        before = param.copy()
        with optimizer.look_ahead(param) as ahead:
            gradient = np.sinh(ahead)
        np.testing.assert_array_equal(param, before)
        optimizer.step(param, gradient)
        v = [gamma * one + eta * mp.sinh(at - gamma * one) for one, at in zip(v, theta, strict=True)]
        theta = [at - one for at, one in zip(theta, v, strict=True)]
        agree(param, np.array(theta))


def test_reformulated_nesterov_walks_on_the_look_ahead_points():
    printed_one, reformulated = Nesterov(0.1, momentum=0.9), SGD(0.1, momentum=0.9, nesterov=True)
    theta, points = np.array([1.0, -0.5, 2.0]), np.array([1.0, -0.5, 2.0])
    for _ in range(STEPS):
        with printed_one.look_ahead(theta):
            np.testing.assert_allclose(theta, points, rtol=0, atol=TOLERANCE)
            gradient = np.sinh(theta)
        printed_one.step(theta, gradient)
        reformulated.step(points, np.sinh(points))


def test_the_two_forms_of_momentum_are_one_until_the_rate_changes():
    for nesterov in (False, True):
        paths = [
            followed(SGD(lr, momentum=0.9, nesterov=nesterov, form=form))
            for lr in (0.1, lambda t: 0.1 if t < 10 else 0.01)
            for form in ("buffer", "velocity")
        ]
        np.testing.assert_allclose(paths[0], paths[1], rtol=0, atol=TOLERANCE)
        np.testing.assert_allclose(paths[2][:10], paths[3][:10], rtol=0, atol=TOLERANCE)
        assert np.abs(paths[2][10:] - paths[3][10:]).max() > 0.01


def test_sparse_adam_adds_epsilon_before_the_correction():
    optimizer = SparseAdam(0.01, eps=1e-3)
    start, gradients = start_and_gradients()
    param, m, v = start.copy(), np.zeros(6), np.zeros(6)
    for t, gradient in enumerate(gradients, 1):
        optimizer.step(param, gradient)
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        start -= 0.01 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-3)
        np.testing.assert_allclose(param, start, rtol=0, atol=TOLERANCE)


def test_adafactor_of_a_gradient_of_rank_one_is_its_sign():
    """Rows times columns is then all there is to know: V = g² at the first step, and U = g/|g| has size 1."""
    g = np.outer([1.0, -2.0, 3.0], [0.5, 4.0])
    param = np.full((3, 2), 2.0)
    Adafactor(0.1).step(param, g)
    # The rate is relative to the size of θ, which is 2.
    np.testing.assert_allclose(param, 2.0 - 0.1 * 2.0 * np.sign(g), rtol=TOLERANCE)


@pytest.mark.parametrize(
    ("optimizer", "moves"),
    [
        # The first steps of the published rules, by hand, with g = 2 and θ = 1.
        (SGD(0.1), [0.8]),
        (SGD(0.1, momentum=0.5), [0.8, 0.5]),
        (SGD(0.1, momentum=0.5, dampening=0.5), [0.8, 0.6]),
        (Adagrad(0.1), [0.9, 0.9 - 0.1 / np.sqrt(2)]),
        (Adam(0.1), [0.9, 0.8]),
    ],
    ids=str,
)
def test_first_steps_by_hand(optimizer, moves):
    param = np.array(1.0)
    for expected in moves:
        optimizer.step(param, 2.0)
        assert abs(param - expected) < 1e-8  # ε moves them by that much
