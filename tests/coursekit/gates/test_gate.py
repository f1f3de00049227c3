"""The conventions that `Gate` keeps for every rule, and what it says when they are broken."""

import pickle

import numpy as np
import pytest

from coursekit.autodiff import Tensor
from coursekit.gates import (
    Add,
    Gate,
    LeakyReLU,
    Multiply,
    Negate,
    Node,
    Power,
    Softmax,
    Sum,
    find_gate,
    gate_names,
    input_names,
)


class PickRows(Gate):
    """Rows of a table by their index, which is data."""

    data_inputs = ("rows",)

    def value(self, table, rows):
        return table[rows]

    def gradients(self, upstream, output, table, rows):
        gradient = np.zeros_like(table)
        np.add.at(gradient, rows, upstream)
        return gradient, None


class Total(Gate):
    """The sum of any number of inputs."""

    def value(self, *terms):
        return sum(terms)

    def gradients(self, upstream, output, *terms):
        return (upstream,) * len(terms)


def test_integers_and_lists_become_float64():
    assert Multiply().forward([1, 2], 3).dtype == np.float64
    assert Multiply().forward(np.array([True, False]), np.array([2, 3], np.int8)).dtype == np.float64


def test_float32_stays_when_all_are_and_gradients_follow_their_input():
    gate = Multiply()
    assert gate.forward(np.ones(2, np.float32), np.float64(2)).dtype == np.float64
    assert [g.dtype for g in gate.backward(np.ones(2))] == [np.float32, np.float64]
    assert LeakyReLU().forward(np.float32(-1)).dtype == np.float32


def test_complex_numbers_pass():
    gate = Multiply()
    assert gate.forward(1j, 2) == 2j
    assert gate.backward(1) == (2, 1j)


@pytest.mark.parametrize("wrong", ["one", None, object(), {"a": 1}, np.array(["a"]), np.array([None])])
def test_what_is_not_numbers_is_refused_by_name(wrong):
    with pytest.raises(TypeError, match="Multiply: y must be numbers"):
        Multiply().forward(1.0, wrong)


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="Negate: the rows of x differ in length"):
        Negate().forward([[1, 2], [3]])


def test_other_carriers_of_numbers_pass_untouched():
    class Carrier:
        def __array_ufunc__(self, ufunc, method, *inputs, **options):
            return ufunc.__name__, inputs

    carrier = Carrier()
    name, inputs = Multiply().forward(carrier, 2)
    assert name == "multiply"
    assert inputs[0] is carrier

    class Scaled(Multiply):
        data_inputs = ("y",)

    assert Scaled().forward(2, carrier)[1][1] is carrier


def test_shapes_that_do_not_broadcast_are_named():
    with pytest.raises(ValueError, match=r"Add cannot take x \(2, 3\), y \(2,\). It takes shapes that broadcast"):
        Add().forward(np.ones((2, 3)), np.ones(2))
    with pytest.raises(ValueError, match=r"Sum\(axis=2\) cannot take x \(3,\). It takes an array that has the axes"):
        Sum(axis=2).forward(np.ones(3))
    for nothing in (3.0, np.ones((2, 0))):
        with pytest.raises(ValueError, match="last axis holds at least one score"):
            Softmax().forward(nothing)


def test_the_number_of_inputs_is_checked():
    with pytest.raises(TypeError, match=r"Add takes 2 inputs \(x, y\), but was given 1"):
        Add().forward(1)
    with pytest.raises(TypeError, match=r"Negate takes 1 input \(x\), but was given 2"):
        Negate()(*Node.inputs("a", "b"))


def test_backward_needs_a_forward_that_went_well():
    gate = Add()
    with pytest.raises(RuntimeError, match="Add: backward was called before forward"):
        gate.backward(1)
    gate.forward(1, 2)
    with pytest.raises(ValueError, match="cannot take"):
        gate.forward([1, 2], [1, 2, 3])
    with pytest.raises(RuntimeError, match="before forward"):
        gate.backward(1)


def test_upstream_must_have_the_shape_of_the_output():
    gate = Add()
    gate.forward([1, 2], 3)
    with pytest.raises(ValueError, match=r"upstream has shape \(\), but the output has shape \(2,\)"):
        gate.backward(1.0)


def test_a_rule_with_too_few_gradients_is_refused():
    class Half(Add):
        def gradients(self, upstream, output, x, y):
            return (upstream,)

    gate = Half()
    gate.forward(1, 2)
    with pytest.raises(ValueError, match=r"Half: gradients returned 1 gradients for 2 inputs \(x, y\)"):
        gate.backward(1)


def test_a_residual_that_is_announced_must_be_there():
    class Announces(Multiply):
        has_residual = True

    assert Announces()(2, 3) == 6
    with pytest.raises(NotImplementedError, match="Announces says has_residual, but has no method value_and_residual"):
        Announces()(Tensor(2.0), 3.0)


def test_data_inputs_are_taken_as_they_are_and_have_no_gradient():
    gate = PickRows()
    np.testing.assert_array_equal(gate.forward([[1, 2], [3, 4]], [1, 1]), [[3.0, 4.0], [3.0, 4.0]])
    table, rows = gate.backward(np.ones((2, 2)))
    np.testing.assert_array_equal(table, [[0, 0], [2, 2]])
    assert rows is None


def test_any_number_of_inputs():
    gate = Total()
    assert gate.forward(1, 2, 3) == 6
    assert gate.backward(1) == (1, 1, 1)
    assert input_names(Total, 2) == ("terms[0]", "terms[1]")
    with pytest.raises(TypeError, match=r"terms\[1\] must be numbers"):
        gate.forward(1, "2")
    with pytest.raises(TypeError, match="any number of inputs; say how many"):
        input_names(Total)


def test_names_and_representations():
    assert input_names(Multiply) == input_names(Multiply()) == ("x", "y")
    assert (repr(Add()), str(Add()), repr(LeakyReLU(slope=0.2))) == ("Add()", "Add", "LeakyReLU(slope=0.2)")
    assert repr(Sum(axis=(0, np.int64(1)))) == "Sum(axis=(0, 1))"


def test_hyperparameters_are_checked():
    with pytest.raises(TypeError, match="LeakyReLU: slope must be a real number, not str '1'"):
        LeakyReLU(slope="1")
    with pytest.raises(ValueError, match="Power: exponent must be finite, not nan"):
        Power(exponent=float("nan"))
    with pytest.raises(TypeError, match="Sum: axis must be None, an integer or a tuple"):
        Sum(axis=1.0)
    with pytest.raises(ValueError, match="Sum: axis names an axis twice"):
        Sum(axis=(0, 0))


def test_gates_are_found_by_name_with_or_without_suffix():
    assert find_gate("Multiply") is find_gate("MultiplyGate") is Multiply
    assert "Multiply" in gate_names()
    assert "Gate" not in gate_names()
    with pytest.raises(LookupError, match="no gate is named 'MultplyGate'; did you mean Multiply"):
        find_gate("MultplyGate")
    with pytest.raises(LookupError, match="the gates are A"):
        find_gate("Xyzzy")


def test_a_gate_on_numbers_is_its_forward_and_it_can_be_pickled():
    gate = pickle.loads(pickle.dumps(LeakyReLU(slope=0.5)))
    assert gate(-2) == -1
    assert gate.backward(1) == (0.5,)
