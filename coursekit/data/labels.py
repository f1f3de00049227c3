"""One-hot vectors: a class label written as a probability distribution that is sure of it."""

from typing import Any

import numpy as np

from coursekit.arguments import whole_number
from coursekit.data.examples import Floats, class_labels


def one_hot(labels: Any, classes: int | None = None) -> Floats:
    """Return a matrix (N, classes) whose row i is 1 at labels[i] and 0 elsewhere.

    labels: integers (N,) from 0. classes: how many there are; by default the largest label plus 1. Give it wherever
    a part of the data may lack the last class.

    Raises TypeError if labels aren't integers, ValueError if one is negative or not below `classes`, or if there are
    no labels from which to count the classes.
    """
    found = class_labels("one_hot", labels)
    if classes is None:
        if not found.size:
            raise ValueError("one_hot: there are no labels from which to count the classes; give classes=")
        classes = int(found.max()) + 1
    classes = whole_number("one_hot", "classes", classes, 1)
    if found.size and found.max() >= classes:
        raise ValueError(f"one_hot: label {found.max()} is out of range; {classes} classes have labels 0…{classes - 1}")
    encoded = np.zeros((len(found), classes))
    encoded[np.arange(len(found)), found] = 1
    return encoded
