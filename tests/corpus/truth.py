"""What each gate of the contract computes, in 80-digit arithmetic: its value, and its slopes to the left and right.

Written from the formulas, without the library's gates and without the checker, so that both can be judged by it. Each
rule states its value only, on arrays of mpmath's numbers; slopes are one-sided differences with a step of 1e-35, whose
error (half the step times the second derivative, and what 80 digits round off) is far below what floats can show. No
float that a case draws lies that near to a kink without lying on it, so the two slopes differ just at kinks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np

Array = Any

mp = mpmath.mp.clone()
mp.dps = 80
STEP = mp.mpf(10) ** -35

number = np.frompyfunc(lambda value: mp.mpf(float(value)), 1, 1)
exp = np.frompyfunc(mp.exp, 1, 1)
log = np.frompyfunc(mp.log, 1, 1)
sqrt = np.frompyfunc(mp.sqrt, 1, 1)
tanh = np.frompyfunc(mp.tanh, 1, 1)
magnitude = np.frompyfunc(abs, 1, 1)
sign = np.frompyfunc(mp.sign, 1, 1)
as_float = np.frompyfunc(float, 1, 1)


@dataclass(frozen=True)
class Rule:
    """A gate's value as a function of its inputs and settings.

    entrywise: each entry of the output depends on one entry of every (broadcast) input, so that the slopes of all
    entries are found at once; flat: the gradient is 0, also where the value jumps; data: positions of data inputs.
    """

    value: Callable[..., Array]
    entrywise: bool = False
    flat: bool = False
    data: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Truth:
    """The output, and for each input the smallest and the largest admissible gradient (None for a data input)."""

    output: Array
    gradients: tuple[tuple[Array, Array] | None, ...]


def output(rule: Rule, inputs: tuple[Array, ...], settings: Mapping[str, Any]) -> Array:
    """Return a rule's value, rounded to float64."""
    return _rounded(rule.value(*_arguments(rule, inputs), **settings))


def truth(rule: Rule, inputs: tuple[Array, ...], upstream: Array, settings: Mapping[str, Any]) -> Truth:
    """Return what is right for these inputs and this upstream gradient, rounded to float64."""
    exact = _arguments(rule, inputs)
    weights = _exact(upstream)

    def value(*arguments: Array) -> Array:
        return np.asarray(rule.value(*arguments, **settings), object)

    if rule.entrywise:
        slopes = _slopes_entry_by_entry(value, exact, weights)
    else:
        slopes = _slopes_of_sum(lambda *arguments: np.sum(weights * value(*arguments)), exact, rule.data)
    gradients: list[tuple[Array, Array] | None] = []
    for i, given in enumerate(inputs):
        if i in rule.data:
            gradients.append(None)
        elif rule.flat:
            gradients.append((np.zeros(np.shape(given)), np.zeros(np.shape(given))))
        else:
            left, right = (_rounded(each) for each in slopes[i])
            gradients.append((np.minimum(left, right), np.maximum(left, right)))
    return Truth(_rounded(value(*exact)), tuple(gradients))


def _arguments(rule: Rule, inputs: tuple[Array, ...]) -> tuple[Array, ...]:
    return tuple(value if i in rule.data else _exact(value) for i, value in enumerate(inputs))


def _exact(value: Array) -> Array:
    return np.asarray(number(np.asarray(value, float)), object)


