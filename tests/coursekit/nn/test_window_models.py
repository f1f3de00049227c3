"""Row 22: windows of word vectors, their gradients word by word, fine-tuning, and the maximum margin objective."""

import numpy as np
import pytest

from coursekit.autodiff import vjp
from coursekit.data import WordVectors, corrupt, tag_names, tagged_windows, windows
from coursekit.data.corpus import ner_sentences, word_vectors
from coursekit.gates import MaxMargin, ReLU, SoftmaxCrossEntropy, Tanh
from coursekit.nn import WindowClassifier, WindowScorer, check_gradients
from coursekit.optim import SGD, Adam

WORDS = ("<pad>", "museums", "in", "Paris", "are", "amazing", "not", "all")
VECTORS = WordVectors(WORDS, np.random.default_rng(0).standard_normal((8, 3)))
MUSEUMS = VECTORS.ids("museums in Paris are amazing".split())
NOT_ALL = VECTORS.ids("not all museums in Paris".split())


def test_a_window_is_its_words_vectors_one_after_the_other():
    x = WindowScorer(VECTORS, rng=0).join(MUSEUMS[None]).value
    np.testing.assert_array_equal(x, [np.concatenate([VECTORS[word] for word in WORDS[1:6]])])


def test_the_score_is_u_times_f_of_the_window():
    model = WindowScorer(VECTORS, hidden=4, rng=0)
    x = model.join(MUSEUMS[None]).value[0]
    u, W, b = model.output.W.value[0], model.hidden.W.value, model.hidden.b.value
    # The same sums, in another order.
    np.testing.assert_allclose(model(MUSEUMS[None]).value, [u @ np.tanh(W @ x + b)], rtol=1e-12)
    assert list(model.parameters()) == ["hidden.W", "hidden.b", "output.W"]


def test_the_scores_of_classes():
    model = WindowClassifier(VECTORS, classes=4, size=1, activation=ReLU(), fine_tune=True, rng=0)
    ids = windows(MUSEUMS, 1, 0)
    h = np.maximum(VECTORS.vectors[ids].reshape(5, 9) @ model.hidden.W.value.T, 0)
    np.testing.assert_allclose(model(ids).value, h @ model.output.W.value.T, rtol=1e-12, atol=1e-14)
    assert list(model.parameters()) == ["embedding.E", "hidden.W", "hidden.b", "output.W", "output.b"]
    assert model.describe() == "WindowClassifier(size=1)"


def test_the_gradient_of_a_window_is_cut_into_its_words():
    model = WindowScorer(VECTORS, fine_tune=True, rng=0)
    _, pull_back = vjp(model.scores, model.join(MUSEUMS[None]).value)
    (of_window,) = pull_back(np.ones((1, 1)))
    np.sum(model(MUSEUMS[None])).backward()
    gradient = model.embedding.E.gradient
    np.testing.assert_array_equal(gradient[MUSEUMS], of_window.value.reshape(5, 3))
    assert not gradient[[0, 6, 7]].any(), "words that are not in the window"


def test_a_word_that_comes_more_than_once_gets_the_sum():
    model = WindowScorer(VECTORS, fine_tune=True, rng=0)
    ids = VECTORS.ids(["in", "Paris", "in", "all", "in"])[None]
    _, pull_back = vjp(model.scores, model.join(ids).value)
    parts = pull_back(np.ones((1, 1)))[0].value.reshape(5, 3)
    np.sum(model(ids)).backward()
    # The three summands, in one order or another.
    np.testing.assert_allclose(model.embedding.E.gradient[2], parts[0] + parts[2] + parts[4], rtol=1e-14, atol=1e-15)


