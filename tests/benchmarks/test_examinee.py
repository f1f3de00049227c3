"""What the gate is at fault for is GateFailed, and nothing else is."""

import signal

import numpy as np
import pytest

from benchmarks.examinee import Examinee, GateFailed, gradients_of, of_the_gate


class Product:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.y, upstream * self.x


def test_numbers_come_back_as_float64_and_only_for_what_is_compared():
    output, backward = Examinee(Product, (1,)).vjp(np.array([2, 3]), np.array([5, 7]))
    assert output.dtype == np.float64
    gradients = backward(np.ones(2))
    assert gradients[0] is None
    assert gradients[1].dtype == np.float64
    np.testing.assert_array_equal(gradients[1], [2, 3])


def test_a_single_number_is_given_as_one():
    def backward(upstream):
        assert isinstance(upstream, np.float64)
        return upstream, upstream

    gate = Product()
    gate.backward = backward
    _, backwards = Examinee(lambda: gate, (0,)).vjp(np.float64(2.0), np.float64(3.0))
    backwards(np.ones(()))


@pytest.mark.parametrize(
    "returned", [None, "1", 1j, [[1.0], [1.0, 2.0]], pytest.param(object(), id="object")], ids=repr
)
def test_what_is_no_array_of_real_numbers_cannot_be_compared(returned, monkeypatch):
    monkeypatch.setattr(Product, "forward", lambda self, x, y: returned)
    monkeypatch.setattr(Product, "backward", lambda self, upstream: (returned, 1.0))
    with pytest.raises(GateFailed):
        Examinee(Product, (0,)).forward(1.0, 2.0)
    monkeypatch.setattr(Product, "forward", lambda self, x, y: 2.0)
    with pytest.raises(GateFailed):
        Examinee(Product, (0,)).vjp(1.0, 2.0)[1](np.ones(()))


@pytest.mark.parametrize("error", [ValueError, RuntimeError, SystemExit, RecursionError])
def test_whatever_the_gate_raises_is_its_own_and_can_be_read(error):
    def raises():
        raise error

    with pytest.raises(GateFailed, match=error.__name__) as caught:
        of_the_gate(raises)
    assert isinstance(caught.value.__cause__, error)


def test_who_stops_the_benchmark_stops_it():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        of_the_gate(interrupted)


def test_a_method_that_is_not_there_is_the_gates_fault():
    with pytest.raises(GateFailed):
        Examinee(object, ()).forward(1.0)


@pytest.mark.skipif(not hasattr(signal, "getitimer"), reason="there is no limit to see")
def test_only_the_gates_own_time_is_limited():
    def limited(*_):  # pytest may have a limit of its own, a longer one
        return 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 2

    gate = Product()
    gate.forward = gate.backward = limited
    assert not limited()
    output, backward = Examinee(lambda: gate, (0,)).vjp(1.0)
    assert output
    assert not limited()
    assert backward(np.ones(()))[0]
    assert not limited()


def test_several_gradients_come_as_a_tuple_a_list_or_stacked():
    pair = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert gradients_of(pair, 1)[0] is pair
    for returned in (pair, list(pair), tuple(pair)):
        np.testing.assert_array_equal(gradients_of(returned, 2), pair)
    assert gradients_of(np.float64(1.0), 2) == [1.0, None]
    with pytest.raises(ValueError, match="3 gradients for 2 inputs"):
        gradients_of((1.0, 2.0, 3.0), 2)