def _rounded(value: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(as_float(np.asarray(value, object)), float)


def _slopes_entry_by_entry(value: Callable[..., Array], inputs: tuple[Array, ...], upstream: Array) -> list[Any]:
    here, shape = value(*inputs), np.shape(upstream)
    slopes = []
    for i, given in enumerate(inputs):
        wide = np.broadcast_to(given, shape)
        ahead = value(*(wide + STEP if j == i else other for j, other in enumerate(inputs)))
        behind = value(*(wide - STEP if j == i else other for j, other in enumerate(inputs)))
        both = upstream * ((here - behind) / STEP), upstream * ((ahead - here) / STEP)
        slopes.append(tuple(_summed_to(np.asarray(each, object), np.shape(given)) for each in both))
    return slopes


def _summed_to(wide: Array, shape: tuple[int, ...]) -> Array:
    """Add up the copies that broadcasting made of each entry, one by one."""
    total = np.full(shape, mp.zero, dtype=object)
    origin = np.broadcast_to(np.arange(total.size).reshape(shape), np.shape(wide))
    flat = total.reshape(-1)
    for place, each in zip(origin.reshape(-1), wide.reshape(-1), strict=True):
        flat[place] += each
    return total


def _slopes_of_sum(loss: Callable[..., Any], inputs: tuple[Array, ...], data: tuple[int, ...]) -> list[Any]:
    here = loss(*inputs)
    slopes: list[Any] = []
    for i, given in enumerate(inputs):
        if i in data:
            slopes.append(None)
            continue
        left, right = np.empty(given.shape, object), np.empty(given.shape, object)
        for place in np.ndindex(given.shape):
            moved = [loss(*inputs[:i], _moved(given, place, step), *inputs[i + 1 :]) for step in (-STEP, STEP)]
            left[place], right[place] = (here - moved[0]) / STEP, (moved[1] - here) / STEP
        slopes.append((left, right))
    return slopes


def _moved(given: Array, place: tuple[int, ...], step: Any) -> Array:
    moved = given.copy()
    moved[place] = moved[place] + step
    return moved


# -- the rules, by the contract's section 2 --


def _power(x: Array, exponent: float = 2) -> Array:
    return x ** (int(exponent) if float(exponent).is_integer() else mp.mpf(exponent))


def _leaky(x: Array, slope: float = 0.01) -> Array:
    return np.where(x > 0, x, mp.mpf(slope) * x)


def _sum(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    return np.sum(x, axis=axis, keepdims=keepdims)


def _mean(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    total = np.asarray(np.sum(x, axis=axis, keepdims=keepdims), object)
    return total / (x.size // total.size)


def _softmax(x: Array) -> Array:
    return exp(x) / np.sum(exp(x), axis=-1, keepdims=True)


def _log_softmax(x: Array) -> Array:
    return x - log(np.sum(exp(x), axis=-1, keepdims=True))


def _sparsemax(x: Array) -> Array:
    """The largest support that fits: k entries whose smallest still lies above τ = (their sum − 1)/k."""
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        largest = sorted(row, reverse=True)
        thresholds = [(sum(largest[:k]) - 1) / k for k in range(1, len(row) + 1)]
        tau = [each for each, smallest in zip(thresholds, largest, strict=True) if smallest > each][-1]
        rows.append([max(each - tau, mp.zero) for each in row])
    return np.array(rows, object).reshape(x.shape)


def _softmax_cross_entropy(scores: Array, labels: Array) -> Array:
    return -np.sum(_log_softmax(scores)[np.arange(len(labels)), labels]) / len(labels)


def _binary_cross_entropy(logits: Array, targets: Array) -> Array:
    t = _exact(targets)
    each = t * log(1 + exp(-logits)) + (1 - t) * log(1 + exp(logits))
    return np.sum(each) / np.size(each)


def _mean_squared_error(prediction: Array, target: Array) -> Array:
    return np.sum((prediction - _exact(target)) ** 2) / np.size(prediction)


def _max_margin(s: Array, s_c: Array, margin: float = 1.0) -> Array:
    return np.sum(np.maximum(mp.mpf(margin) + s_c - s, mp.zero)) / np.size(s)


def _dropout(x: Array, rate: float, rng: int) -> Array:
    kept = np.random.default_rng(rng).random(x.shape) >= rate
    return np.where(kept, x / (1 - mp.mpf(rate)), mp.zero)


def _layer_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    m = x.shape[-1]
    centred = x - np.sum(x, axis=-1, keepdims=True) / m
    variance = np.sum(centred**2, axis=-1, keepdims=True) / m
    return centred / sqrt(variance + mp.mpf(eps)) * gamma + beta


RULES: dict[str, Rule] = {
    "Add": Rule(lambda x, y: x + y, entrywise=True),
    "Subtract": Rule(lambda x, y: x - y, entrywise=True),
    "Multiply": Rule(lambda x, y: x * y, entrywise=True),
    "Divide": Rule(lambda x, y: x / y, entrywise=True),
    "Negate": Rule(lambda x: -x, entrywise=True),
    "Power": Rule(_power, entrywise=True),
    "Exp": Rule(exp, entrywise=True),
    "Log": Rule(log, entrywise=True),
    "Maximum": Rule(np.maximum, entrywise=True),
    "Minimum": Rule(np.minimum, entrywise=True),
    "Sum": Rule(_sum),
    "Mean": Rule(_mean),
    "MatMul": Rule(np.matmul),
    "Affine": Rule(lambda x, W, b: x @ W.T + b),
    "Reshape": Rule(lambda x, shape: np.reshape(x, shape)),
    "Transpose": Rule(lambda x, axes=None: np.transpose(x, axes)),
    "Concatenate": Rule(lambda *arrays, axis=0: np.concatenate(arrays, axis=axis)),
    "Embedding": Rule(lambda E, ids: E[ids], data=(1,)),
    "Sigmoid": Rule(lambda x: 1 / (1 + exp(-x)), entrywise=True),
    "Tanh": Rule(tanh, entrywise=True),
    "HardTanh": Rule(lambda x: np.minimum(np.maximum(x, -mp.one), mp.one), entrywise=True),
    "SoftSign": Rule(lambda x: x / (1 + magnitude(x)), entrywise=True),
    "ReLU": Rule(lambda x: np.maximum(x, mp.zero), entrywise=True),
    "LeakyReLU": Rule(_leaky, entrywise=True),
    "PReLU": Rule(lambda x, a: np.where(x > 0, x, a * x), entrywise=True),
    "Sign": Rule(sign, entrywise=True, flat=True),
    "Softmax": Rule(_softmax),
    "LogSoftmax": Rule(_log_softmax),
    "Sparsemax": Rule(_sparsemax),
    "SoftmaxCrossEntropy": Rule(_softmax_cross_entropy, data=(1,)),
    "BinaryCrossEntropy": Rule(_binary_cross_entropy, data=(1,)),
    "MeanSquaredError": Rule(_mean_squared_error, data=(1,)),
    "MaxMargin": Rule(_max_margin),
    "L1Penalty": Rule(lambda W: np.sum(magnitude(W))),
    "L2Penalty": Rule(lambda W: np.sum(W * W) / 2),
    "Dropout": Rule(_dropout),
    "LayerNorm": Rule(_layer_norm),
}
