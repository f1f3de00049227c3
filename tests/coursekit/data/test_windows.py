"""Word windows, and corrupt ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.data import Sentence, WordVectors, corrupt, tagged_windows, windows


def test_the_window_of_the_lectures():
    sentence = "Not all museums in Paris are amazing".split()
    found = windows(range(len(sentence)), 2, 7)
    assert [sentence[word] for word in found[4]] == ["museums", "in", "Paris", "are", "amazing"]
    np.testing.assert_array_equal(found[0], [7, 7, 0, 1, 2])
    np.testing.assert_array_equal(found[-1], [4, 5, 6, 7, 7])


@given(st.lists(st.integers(0, 9)), st.integers(0, 4))
def test_each_word_is_the_centre_of_its_window(ids, size):
    found = windows(ids, size, 10)
    assert found.shape == (len(ids), 2 * size + 1)
    assert found.dtype == np.int64
    assert found[:, size].tolist() == ids
    for offset in range(1, size + 1):
        assert found[:, size + offset].tolist() == (ids[offset:] + [10] * offset)[: len(ids)]


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), max_size=20), st.integers(0, 5))
def test_only_the_centre_is_replaced_and_always_by_another_word(true, seed):
    true = np.array(true, dtype=np.int64).reshape(-1, 3)
    false = corrupt(true, 5, seed)
    np.testing.assert_array_equal(false[:, [0, 2]], true[:, [0, 2]])
    assert np.all(false[:, 1] != true[:, 1])
    assert np.all((false[:, 1] >= 0) & (false[:, 1] < 5))
    np.testing.assert_array_equal(false, corrupt(true, 5, seed))


def test_every_other_candidate_is_drawn_as_often():
    true = np.full((6000, 1), 3)
    counts = np.bincount(corrupt(true, [1, 3, 3, 7], rng=0)[:, 0], minlength=8)
    assert counts[[0, 2, 3, 4, 5, 6]].sum() == 0
    # 3000 each, with a standard deviation of √(6000/4) = 39; five of them.
    assert abs(counts[1] - 3000) < 195
    np.testing.assert_array_equal(np.unique(corrupt(np.full((99, 1), 5), [1, 3, 7], rng=0)), [1, 3, 7])
    np.testing.assert_array_equal(true, 3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: windows([0.5], 1, 0), TypeError, "windows: words are given by their numbers, integers, not float64"),
        (lambda: windows([[1]], 1, 0), ValueError, r"windows: word numbers must have one axis, not shape \(1, 1\)"),
        (lambda: windows([1], -1, 0), ValueError, "windows: size must be at least 0, not -1"),
        (lambda: windows([1], 1, "pad"), TypeError, "windows: pad must be an integer"),
        (lambda: corrupt([[1, 2]], 5), ValueError, "corrupt: windows of 2 words have no centre"),
        (lambda: corrupt([1, 2, 3], 5), ValueError, r"corrupt: word numbers must have shape \(windows, words\)"),
        (lambda: corrupt([[4]], [4]), ValueError, "corrupt: there is no candidate but the true centre 4"),
        (lambda: corrupt([[4]], []), ValueError, "corrupt: there is no candidate"),
        (lambda: corrupt([[4]], 0), ValueError, "corrupt: candidates must be at least 1"),
    ],
)
def test_bad_windows_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_windows_of_tagged_sentences():
    vocabulary = WordVectors(("<pad>", "<unk>", "in", "Paris"), np.eye(4))
    sentences = [Sentence(("in", "Paris"), ("O", "LOC")), Sentence(("zebra",), ("O",))]
    rows, labels = tagged_windows(sentences, vocabulary, ("O", "LOC"), size=1)
    np.testing.assert_array_equal(rows, [[0, 2, 3], [2, 3, 0], [0, 1, 0]])
    np.testing.assert_array_equal(labels, [0, 1, 0])
    rows, labels = tagged_windows([], vocabulary, ("O",))
    assert (rows.shape, labels.shape) == ((0, 5), (0,))
    with pytest.raises(KeyError, match="tagged_windows: the vocabulary has no word '<pad>'"):
        tagged_windows(sentences, WordVectors(("in",), np.ones((1, 2))), ("O",))
