"""Functions of one array, as programs, at which numerical gradients and gradient checkers are tried.

Each returns a single number, and its entries act on each other or not; the numbers in it are drawn for each seed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.programs import truth
from coursekit.checking.programs.program import Instruction, Program


@dataclass(frozen=True, eq=False)
class Function:
    """A function, a point, and the gradient there. layout: how x lies in memory."""

    name: str
    program: Program
    x: Any
    gradient: Any
    layout: str = "C"

    @property
    def whole_numbers(self) -> bool:
        """Whether x is an array of integers."""
        return bool(np.asarray(self.x).dtype.kind == "i")


def function(name: str, x: Any, *instructions: Instruction, layout: str = "C") -> Function:
    """Return a function of an array with the right gradient at x."""
    program = Program(("x",), instructions, (len(instructions),))
    at = np.asarray(x, np.float64)
    return Function(name, program, x, np.asarray(truth.gradients(program, (at,), len(instructions))[0]), layout)


def square_sum(x: Any, rng: np.random.Generator, name: str, layout: str = "C") -> Function:
    """Return sum(c·x·x)."""
    weights = rng.uniform(0.5, 2.0, np.shape(x))
    return function(name, x, ("constant", weights), ("multiply", 1, 0), ("multiply", 2, 0), ("sum", 3), layout=layout)


def curved(x: Any, rng: np.random.Generator, name: str) -> Function:
    """Return sum(c·exp(x + x)): it bends so much that a difference to one side is far off."""
    weights = rng.uniform(0.5, 2.0, np.shape(x))
    return function(name, x, ("constant", weights), ("add", 0, 0), ("exp", 2), ("multiply", 3, 1), ("sum", 4))


def mixed(x: Any, rng: np.random.Generator, name: str, layout: str = "C") -> Function:
    """Return the sum of sin(x @ c)²: every entry acts on what the others do."""
    matrix = rng.uniform(-1.0, 1.0, (np.shape(x)[-1], 3))
    return function(
        name, x, ("constant", matrix), ("matmul", 0, 1), ("sin", 2), ("square", 3), ("sum", 4), layout=layout
    )


def on_top_of(x: Any, rng: np.random.Generator, name: str, offset: float) -> Function:
    """Return sum(c·sin(x)) + offset: the digits that change are small beside those that don't."""
    weights = rng.uniform(0.5, 2.0, np.shape(x))
    return function(
        name, x, ("constant", weights), ("sin", 0), ("multiply", 2, 1), ("sum", 3), ("constant", offset), ("add", 4, 5)
    )


def kinked(x: Any, rng: np.random.Generator, name: str) -> Function:
    """Return sum(c·relu(x)), at a point that is not close to a kink, and of which some entries are above it."""
    weights = rng.uniform(0.5, 2.0, np.shape(x))
    x = np.where(np.arange(np.size(x)) % 2, x, np.abs(x))
    return function(name, x, ("constant", weights), ("relu", 0), ("multiply", 2, 1), ("sum", 3))


def scaled(x: Any, rng: np.random.Generator, name: str, scale: Any) -> Function:
    """Return sum(c·scale·tanh(x)): gradients as large as `scale`, a number or one for each entry."""
    weights = rng.uniform(0.5, 2.0, np.shape(x)) * scale
    return function(name, x, ("constant", weights), ("tanh", 0), ("multiply", 2, 1), ("sum", 3))


def point(rng: np.random.Generator, *shape: int) -> Any:
    """Return numbers of both signs between 0.3 and 1.2 in size."""
    return rng.uniform(0.3, 1.2, shape) * rng.choice([-1.0, 1.0], shape)
