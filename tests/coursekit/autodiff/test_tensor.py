"""Tensors: what they are made of, how they compute, what they refuse, and when their record is released."""

import copy
import gc
import pickle
import threading
import weakref

import numpy as np
import pytest

from coursekit.autodiff import Symbol, Tensor, no_grad, stop_gradient, symbols
from coursekit.gates import Add, Affine, Dropout, Embedding, Gate, Graph, Multiply, Node, SoftmaxCrossEntropy, Tanh


def test_a_program_is_recorded_and_differentiated():
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], name="W")
    loss = np.sum(np.tanh(W) ** 2)
    assert isinstance(loss, Tensor)
    assert loss.value == np.sum(np.tanh(W.value) ** 2)
    loss.backward()
    np.testing.assert_allclose(W.gradient, 2 * np.tanh(W.value) / np.cosh(W.value) ** 2, rtol=1e-14)


def test_gradients_add_up_until_they_are_set_to_none():
    x = Tensor(3.0)
    (x * x).backward()
    (x * x).backward()
    assert x.gradient == 12
    x.gradient = None
    (2 * x).backward()
    assert x.gradient == 2


def test_gradients_sum_at_branches_and_for_repeated_inputs():
    x = Tensor(np.array([1.0, 2.0]))
    y = x + x * x + x * 3 + x
    y.backward(np.array([1.0, 10.0]))
    np.testing.assert_array_equal(x.gradient, [1 + 2 + 3 + 1, 10 * (1 + 4 + 3 + 1)])


def test_what_is_handed_out_shares_no_memory():
    x, y = Tensor(np.ones(3)), Tensor(np.ones(3))
    upstream = np.ones(3)
    (x + y).backward(upstream)
    x.gradient[0] = 5.0
    np.testing.assert_array_equal(y.gradient, np.ones(3))
    np.testing.assert_array_equal(upstream, np.ones(3))
    z = Tensor(np.ones((2, 2)))
    np.sum(z).backward()
    z.gradient[0, 0] = 7.0
    assert z.gradient[1, 1] == 1.0


def test_a_rule_that_returns_its_own_input_is_copied():
    class Square(Gate):
        def value(self, x):
            return x * x / 2

        def gradients(self, upstream, output, x):
            return (x,)

    x = Tensor(np.ones(3))
    Square()(x).backward(np.ones(3))
    x.gradient[:] = 9.0
    np.testing.assert_array_equal(x.value, np.ones(3))


def test_python_numbers_keep_float32_and_arrays_are_constants():
    x = Tensor(np.ones(3, np.float32))
    y = 2.0 * x + 1 - x / 2
    assert y.dtype == np.float32
    np.sum(y * np.ones(3, np.float32)).backward()
    assert x.gradient.dtype == np.float32
    mixed = x * np.ones(3)
    assert mixed.dtype == np.float64
    np.sum(mixed).backward()
    assert x.gradient.dtype == np.float32


def test_integers_become_floats_where_they_need_a_gradient():
    assert Tensor([1, 2]).dtype == np.float64
    assert Tensor([1, 2], needs_gradient=False).dtype.kind == "i"


def test_what_needs_no_gradient_is_not_recorded():
    x = Tensor(np.ones(2), needs_gradient=False)
    y = x * 2
    assert not y.needs_gradient
    assert y.gate is None
    assert y.kind == "constant"
    with pytest.raises(ValueError, match="not computed from any tensor that needs a gradient"):
        np.sum(y).backward()


def test_no_grad_records_nothing_in_this_thread_only():
    x = Tensor(np.ones(2))
    seen = []
    with no_grad():
        assert not (x * 2).needs_gradient
        other = threading.Thread(target=lambda: seen.append((x * 2).needs_gradient))
        other.start()
        other.join()
    assert seen == [True]
    assert (x * 2).needs_gradient

    @no_grad()
    def predict(n):
        return x * 2 if n == 0 else predict(n - 1)

    assert not predict(2).needs_gradient
    assert (x * 2).needs_gradient
    with pytest.raises(ZeroDivisionError), no_grad():
        _ = 1 / 0
    assert (x * 2).needs_gradient


def test_stop_gradient_passes_the_value_on():
    x = Tensor(3.0)
    (x * stop_gradient(x)).backward()
    assert x.gradient == 3
    array = np.ones(2)
    assert stop_gradient(array) is array
    s = symbols("s")
    assert isinstance(stop_gradient(s), Symbol)
    assert Graph(stop_gradient(s)).forward(s=2) == 2
    (n,) = Node.inputs("n")
    graph = Graph(Multiply()(n, stop_gradient(n)))
    assert graph.forward(n=3) == 9
    assert graph.backward() == {"n": 3}


