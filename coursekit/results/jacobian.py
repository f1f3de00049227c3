"""Jacobians: every output's derivative by every input, from backpropagation and from differences, entry by entry.

The Jacobian of z = f(x) has a row for each output and a column for each input: (∂z/∂x)ᵢⱼ = ∂zᵢ/∂xⱼ. Multiplied by an
upstream gradient δ from the left it gives the gradient δᵀ·∂z/∂x, which is what a backward pass computes without ever
forming the matrix. By W, with n outputs and n·m inputs, almost all of it is 0, and δᵀ·∂z/∂W folds into δxᵀ.

Source: Jacobians, the other Jacobians, and the derivative by a matrix, CSE 587 lecture 3; the shape convention, CS224N
lecture 4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit import gates
from coursekit.autodiff import Estimate, jacobian, numeric_vjp, vjp
from coursekit.gates.gate import Gate, input_names
from coursekit.results.arrays import Floats

ELEMENTWISE: dict[str, Gate] = {
    "sigmoid": gates.Sigmoid(),
    "tanh": gates.Tanh(),
    "soft sign": gates.SoftSign(),
    "ReLU": gates.ReLU(),
    "hard tanh": gates.HardTanh(),
}
OWN = "own function"
FUNCTIONS = ("f(z)", "Wx + b by x", "Wx + b by b", "Wx + b by W", "softmax", "uᵀh by u", "uᵀh by h", OWN)
MOST = 4
MOST_OUTPUTS = MOST * MOST

_FORMULAS = {
    "f(z)": "∂h/∂z = diag(f′(z))",
    "Wx + b by x": "∂z/∂x = W",
    "Wx + b by b": "∂z/∂b = I",
    "Wx + b by W": "∂zᵢ/∂Wₖⱼ = xⱼ if i = k, else 0",
    "softmax": "∂p/∂z = diag(p) − ppᵀ",
    "uᵀh by u": "∂s/∂u = hᵀ",
    "uᵀh by h": "∂s/∂h = uᵀ",
    OWN: "∂z/∂x, whatever it is",
}
_LETTERS = {  # of the outputs, and of the inputs
    "f(z)": ("h", "z"),
    "Wx + b by x": ("z", "x"),
    "Wx + b by b": ("z", "b"),
    "Wx + b by W": ("z", "W"),
    "softmax": ("p", "z"),
    "uᵀh by u": ("s", "u"),
    "uᵀh by h": ("s", "h"),
    OWN: ("z", "x"),
}


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers that the functions are given: x (m,), W (n, m), b (n,), u (m,), and upstream gradients δ."""

    x: Floats
    W: Floats
    b: Floats
    u: Floats
    delta: Floats


@dataclass(frozen=True, eq=False)
class Jacobian:
    """∂outputs/∂inputs, (n, k) for n outputs (n,) and k inputs (k,), row by row if they are a matrix of `shape`.

    analytic: by backpropagation. numeric, error: centred differences, extrapolated, and how far they may be off; kind:
    `"smooth"`, `"kink"` or `"unknown"`, each (n, k). delta (n,): an upstream gradient; pulled (k,): its product with
    the matrix, δᵀ·∂outputs/∂inputs, from a single backward pass. zero (n, k):
    which entries are 0 whatever the numbers are.
    """

    function: str
    formula: str
    outputs: Floats
    inputs: Floats
    shape: tuple[int, ...]
    output_names: tuple[str, ...]
    input_names: tuple[str, ...]
    analytic: Floats
    numeric: Floats
    error: Floats
    kind: NDArray[np.str_]
    zero: NDArray[np.bool_]
    delta: Floats
    pulled: Floats

    @property
    def difference(self) -> Floats:
        """|analytic − numeric|, entry by entry."""
        return np.abs(self.analytic - self.numeric)

    @property
    def largest_difference(self) -> float:
        """The largest of the differences where the numeric derivative is known; nan if it is nowhere."""
        known = self.difference[np.isfinite(self.difference)]
        return float(np.max(known)) if known.size else float("nan")


def drawn_numbers(outputs: int, inputs: int, seed: int = 0) -> Numbers:
    """Return numbers from −2 to 2, with one decimal. Fewer outputs or inputs leave the other numbers as they are."""
    random = np.random.default_rng(seed)
    size = MOST

    def drawn(*shape: int) -> Floats:
        return np.round(random.uniform(-2, 2, shape), 1)

    x, W, b, u, delta = drawn(size), drawn(size, size), drawn(size), drawn(size), drawn(size)
    return Numbers(x[:inputs], W[:outputs, :inputs], b[:outputs], u[:inputs], delta)


def normalised(x: Any) -> Any:
    """Return x/|x|, the direction of a vector: the own function of those who have none."""
    return x / np.sqrt(np.sum(x * x))


