"""The picture of a Jacobian: names, numbers, and the fold; also where numbers are not finite."""

import numpy as np
import pytest

from coursekit.plots.drawing import image_bytes
from coursekit.plots.jacobian import jacobian_figure
from coursekit.plots.palette import DARK
from coursekit.results.jacobian import FUNCTIONS, OWN, Numbers, drawn_numbers, jacobian_of
from coursekit.results.numbers import written

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_entry_stands_in_the_picture(function):
    result = jacobian_of(function, drawn_numbers(2, 3))
    figure = jacobian_figure(result)
    assert len(figure.axes) == (3 if function.endswith("by W") else 2)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == [written(value) for value in result.analytic.ravel()]
    labels = [each.get_text() for each in figure.axes[1].get_xticklabels()]
    assert [each.split("\n")[0] for each in labels] == list(result.input_names)


def test_the_fold_is_the_outer_product():
    numbers = drawn_numbers(2, 3)
    fold = jacobian_figure(jacobian_of("Wx + b by W", numbers), DARK).axes[2]
    expected = np.outer(numbers.delta[:2], numbers.x)
    assert [text.get_text() for text in fold.texts] == [written(value) for value in expected.ravel()]


def test_what_is_not_finite_is_written():
    numbers = Numbers(np.array([-1.0, 4.0]), np.ones((1, 2)), np.ones(1), np.ones(2), np.ones(4))
    figure = jacobian_figure(jacobian_of(OWN, numbers, own=np.sqrt))
    assert "nan" in [text.get_text() for text in figure.axes[0].texts]
    assert image_bytes(figure, "png")