def test_custom_operations_take_five_lines():
    class Cube(Gate):
        def value(self, x):
            return x**3

        def gradients(self, upstream, output, x):
            return (upstream * 3 * x**2,)

    x = Tensor(2.0)
    Cube()(x).backward()
    assert x.gradient == 12


def test_gates_apply_to_tensors_and_data_inputs_stay_data():
    table = Tensor(np.arange(6.0).reshape(3, 2))
    rows = Embedding()(table, [0, 0, 2])
    np.sum(rows).backward()
    np.testing.assert_array_equal(table.gradient, [[2, 2], [0, 0], [1, 1]])


@pytest.mark.slow
def test_a_chain_of_100000_nodes_differentiates_and_is_let_go():
    x = Tensor(1.0)
    y = x
    for _ in range(100_000):
        y = -y
    y.backward()
    assert x.gradient == 1
    y = x
    for _ in range(100_000):
        y = -y
    del y
    gc.collect()


def test_memory_is_released_as_backward_goes():
    x = Tensor(np.ones(2))
    first = x * 2
    middle = np.tanh(first)
    kept = weakref.ref(middle.value)
    loss = np.sum(np.exp(middle))
    del first, middle
    assert kept() is not None
    loss.backward()
    assert kept() is None
    with pytest.raises(RuntimeError, match=r"released by an earlier backward.*backward\(keep=True\)"):
        loss.backward()
    with pytest.raises(RuntimeError, match="released"):
        Graph(loss)


def test_keep_leaves_the_record_with_all_gradients():
    x, y = Tensor(1.0, name="x"), Tensor(2.0, name="y")
    z = Tensor(0.0, name="z")
    f = (x + y) * np.maximum(y, z)
    for _ in range(2):
        for leaf in (x, y, z):
            leaf.gradient = None
        f.backward(keep=True)
        assert (x.gradient, y.gradient, z.gradient) == (2, 5, 0)
    graph = Graph(f)
    assert graph.names == ("x", "y", "z")
    shown = str(graph)
    assert "v1 = Add(x, y)" in shown
    assert [node.gradient for node in graph.nodes if node.kind == "gate"] == [2, 3, 1]


def test_the_record_of_a_tensor_is_a_graph_that_is_not_run_again():
    x = Tensor(1.0)
    y = x * 3 + Tensor(2.0, needs_gradient=False)
    graph = Graph(y)
    assert [graph.equation(node) for node in graph.nodes] == [
        "x1",
        "c1",
        "v1 = Multiply(x1, c1)",
        "c2",
        "v2 = Add(v1, c2)",
    ]
    assert len(graph.edges) == 4
    with pytest.raises(TypeError, match="record of a tensor"):
        graph.forward(x1=2)
    with pytest.raises(TypeError, match=r"tensor.backward\(keep=True\)"):
        graph.backward()


def test_a_residual_is_no_parent():
    scores = Tensor(np.zeros((2, 3)), name="scores")
    loss = SoftmaxCrossEntropy()(scores, np.array([0, 2]))
    assert len(loss.parents) == 2
    assert "SoftmaxCrossEntropy(scores, c1)" in str(Graph(loss))


def test_branches_on_values_are_define_by_run():
    x = Tensor(2.0)
    y = x * x if x > 1 else -x
    y.backward()
    assert x.gradient == 4
    assert bool(Tensor(1.0))
    assert isinstance(Tensor([1.0, 2.0]) > 1, np.ndarray)


def test_numbers_and_text():
    x = Tensor(np.array([1.0, 2.5]), name="x")
    assert repr(x) == "Tensor([1. , 2.5], name='x')"
    assert "gate=Tanh" in repr(np.tanh(x))
    assert "constant" in repr(Tensor(1.0, needs_gradient=False))
    assert f"{np.sum(x):.2f}" == "3.50"
    assert f"{x}" == str(x)
    assert np.sum(x).item() == 3.5
    assert float(Tensor(2.0, needs_gradient=False)) == 2.0


def test_array_like_properties():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    assert (x.shape, x.ndim, x.size, x.dtype, len(x)) == ((2, 3), 2, 6, np.float64, 2)
    assert [row.shape for row in x] == [(3,), (3,)]
    assert x.T.shape == (3, 2)
    assert x.reshape(3, 2).shape == x.reshape((3, -1)).shape == (3, 2)
    assert x.transpose().shape == x.transpose(1, 0).shape == x.transpose((1, 0)).shape == (3, 2)
    assert x.sum().value == 15
    assert x.mean(axis=0).shape == (3,)
    assert x.max(axis=1, keepdims=True).shape == (2, 1)
    assert x.min().value == 0
    assert abs(-x).value.min() == 0
    assert (+x) is x
    with pytest.raises(TypeError, match="no length"):
        len(Tensor(1.0))


