"""References: what may be one, whether or not it tells its parameters, and under which names they are registered."""

import numpy as np
import pytest

from coursekit import check, real
from coursekit.checking import register_reference
from coursekit.checking.reference import Reference


def test_a_ufunc_takes_as_many_inputs_as_it_says():
    assert Reference.of(np.multiply).parameters == ("x", "y")
    assert check(lambda x, y: y * x, reference=np.multiply).passed
    assert check(lambda x, y: x + y, reference=np.multiply).findings[0].code == "forward-value"


def test_a_function_that_tells_no_parameters_takes_one_input():
    largest = Reference.of(max)
    assert (largest.parameters, largest.required, largest.variadic) == (("x",), 1, False)
    assert check(lambda x: np.max(x), reference=max, inputs={"x": real(5)}).passed


@pytest.mark.parametrize("name", ["", 3, None])
def test_a_reference_is_registered_under_a_name(name):
    with pytest.raises(TypeError, match="it takes the candidate's name as a string"):
        register_reference(name, np.tanh)