def jacobian_of(
    function: str, numbers: Numbers, *, activation: str = "sigmoid", own: Callable[[Any], Any] = normalised
) -> Jacobian:
    """Return the Jacobian of a function. function: one of `FUNCTIONS`; activation: the f of `"f(z)"`.

    own: what `"own function"` means: any function of a vector that is made of NumPy functions and gates, or a gate of
    one input. It returns a number or an array, whose entries are the outputs.

    Raises ValueError for another function, or if the own one takes more than one input or returns more than 16 numbers.
    """
    f, inputs = _taken(function, numbers, activation, own)
    with np.errstate(all="ignore"):  # what is not finite is told in the result
        return _jacobian(function, f, inputs, numbers.delta)


def _jacobian(function: str, f: Callable[[Any], Any], inputs: Floats, upstream: Floats) -> Jacobian:
    outputs = np.ravel(np.asarray(f(inputs), float))
    if not 0 < outputs.size <= MOST_OUTPUTS:
        raise ValueError(
            f"{function}: {outputs.size} outputs cannot be shown; let it return 1 to {MOST_OUTPUTS} numbers"
        )
    analytic = np.reshape(jacobian(lambda given: _flat(f(given)))(inputs), (outputs.size, inputs.size))
    estimates = [_estimated(f, inputs, index) for index in range(outputs.size)]
    delta = np.resize(upstream, outputs.size)
    (pulled,) = vjp(lambda given: _flat(f(given)), inputs)[1](delta)
    letters = _LETTERS[function]
    return Jacobian(
        function=function,
        formula=_FORMULAS[function],
        outputs=outputs,
        inputs=inputs.ravel(),
        shape=inputs.shape,
        output_names=("s",) if letters[0] == "s" else names_of(letters[0], outputs.shape),
        input_names=names_of(letters[1], inputs.shape),
        analytic=analytic,
        numeric=np.stack([each.value.ravel() for each in estimates]),
        error=np.stack([each.error.ravel() for each in estimates]),
        kind=np.stack([each.kind.ravel() for each in estimates]),
        zero=_always_zero(function, outputs.size, inputs.size),
        delta=delta,
        pulled=np.asarray(pulled).ravel(),
    )


def _estimated(f: Callable[[Any], Any], inputs: Floats, index: int) -> Estimate:
    """Return one output's derivatives by differences. The others stay out of it: they need not be finite."""
    return numeric_vjp(lambda given: _flat(f(given))[index], [inputs], 1.0)[0]


def _taken(
    function: str, numbers: Numbers, activation: str, own: Callable[[Any], Any]
) -> tuple[Callable[[Any], Any], Floats]:
    """Return the function of the input that is differentiated by, and that input."""
    x, W, b, u = numbers.x, numbers.W, numbers.b, numbers.u
    affine = gates.Affine()
    functions: dict[str, tuple[Callable[[Any], Any], Floats]] = {
        "f(z)": (lambda z: ELEMENTWISE[activation].fresh()(z), x),
        "Wx + b by x": (lambda given: affine(given, W, b), x),
        "Wx + b by b": (lambda given: affine(x, W, given), b),
        "Wx + b by W": (lambda given: affine(x, given, b), W),
        "softmax": (lambda z: gates.Softmax()(z), x),
        "uᵀh by u": (lambda given: gates.MatMul()(given, x), u),
        "uᵀh by h": (lambda given: gates.MatMul()(u, given), x),
        OWN: (own, x),
    }
    if function not in functions:
        raise ValueError(f"{function!r} is no function here; there are {', '.join(FUNCTIONS)}")
    if function == OWN and isinstance(own, Gate) and len(names := input_names(own)) != 1:
        raise ValueError(
            f"own = {own} takes {len(names)} inputs ({', '.join(names)}), and here there is one vector x; "
            "fix the others: own=lambda x: gate(x, ...)"
        )
    return functions[function]


def _flat(output: Any) -> Any:
    return np.reshape(output, (-1,))


def names_of(letter: str, shape: tuple[int, ...]) -> tuple[str, ...]:
    """Return z₁, z₂, … for a vector, W₁₁, W₁₂, … for a matrix."""
    digits = "₀₁₂₃₄₅₆₇₈₉"
    return tuple(
        letter + "".join("".join(digits[int(digit)] for digit in str(at + 1)) for at in index)
        for index in np.ndindex(shape)
    )


def _always_zero(function: str, outputs: int, inputs: int) -> NDArray[np.bool_]:
    if function in ("f(z)", "Wx + b by b"):
        return ~np.eye(outputs, dtype=bool)
    if function == "Wx + b by W":
        return np.repeat(~np.eye(outputs, dtype=bool), inputs // outputs, axis=1)
    return np.zeros((outputs, inputs), bool)
