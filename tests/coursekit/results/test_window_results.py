"""Word windows: the gradient word by word, training with maximum margin, and who moves."""

import numpy as np
import pytest

from coursekit.autodiff import centred
from coursekit.gates import MaxMargin
from coursekit.results.window import (
    HIGH,
    HOST,
    LOW,
    STEPS,
    THREE,
    TRAINED,
    UNSEEN,
    UNSEEN_WINDOW,
    VECTORS,
    WINDOWS,
    score_plane,
    scorer_at,
    training_windows,
    window_ids,
    window_training,
    word_gradients,
)

SEEDS = range(5)


@pytest.fixture(name="tuned", scope="module")
def _tuned():
    return window_training(fine_tune=True)


@pytest.fixture(name="fixed", scope="module")
def _fixed():
    return window_training(fine_tune=False)


def words_of(windows):
    return {VECTORS.words[word] for word in np.ravel(windows)}


@pytest.mark.parametrize("seed", SEEDS)
def test_tv_and_telly_are_in_training_and_television_is_not(seed):
    true, corrupted = training_windows(seed)
    assert true.shape == corrupted.shape
    assert set(TRAINED) <= words_of(corrupted)
    assert UNSEEN not in words_of(true) | words_of(corrupted)
    assert UNSEEN in UNSEEN_WINDOW.split()
    assert all(VECTORS.words[centre][0].isupper() for centre in true[:, 2]), "a place in every true centre"
    assert not {VECTORS.words[centre] for centre in corrupted[:, 2]} & {"Paris", "Rome", "London", UNSEEN}


def test_the_lectures_windows_come_first():
    assert WINDOWS[:2] == ("museums in Paris are amazing", "not all museums in Paris")
    assert all(len(window.split()) == 5 for window in WINDOWS)
    with pytest.raises(KeyError, match="Madrid"):
        window_ids("museums in Madrid are amazing")


@pytest.mark.parametrize("seed", SEEDS)
def test_fine_tuning_moves_the_words_of_training_and_no_other(seed):
    tuned = window_training(fine_tune=True, seed=seed)
    assert all(tuned.moved(STEPS, word) > 0.05 for word in TRAINED)
    assert tuned.moved(STEPS, UNSEEN) == 0
    assert tuned.distance(STEPS, "TV", UNSEEN) > 1.2 * tuned.distance(0, "TV", UNSEEN)
    fixed = window_training(fine_tune=False, seed=seed)
    assert not any(fixed.moved(STEPS, word) for word in VECTORS.words)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_fine_tuning_does_to_the_word_that_is_left_behind(seed):
    tuned = window_training(fine_tune=True, seed=seed).margins[-1]
    fixed = window_training(fine_tune=False, seed=seed).margins[-1]
    # Among its neighbours as long as they stay; the worst of the three when they leave.
    assert min(fixed[:2]) < fixed[2] < max(fixed[:2])
    assert tuned[2] < min(tuned[:2])


def test_training_meets_the_margin(tuned, fixed):
    assert tuned.loss[0] > 0.5
    assert tuned.loss[-1] == pytest.approx(0, abs=1e-2)
    assert fixed.loss[-1] == pytest.approx(0, abs=1e-2)
    assert tuned.vectors.shape == (STEPS + 1, len(VECTORS), 2)
    assert tuned.margins.shape == (STEPS + 1, 3)


def test_the_network_is_that_of_its_step(tuned):
    for step in (0, 30, STEPS):
        model = scorer_at(tuned, step)
        loss = MaxMargin()(model(tuned.true), model(tuned.corrupted))
        # The same sums, in the same order.
        assert loss.item() == pytest.approx(tuned.loss[step], rel=1e-12, abs=1e-15)
        hosts = np.array([window_ids(HOST.replace("Rome", word)) for word in (*THREE, "Rome")])
        np.testing.assert_allclose(model(hosts).value, tuned.scores[step], rtol=1e-12)


@pytest.mark.parametrize("window", WINDOWS)
def test_the_gradient_of_a_score_word_by_word(tuned, window):
    model = scorer_at(tuned, 10)
    x = model.join(window_ids(window)[np.newaxis]).value[0]
    score, gradient = word_gradients(tuned, 10, window)
    assert score == pytest.approx(float(model.scores(x[np.newaxis]).value[0, 0]), rel=1e-12)
    expected = centred(lambda each: model.scores(each[np.newaxis]).value, x).reshape(5, 2)
    np.testing.assert_allclose(gradient, expected, atol=1e-9)  # h² of 1e-5, and round-off over it


@pytest.mark.parametrize("step", [0, 10, STEPS])
def test_the_gradients_of_the_loss_add_up_to_the_step(tuned, step):
    """Gradient descent moves a word by −lr times the sum of its gradients in all windows."""
    model = scorer_at(tuned, step)
    MaxMargin()(model(tuned.true), model(tuned.corrupted)).backward()
    total = np.zeros((len(VECTORS), 2))
    for ids in np.unique(np.concatenate([tuned.true, tuned.corrupted]), axis=0):
        window = " ".join(VECTORS.words[word] for word in ids)
        np.add.at(total, ids, word_gradients(tuned, step, window, of_loss=True)[1])
    np.testing.assert_allclose(total, model.embedding.E.gradient, atol=1e-14)  # the sums' order


def test_a_window_that_is_not_in_training_has_no_gradient_of_the_loss(tuned):
    assert word_gradients(tuned, 0, UNSEEN_WINDOW)[1].any()
    assert not word_gradients(tuned, 0, UNSEEN_WINDOW, of_loss=True)[1].any()
    assert word_gradients(tuned, 0, WINDOWS[1], of_loss=True)[1].any()


def test_the_plane_has_the_scores_of_words_that_stand_there(tuned):
    along, scores = score_plane(tuned, 7, points=5)
    assert (along[0], along[-1]) == (LOW, HIGH)
    model = scorer_at(tuned, 7)
    x = model.join(window_ids(HOST)[np.newaxis]).value
    x[0, 4:6] = along[3], along[1]
    np.testing.assert_allclose(scores[1, 3], model.scores(x).value[0, 0], rtol=1e-12)


def test_the_seed_draws_the_network_and_two_corrupt_windows():
    first, same, other = (window_training(fine_tune=False, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.W, same.W)
    assert not np.array_equal(first.W[0], other.W[0])
    centres = {tuple(training_windows(seed)[1][-2:, 2]) for seed in range(10)}
    assert len(centres) > 1
