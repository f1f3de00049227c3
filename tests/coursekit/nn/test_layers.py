"""Layers: their equations, parameters, seeds, and what they say to inputs that don't fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit import gates
from coursekit.autodiff import Tensor
from coursekit.data import WordVectors
from coursekit.nn import (
    Constant,
    DropConnect,
    Dropout,
    Embedding,
    LayerNorm,
    Linear,
    Normal,
    Sequential,
    SmallPositive,
    StochasticPooling,
    Zeros,
)


@given(st.lists(st.integers(0, 4), max_size=3), st.integers(1, 5), st.integers(1, 5), st.sampled_from(["f4", "f8"]))
def test_linear_is_the_affine_map_of_rows(front, inputs, outputs, dtype):
    layer = Linear(inputs, outputs, biases=Normal(1.0), rng=0, dtype=dtype)
    x = np.random.default_rng(1).standard_normal((*front, inputs)).astype(dtype)
    z = layer(x)
    assert z.dtype == layer.W.dtype == layer.b.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(z.value, gates.Affine().forward(x, layer.W.value, layer.b.value))


def test_linear_without_bias_has_one_parameter():
    layer = Linear(3, 2, bias=False, rng=0)
    assert list(layer.parameters()) == ["W"]
    np.testing.assert_array_equal(layer(np.eye(3)).value, layer.W.value.T)
    np.sum(layer(np.ones((4, 3)))).backward()
    np.testing.assert_array_equal(layer.W.gradient, np.full((2, 3), 4.0))
    assert layer.initialise(1).W.value is not layer.initialise(1).b


def test_initialisers_are_the_given_ones_also_when_drawn_anew():
    layer = Linear(3, 2, weights=Constant(2.0), biases=SmallPositive(0.5), rng=0)
    layer.W.value += 1
    layer.initialise(1)
    np.testing.assert_array_equal(layer.W.value, np.full((2, 3), 2.0))
    np.testing.assert_array_equal(layer.b.value, [0.5, 0.5])


def test_the_same_seed_gives_the_same_bits_and_none_gives_others():
    np.testing.assert_array_equal(Linear(3, 2, rng=5).W.value, Linear(3, 2, rng=np.random.default_rng(5)).W.value)
    assert not np.array_equal(Linear(3, 2).W.value, Linear(3, 2).W.value)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.ones((5, 4)), r"Linear\(3, 2\) cannot take x of shape \(5, 4\): .* rows of 3 features.*gets rows of 4$"),
        (np.ones((5, 3, 1)), r"gets rows of 1; flatten each example: x.reshape\(len\(x\), -1\)"),
        (1.0, r"cannot take x of shape \(\): it takes rows of 3 features, shape \(N, 3\)$"),
        (Tensor(np.ones(4)), r"cannot take x of shape \(4,\)"),
    ],
)
@pytest.mark.parametrize("kind", [Linear, DropConnect])
def test_other_numbers_of_features_are_refused(kind, x, message):
    with pytest.raises(ValueError, match=message.replace("Linear", kind.__name__).replace("2\\)", r"2(, 0.5)?\)")):
        kind(3, 2, rng=0)(x)


@pytest.mark.parametrize("make", [lambda n: Linear(n, 2), lambda n: Linear(2, n), lambda n: Embedding(n, 2), LayerNorm])
def test_sizes_are_whole_numbers_from_1_on(make):
    with pytest.raises(ValueError, match="must be at least 1, not 0"):
        make(0)
    with pytest.raises(TypeError, match="must be an integer"):
        make(2.5)


def test_dropconnect_drops_weights_in_training_and_none_in_evaluation():
    layer = DropConnect(50, 40, 0.5, rng=0)
    x = np.eye(50)
    dropped = layer(x).value.T
    assert 0.4 < np.mean(dropped == 0) < 0.6  # of 2000, five standard deviations are 0.06
    kept = dropped != 0
    np.testing.assert_allclose(dropped[kept], 2 * layer.W.value[kept], rtol=1e-15)  # a multiplication by 2
    np.testing.assert_array_equal(layer.eval()(x).value.T, layer.W.value)
    assert list(layer.parameters()) == ["W", "b"]
    assert repr(layer) == "DropConnect(50, 40, 0.5): W (40, 50), b (40,) (2,040 parameters)"


def test_embedding_looks_up_rows_and_adds_up_gradients_of_repeated_ones():
    layer = Embedding(4, 2, rng=0)
    assert np.all(np.abs(layer.E.value) <= 0.1)
    ids = np.array([[0, 1], [1, 1]])
    np.testing.assert_array_equal(layer(ids).value, layer.E.value[ids])
    np.sum(layer(ids)).backward()
    np.testing.assert_array_equal(layer.E.gradient, [[1, 1], [3, 3], [0, 0], [0, 0]])
    drawn = layer.E.value.copy()
    np.testing.assert_array_equal(layer.initialise(0).E.value, drawn)


def test_embedding_of_vectors_copies_them_and_keeps_them_when_others_are_drawn():
    vectors = WordVectors(("a", "b"), np.array([[1.0, 2.0], [3.0, 4.0]]))
    layer = Embedding.of(vectors)
    layer.E.value += 1
    assert vectors.vectors[0, 0] == 1
    layer.initialise(0)
    assert layer.E.value[0, 0] == 2
    assert list(layer.parameters()) == ["E"]
    assert list(Embedding.of(vectors, fine_tune=False).parameters()) == []
    assert Embedding.of([[1, 2]]).E.dtype == np.float64
    assert Embedding.of(np.ones((2, 2), np.float32)).E.dtype == np.float32
    with pytest.raises(ValueError, match=r"vectors have shape \(count, size\), a row for each id, not \(3,\)"):
        Embedding.of([1.0, 2.0, 3.0])


def test_layer_norm_starts_with_normalised_rows():
    layer = LayerNorm(5, eps=1e-12)
    z = layer(np.random.default_rng(0).standard_normal((4, 5))).value
    np.testing.assert_allclose(z.mean(1), 0, atol=1e-15)  # sums of five numbers near 1
    np.testing.assert_allclose(z.var(1), 1, rtol=1e-10)  # eps beside a variance near 1
    layer.gamma.value[...], layer.beta.value[...] = 2, 3
    layer.initialise(0)
    np.testing.assert_array_equal(layer.gamma.value, np.ones(5))
    np.testing.assert_array_equal(layer.beta.value, np.zeros(5))
    assert layer.describe() == "LayerNorm(5)"


def test_dropout_passes_everything_in_evaluation():
    layer, x = Dropout(0.5, rng=0), np.ones((10, 10))
    assert set(np.unique(layer(x))) == {0.0, 2.0}
    assert layer.eval()(x) is x


def test_stochastic_pooling_takes_one_of_each_window():
    layer = StochasticPooling(2, rng=0)
    x = np.array([[1.0, 3.0, 0.0, 5.0]])
    z = layer(Tensor(x)).value
    assert z[0, 0] in (1.0, 3.0)
    assert z[0, 1] == 5.0
    np.testing.assert_array_equal(layer.eval()(x), [[2.5, 5.0]])
    assert layer.describe() == "StochasticPooling(2)"


def test_with_zeros_for_all_weights_the_units_never_become_different():
    """Row 15: symmetry. The hidden units get the same gradient, so they stay the same however long one trains."""
    from coursekit.optim import SGD

    x = np.random.default_rng(0).standard_normal((30, 2))
    y = (x[:, :1] > x[:, 1:]).astype(float)
    for start, differ in ((Zeros(), False), (Constant(0.3), False), (Normal(0.3), True)):
        net = Sequential(Linear(2, 4, weights=start), gates.Tanh(), Linear(4, 1, weights=start), rng=0)
        net.compile(SGD(0.5), "binary_cross_entropy")
        net.fit(x, y, epochs=20, rng=0)
        assert (np.ptp(net.layers[0].W.value, axis=0).max() > 0) == differ
