"""The right answers of a program: its values, and its gradients by the library's own autodiff.

No derivative is written here. What `coursekit.autodiff` gives is compared with `numeric_vjp`, which knows the program
only from outside, so that a fault of the library would stop a plan and not fail a student.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff import numeric_vjp, value_and_grad
from coursekit.checking.programs.program import Instruction, Program, run

# The two ways agree within the numerical one's own estimate of its error; four times that, as it is an estimate.
ESTIMATES = 4
RELATIVE = 1e-7


def values(program: Program, inputs: Sequence[Any]) -> list[Any]:
    """Return all values of the program, inputs first."""
    computed: list[Any] = run(program.instructions, inputs)
    return computed


def gradients(program: Program, inputs: Sequence[Any], output: int) -> tuple[Any, ...]:
    """Return the gradient of the value `output`, a single number, with respect to each input, in its shape.

    Raises ValueError if the numerical gradient contradicts it.
    """

    def computed(*given: Any) -> Any:
        return run(program.instructions, given)[output]

    found = value_and_grad(computed, tuple(range(len(inputs))))(*inputs)[1]
    estimates = numeric_vjp(computed, inputs, np.float64(1))
    for name, gradient, estimate in zip(program.inputs, found, estimates, strict=True):
        allowed = ESTIMATES * estimate.error + RELATIVE * (1 + np.abs(gradient))
        if np.any(np.abs(gradient - estimate.value) > allowed):
            raise ValueError(
                f"autodiff gives the gradient {gradient} for {name}, numerical differentiation {estimate.value}"
            )
    return tuple(np.asarray(gradient)[()] for gradient in found)


def local_gradients(instruction: Instruction, operands: Sequence[float]) -> tuple[float, ...]:
    """Return the slope of one operation on numbers with respect to each operand."""

    def computed(*given: Any) -> Any:
        return run([(instruction[0], *range(len(given)))], given)[-1]

    with np.errstate(all="ignore"):  # the slope of a power by its exponent, where the base is negative: nobody asks
        found = value_and_grad(computed, tuple(range(len(operands))))(*map(float, operands))[1]
    return tuple(float(slope) for slope in found)