def test_the_objective_of_a_true_and_a_corrupt_window_as_the_notes_differentiate_it():
    """∂J/∂u = f(Wx_c + b) − f(Wx + b), and δ = ∂J/∂(Wx + b) = −f′(Wx + b)∘u, ∂J/∂W = δxᵀ + δ_c x_cᵀ."""
    model = WindowScorer(VECTORS, hidden=4, rng=0)
    loss = MaxMargin(margin=10.0)(model(MUSEUMS[None]), model(NOT_ALL[None]))
    loss.backward()
    u, W, b = model.output.W.value[0], model.hidden.W.value, model.hidden.b.value
    x, x_c = (model.join(ids[None]).value[0] for ids in (MUSEUMS, NOT_ALL))
    h, h_c = np.tanh(W @ x + b), np.tanh(W @ x_c + b)
    delta, delta_c = -(1 - h**2) * u, (1 - h_c**2) * u
    # Formulas that differ in the order of a few operations on numbers near 1.
    np.testing.assert_allclose(model.output.W.gradient[0], h_c - h, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(model.hidden.W.gradient, np.outer(delta, x) + np.outer(delta_c, x_c), atol=1e-13)
    np.testing.assert_allclose(model.hidden.b.gradient, delta + delta_c, atol=1e-13)


def test_gradients_are_those_of_the_loss():
    model = WindowClassifier(VECTORS, classes=3, size=1, hidden=2, fine_tune=True, rng=0)
    model.compile(SGD(0.1), SoftmaxCrossEntropy())
    assert check_gradients(model, windows(MUSEUMS, 1, 0), np.array([0, 0, 1, 2, 0]))


def test_without_fine_tuning_vectors_stay_and_with_it_only_those_of_words_that_came():
    ids, labels = windows(MUSEUMS, 1, 0), np.array([0, 0, 1, 0, 0])
    for fine_tune in (False, True):
        model = WindowClassifier(VECTORS, classes=2, size=1, fine_tune=fine_tune, rng=0)
        model.compile(SGD(0.5), "softmax_cross_entropy")
        model.fit(ids, labels, epochs=3, rng=0)
        moved = np.any(model.embedding.E.value != VECTORS.vectors, axis=1)
        assert moved.tolist() == [fine_tune] * 6 + [False] * 2


@pytest.mark.parametrize("ids", [np.zeros((2, 3), int), np.zeros(5, int)])
def test_windows_of_another_width_are_refused(ids):
    with pytest.raises(ValueError, match=r"WindowScorer: windows have shape \(n, 5\), 2 words on each side"):
        WindowScorer(VECTORS, rng=0)(ids)


def test_settings_that_make_no_sense():
    with pytest.raises(ValueError, match="WindowScorer: size must be at least 0, not -1"):
        WindowScorer(VECTORS, size=-1)
    with pytest.raises(ValueError, match="outputs must be at least 1, not 0"):
        WindowClassifier(VECTORS, classes=0)
    with pytest.raises(ValueError, match=r"ids\[0, 4\] is 8, but the table has 8 rows"):
        WindowScorer(VECTORS)(np.array([[0, 1, 2, 3, 8]]))


@pytest.mark.slow
def test_true_windows_of_places_score_higher_than_corrupt_ones():
    """The notes' task: is the word in the middle a place? Margin learning on the corpus, tested on unseen sentences."""
    vectors = word_vectors()
    tags = tag_names(ner_sentences("train"))
    places = {}
    for part in ("train", "test"):
        x, y = tagged_windows(ner_sentences(part), vectors, tags, size=2)
        places[part] = x[y == tags.index("LOC")]
    others = vectors.ids({token for s in ner_sentences("train") for token, tag in zip(s.tokens, s.tags, strict=True)
                          if tag == "O"})  # fmt: skip
    model = WindowScorer(vectors, activation=Tanh(), rng=0)
    model.compile(Adam(0.01), "max_margin", metrics=["accuracy"])
    random = np.random.default_rng(0)
    for _ in range(10):
        model.fit(places["train"], corrupt(places["train"], np.sort(others), random), rng=random)
    scores = model.evaluate(places["test"], corrupt(places["test"], np.sort(others), random))
    assert scores["accuracy"] > 0.97