def test_in_place_changes_are_refused_with_a_remedy():
    x = Tensor(np.ones(3))
    with pytest.raises(TypeError, match=r"np\.where\(mask, new, tensor\)"):
        x[0] = 2.0
    array = np.ones(3)
    with pytest.raises(TypeError, match="would write in place"):
        array += x
    with pytest.raises(TypeError, match="out="):
        np.add(array, x, out=array)
    with pytest.raises(ValueError, match="setting an array element") as caught:
        array[0] = x[0]
    assert "item()" in str(caught.value.__cause__)
    y = x
    y += 1  # a new tensor with the old name
    assert y is not x
    np.testing.assert_array_equal(x.value, np.ones(3))


def test_leaving_the_record_silently_is_refused():
    x = Tensor(2.0)
    with pytest.raises(TypeError, match=r"tensor\.value"):
        np.asarray(x)
    with pytest.raises(TypeError, match=r"item\(\)"):
        float(x)


def test_bad_values_are_refused():
    with pytest.raises(TypeError, match="already"):
        Tensor(Tensor(1.0))
    with pytest.raises(TypeError, match="real numbers"):
        Tensor(1j)
    with pytest.raises(TypeError, match="must be numbers"):
        Tensor("one")
    with pytest.raises(ValueError, match="differ in length"):
        Tensor([[1.0], [1.0, 2.0]])


def test_what_does_not_fit_is_said_in_the_gates_words():
    with pytest.raises(ValueError, match=r"Affine cannot take x \(2, 3\), W \(4, 5\), b \(4,\)"):
        Affine()(np.ones((2, 3)), Tensor(np.ones((4, 5))), np.ones(4))
    with pytest.raises(ValueError, match=r"Add cannot take x \(2,\), y \(3,\)"):
        Tensor(np.ones(2)) + Tensor(np.ones(3))
    with pytest.raises(TypeError, match="Multiply takes 2 inputs"):
        Multiply()(Tensor(1.0))
    with pytest.raises(TypeError, match="y must be numbers"):
        Add()(Tensor(1.0), "one")
    with pytest.raises(TypeError, match="Symbol has no value"):
        Add()(Tensor(1.0), symbols("x"))
    with pytest.raises(TypeError, match=r"SoftmaxCrossEntropy: labels must be integers, .* not of dtype float64"):
        SoftmaxCrossEntropy()(Tensor(np.zeros((2, 3))), np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="4"):
        SoftmaxCrossEntropy()(Tensor(np.zeros((2, 3))), np.array([0, 4]))


def test_upstream_must_fit():
    x = Tensor(np.ones(2))
    with pytest.raises(ValueError, match="no single number"):
        (x * 2).backward()
    with pytest.raises(ValueError, match=r"upstream has shape \(3,\)"):
        (x * 2).backward(np.ones(3))


def test_a_wrong_rule_is_named():
    class Wrong(Gate):
        def value(self, x):
            return x * 1

        def gradients(self, upstream, output, x):
            return (np.ones(7),)

    with pytest.raises(ValueError, match="cannot be summed") as caught:
        np.sum(Wrong()(Tensor(np.ones(2)))).backward()
    assert any("Wrong" in note for note in caught.value.__notes__)


def test_a_rule_may_return_plain_numbers_and_functions():
    class Plain(Gate):
        def value(self, x, y):
            return x + y

        def gradients(self, upstream, output, x, y):
            return 2.0, (lambda: 3)

    x, y = Tensor(1.0), Tensor(1.0)
    Plain()(x, y).backward()
    assert (x.gradient, y.gradient) == (2, 3)


def test_dropout_draws_once_and_backward_meets_the_same_mask():
    x = Tensor(np.ones(100))
    y = Dropout(rate=0.5, rng=0)(x)
    np.sum(y).backward()
    np.testing.assert_array_equal(x.gradient, y.value)
    assert set(y.value) == {0.0, 2.0}


def test_a_tensor_may_hold_data():
    labels = Tensor(np.array([0, 1]), needs_gradient=False, name="labels")
    loss = SoftmaxCrossEntropy()(Tensor(np.zeros((2, 2))), labels)
    np.testing.assert_allclose(loss.value, np.log(2))
    assert "labels" in str(Graph(loss))


def test_tensors_are_told_apart_by_identity():
    x, y = Tensor(np.ones(2)), Tensor(np.ones(2))
    assert len({x, y, x}) == 2
    assert np.all(x == y)
    assert not np.any(x != y)
    assert Tanh()(x) is not Tanh()(x)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_has_the_value_but_not_the_record(again):
    x = Tensor(np.ones(2), name="x")
    y = x * 2
    np.sum(y).backward(keep=True)
    twin, result = again([x, y])
    assert (twin.name, twin.needs_gradient, twin.gradient) == ("x", True, None)
    assert not np.shares_memory(twin.value, x.value)
    assert not result.needs_gradient
    np.testing.assert_array_equal(result.value, [2, 2])
