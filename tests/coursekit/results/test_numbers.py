"""Numbers for reading: the same from Python as from the views."""

import numpy as np
import pytest

from coursekit.results.numbers import written
from tests.node import evaluated


@pytest.mark.slow
@pytest.mark.parametrize("digits", [3, 4])
def test_numbers_are_written_as_the_views_write_them(digits):
    points = [0, 1, -1, 0.1, 1 / 3, 123456, 99999, 12346, 1e-3, 9.99e-4, -2.5e-7, 1.005, 2e20, -0.0]
    found = evaluated("lib/format", f"x => format(x, {digits})", points)
    assert [written(each, digits) for each in points] == found
    assert [written(each) for each in (np.nan, np.inf, -np.inf)] == ["nan", "∞", "−∞"]
