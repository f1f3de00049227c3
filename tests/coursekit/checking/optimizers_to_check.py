"""Optimizers as students write them: right ones in several styles, and one that can be made wrong in many ways."""

import numpy as np

RATE = 0.02
M = {"lr": RATE, "momentum": 0.9}


def falling(t):
    """A schedule."""
    return 0.1 / (1 + t)


class ByName:
    """Dicts by name, changed in place: what `coursekit.optim` has."""

    def __init__(self, lr=0.01, **settings):
        self.lr, self.t, self.kept = lr, 0, {}
        self.__dict__.update(settings)

    def memory(self, name, array):
        return self.kept.setdefault(name, {"m": np.zeros_like(array), "v": np.zeros_like(array)})

    def rate(self):
        return self.lr(self.t - 1) if callable(self.lr) else self.lr

    def step(self, params, grads):
        self.t += 1
        for name in params:
            if grads[name] is not None:
                params[name] -= self.delta(params[name], grads[name], self.memory(name, params[name]))


class SGD(ByName):
    momentum = 0.0

    def delta(self, p, g, s):
        s["m"][...] = self.momentum * s["m"] + g
        return self.rate() * s["m"]


class Nesterov(ByName):
    momentum = 0.9

    def delta(self, p, g, s):
        s["m"][...] = self.momentum * s["m"] + g
        return self.rate() * (g + self.momentum * s["m"])


class Adagrad(ByName):
    eps = 1e-10

    def delta(self, p, g, s):
        s["v"] += g**2
        return self.rate() * g / (np.sqrt(s["v"]) + self.eps)


class RMSProp(ByName):
    decay, eps = 0.99, 1e-8

    def delta(self, p, g, s):
        s["v"][...] = self.decay * s["v"] + (1 - self.decay) * g**2
        return self.rate() * g / (np.sqrt(s["v"]) + self.eps)


class Adadelta(ByName):
    decay, eps = 0.9, 1e-6

    def delta(self, p, g, s):
        s["v"][...] = self.decay * s["v"] + (1 - self.decay) * g * g
        step = np.sqrt(s["m"] + self.eps) / np.sqrt(s["v"] + self.eps) * g
        s["m"][...] = self.decay * s["m"] + (1 - self.decay) * step * step
        return self.rate() * step


class Adam(ByName):
    betas, eps, weight_decay = (0.9, 0.999), 1e-8, 0.0

    def delta(self, p, g, s):
        g = g + self.weight_decay * p
        b1, b2 = self.betas
        s["m"][...] = b1 * s["m"] + (1 - b1) * g
        s["v"][...] = b2 * s["v"] + (1 - b2) * g**2
        return self.rate() * s["m"] / (1 - b1**self.t) / (np.sqrt(s["v"] / (1 - b2**self.t)) + self.eps)


class AdamW(ByName):
    betas, eps, weight_decay = (0.9, 0.999), 1e-8, 0.01

    def delta(self, p, g, s):
        return self.rate() * self.weight_decay * p + Adam.delta(_without_decay(self), p, g, s)


def _without_decay(own):
    other = Adam(own.lr, betas=own.betas, eps=own.eps)
    other.t = own.t
    return other


class ListMomentum:
    """Lists, as PyTorch's loops have it; None isn't provided for."""

    def __init__(self, lr, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, None

    def step(self, params, grads):
        if self.v is None:
            self.v = [np.zeros_like(p) for p in params]
        for i in range(len(params)):
            self.v[i] = self.momentum * self.v[i] - self.lr * grads[i]
            params[i] += self.v[i]


class ArrayMomentum:
    """One array, changed in place."""

    def __init__(self, lr, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def step(self, p, g):
        self.v = self.momentum * self.v - self.lr * g
        p += self.v


class ReturningMomentum(ArrayMomentum):
    """One array; the new one is returned."""

    def step(self, p, g):
        self.v = self.momentum * self.v - self.lr * g
        return p + self.v


class ReturningDict(SGD):
    """Returns a new dict."""

    def step(self, params, grads):
        self.t += 1
        return {k: p - self.delta(p, grads[k], self.memory(k, p)) for k, p in params.items()}


class RebindingDict(SGD):
    """Puts new arrays into the dict."""

    def step(self, params, grads):
        self.t += 1
        for k in params:
            params[k] = params[k] - self.delta(params[k], grads[k], self.memory(k, params[k]))


class ByIdentity(SGD):
    """Remembers arrays by what they are in memory, not by name."""

    def step(self, params, grads):
        for k in params:
            p = params[k]
            p -= self.delta(p, grads[k], self.memory(id(p), p))
