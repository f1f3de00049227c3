"""One-hot vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.data import one_hot


@given(st.lists(st.integers(0, 5), min_size=1), st.integers(0, 3))
def test_the_one_stands_at_the_label(labels, more):
    encoded = one_hot(labels, max(labels) + 1 + more)
    assert encoded.shape == (len(labels), max(labels) + 1 + more)
    assert encoded.argmax(axis=1).tolist() == labels
    assert encoded.sum() == np.count_nonzero(encoded) == len(labels)


def test_classes_are_counted_if_not_given():
    np.testing.assert_array_equal(one_hot([2, 0]), [[0, 0, 1], [1, 0, 0]])
    assert one_hot(np.array([], dtype=int), 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("labels", "classes", "error", "message"),
    [
        ([0, 3], 3, ValueError, "one_hot: label 3 is out of range; 3 classes have labels 0…2"),
        ([-1], None, ValueError, "one_hot: labels count from 0, but there is a -1"),
        ([0.0], None, TypeError, "one_hot: labels must be integers"),
        (np.array([], dtype=int), None, ValueError, "one_hot: there are no labels from which to count the classes"),
        ([0], 0, ValueError, "one_hot: classes must be at least 1"),
    ],
)
def test_bad_labels_are_refused(labels, classes, error, message):
    with pytest.raises(error, match=message):
        one_hot(labels, classes)
