"""Straight-line programs as plain data, and how to run one on whatever carries the numbers.

    Program(("x", "y"), (("multiply", 0, 1), ("add", 2, 0)), (3,))       # z = x·y + x

Values are numbered: first the inputs, then what each instruction gives. An instruction is an operation with the numbers
of its operands, or `("constant", value)`. Operators are Python's own; functions are found as methods of the carrier, or
are NumPy's where the carrier answers to these.

This module runs beside the code of students: it imports NumPy alone, and holds no derivative.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Instruction = tuple[Any, ...]
Numbers = (int, float, complex, np.generic, np.ndarray)

OPERATORS: Mapping[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
    "matmul": operator.matmul,
    "negate": operator.neg,
}


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _relu(x: Any) -> Any:
    return np.maximum(x, 0.0)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "sqrt": np.sqrt,
    "square": np.square,
    "maximum": np.maximum,
    "sigmoid": _sigmoid,
    "relu": _relu,
    "sum": np.sum,
}


@dataclass(frozen=True)
class Program:
    """A differentiable program: the names of its inputs, its instructions, and the numbers of its outputs."""

    inputs: tuple[str, ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def operands(self, number: int) -> tuple[int, ...]:
        """Return the numbers of what a value is computed from; none for an input or a constant."""
        if number < len(self.inputs) or self.instructions[number - len(self.inputs)][0] == "constant":
            return ()
        return self.instructions[number - len(self.inputs)][1:]


class MissingOperation(Exception):
    """The carrier has no such operation, method or attribute. Its message is the name."""


def run(instructions: Sequence[Instruction], inputs: Sequence[Any], told: Callable[[str], None] | None = None) -> Any:
    """Run instructions on inputs of any kind, and return all values as a list. `told` hears of each operation first."""
    values = list(inputs)
    for operation, *operands in instructions:
        if operation == "constant":
            values.append(operands[0])
            continue
        if told is not None:
            told(operation)
        values.append(perform(operation, [values[number] for number in operands]))
    return values


def perform(operation: str, operands: Sequence[Any]) -> Any:
    """Do one operation. Raises MissingOperation for a function that the carrier does not have."""
    if operation in OPERATORS:
        return OPERATORS[operation](*operands)
    carrier, *others = operands
    if isinstance(carrier, Numbers):
        return FUNCTIONS[operation](*operands)
    method = getattr(carrier, operation, None)
    if callable(method):
        return method(*others)
    if hasattr(type(carrier), "__array_ufunc__"):
        return FUNCTIONS[operation](*operands)
    raise MissingOperation(operation)
