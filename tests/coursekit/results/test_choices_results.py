"""What a network is made of, by name."""

import numpy as np
import pytest

from coursekit.results.choices import HIDDEN, INITIALISERS, OPTIMIZERS, chosen


@pytest.mark.parametrize("name", INITIALISERS)
def test_a_scale_makes_all_weights_larger(name):
    one, two = (INITIALISERS[name](scale)((5, 4), 0) for scale in (1.0, 2.0))
    np.testing.assert_allclose(two, 2 * one)


@pytest.mark.parametrize("name", HIDDEN)
def test_activations_work_entry_by_entry(name):
    gate = HIDDEN[name]()
    x = np.array([[-2.0, 0.5], [0.0, 3.0]])
    np.testing.assert_array_equal(gate.value(x), [[gate.value(np.array(each)) for each in row] for row in x])


def test_none_leaves_z_as_it_is():
    np.testing.assert_array_equal(HIDDEN["none"]().value(np.array([-2.0, 0.0, 3.0])), [-2, 0, 3])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_take_a_rate_and_go_down(name):
    optimizer, w = OPTIMIZERS[name](0.1), np.array([3.0])
    optimizer.step([w], [2 * w])
    assert optimizer.rate == 0.1
    assert w[0] < 3


def test_another_name_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="'adam' is no optimizer here; there are SGD, momentum"):
        chosen("optimizer", OPTIMIZERS, "adam")
