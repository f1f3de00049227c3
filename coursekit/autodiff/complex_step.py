"""The complex step: derivatives that are exact to the last digits, without a difference of nearby numbers.

For a holomorphic f, f(x + ih) = f(x) + ih·f′(x) + O(h²). The derivative stands in the imaginary part, on its own:
nothing cancels, so h can be so small that the rest vanishes.

Source: Squire and Trapp, "Using complex variables to estimate derivatives of real functions" (1998).
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.numeric import Floats, floats

# Far below the square root of the precision, so that h² vanishes beside every x above 1e-22; and far enough from
# the smallest float that h·f′ keeps its digits for every f′ above 1e-270.
STEP = 1e-30


def complex_step_vjp(
    f: Callable[..., Any], inputs: Sequence[Any], upstream: Any, wrt: Sequence[int] | None = None
) -> list[Floats]:
    """Return Σ upstream·∂f/∂x for each input x that `wrt` names by position (all if None), in its shape.

    May be trusted where f computes with complex numbers by holomorphic rules only: sums, products, powers, exp, log,
    trigonometric functions, and branches that depend on the real part. It may not where f takes |x|, a real part or a
    conjugate, casts to float, or sorts by magnitude; nor at a kink, where it gives the slope of one branch.

    Raises ValueError if f's output and upstream differ in shape.
    """
    weights = floats(upstream, "upstream")
    gradients = []
    for position in range(len(inputs)) if wrt is None else wrt:
        start = floats(inputs[position], f"input {position}")
        gradient = np.empty_like(start)
        for index in np.ndindex(start.shape):
            stepped = start.astype(np.complex128)
            stepped[index] += 1j * STEP
            output = np.asarray(f(*inputs[:position], stepped[()], *inputs[position + 1 :]))
            if output.shape != weights.shape:
                raise ValueError(f"upstream has shape {weights.shape}, but f returned shape {output.shape}")
            gradient[index] = np.sum(weights * np.imag(output)) / STEP
        gradients.append(gradient)
    return gradients
