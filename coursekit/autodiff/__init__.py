"""Differentiation: numerical gradients, and the complex step."""

from coursekit.autodiff.complex_step import complex_step_vjp
from coursekit.autodiff.ladder import Estimate, numeric_vjp
from coursekit.autodiff.numeric import centred, one_sided

__all__ = ["Estimate", "centred", "complex_step_vjp", "numeric_vjp", "one_sided"]
