"""Differentiation: on a tape, as expressions, and numerically.

- `Tensor` records what is computed with it; `grad` and its relatives differentiate functions, to any order.
- `Symbol` stands for what has no value yet; `derivative` turns an expression into that of its derivative.
- `centred`, `one_sided`, `complex_step_vjp` and `numeric_vjp` know nothing but how to call a function.
"""

from coursekit.autodiff.complex_step import complex_step_vjp
from coursekit.autodiff.ladder import Estimate, numeric_vjp
from coursekit.autodiff.mode import no_grad
from coursekit.autodiff.numeric import centred, one_sided
from coursekit.autodiff.symbolic import Symbol, derivative, symbols
from coursekit.autodiff.tensor import Tensor, stop_gradient
from coursekit.autodiff.transforms import grad, hessian, jacobian, jvp, value_and_grad, vjp

# fmt: off
__all__ = [
    "Estimate", "Symbol", "Tensor", "centred", "complex_step_vjp", "derivative", "grad", "hessian", "jacobian", "jvp",
    "no_grad", "numeric_vjp", "one_sided", "stop_gradient", "symbols", "value_and_grad", "vjp",
]
# fmt: on
