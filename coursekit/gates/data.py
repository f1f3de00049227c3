"""What a gate takes for data: labels, ids and targets, checked before anything is computed from them.

NumPy would take nearly all that is wrong here: a label of −1 counts from the end, targets of shape (N,) spread against
predictions of shape (N, 1) to an array (N, N), a boolean array selects. So shapes must be equal, not only broadcast,
and every refusal says which mistake it looks like. Data of another carrier than NumPy's have no values to check.
"""

import numpy as np

from coursekit.gates.coercion import Array, Refusal, Shape, is_carrier, precision_of


def check_labels(labels: Array, scores: Array, owner: object) -> None:
    """Refuse labels that are not one class id, from 0 to k − 1, for each row of scores (N, k)."""
    shape, given = np.shape(scores), np.shape(labels)
    if len(shape) != 2 or shape[1] == 0:
        remedy = "for one example, give scores[None, :]" if len(shape) == 1 else "reshape them to (N, k)"
        raise Refusal(f"{owner}: scores must have shape (N, k), one row of k class scores each, not {shape}; {remedy}")
    if given != shape[:1]:
        raise Refusal(
            f"{owner}: labels must have shape {shape[:1]}, one class id for each row of scores {shape}, not {given}; "
            + _remedy_for_labels(given, shape)
        )
    if not is_carrier(labels):
        _check_integers(labels, "labels", f"class ids from 0 to {shape[1] - 1}", owner)
        _check_range(labels, shape[1], "labels", "the scores have", "classes", owner)


def label_positions(labels: Array, scores: Array, owner: object) -> Array:
    """Return where the labels' entries stand in the flattened scores, two plain arrays; refuse as `check_labels` does.

    NumPy checks the range on the way, so that labels that are right are looked at only once.
    """
    matrix = scores.ndim == 2 and scores.shape[1] > 0
    if not matrix or np.shape(labels) != scores.shape[:1] or labels.dtype.kind not in "iu":
        check_labels(labels, scores, owner)  # and say what is wrong
    try:
        return np.ravel_multi_index((np.arange(len(labels)), labels), scores.shape)
    except ValueError:
        raise _out_of_range(labels, scores.shape[1], "labels", "the scores have", "classes", owner) from None


def check_ids(ids: Array, rows: int, owner: object) -> None:
    """Refuse ids that are not integers from 0 to rows − 1, of whatever shape."""
    if not is_carrier(ids):
        array = np.asarray(ids)  # a Python number comes as it is
        _check_integers(array, "ids", f"rows of the table, from 0 to {rows - 1}", owner)
        _check_range(array, rows, "ids", "the table has", "rows", owner)


def as_targets(targets: Array, prediction: Array, owner: object, name: str, predicted: str) -> Array:
    """Return real numbers in the shape and the precision of the prediction; refuse other shapes, and what isn't finite.

    name, predicted: what the two are called in an error.
    """
    check_same_shape(np.shape(targets), np.shape(prediction), owner, name, predicted)
    if is_carrier(targets):
        return targets
    targets = np.asarray(targets)
    if targets.dtype.kind not in "biuf":
        raise TypeError(f"{owner}: {name} must be real numbers, not an array of dtype {targets.dtype}")
    if not np.all(np.isfinite(targets)):
        index = _first(~np.isfinite(targets))
        raise Refusal(
            f"{owner}: {name}{_place(index)} is {targets[index]}; targets are finite: leave out examples that have none"
        )
    return targets.astype(precision_of(prediction), copy=False)


def check_probabilities(targets: Array, owner: object, name: str) -> None:
    """Refuse numbers outside of 0 to 1."""
    if is_carrier(targets):
        return
    outside = (np.real(targets) < 0) | (np.real(targets) > 1)
    if np.any(outside):
        index = _first(outside)
        raise Refusal(
            f"{owner}: {name}{_place(index)} is {np.real(targets)[index]}; a target is the probability of class 1, "
            "from 0 to 1 (for labels −1 and 1, give (labels + 1) / 2)"
        )


def check_same_shape(given: Shape, wanted: Shape, owner: object, name: str, other: str) -> None:
    """Refuse two shapes that differ, even if they broadcast."""
    if given == wanted:
        return
    if np.prod(given) == np.prod(wanted):
        remedy = f"if they hold the same examples in the same order, give {name}.reshape({other}.shape)"
    else:
        remedy = "give one of them for each entry of the other; where one is meant for many, call np.broadcast_to"
    raise Refusal(
        f"{owner}: {name} has shape {given}, but {other} has shape {wanted}; the shapes must be equal, nothing is "
        f"broadcast here: {remedy}"
    )


def _remedy_for_labels(given: Shape, scores: Shape) -> str:
    if given == scores:
        return "these look like one-hot rows: give np.argmax(labels, axis=1)"
    if given == (scores[0], 1):
        return "take the column out: labels[:, 0]"
    return "scores and labels must come from the same batch"


def _check_integers(data: Array, name: str, what: str, owner: object) -> None:
    if data.dtype.kind not in "iu":
        raise TypeError(
            f"{owner}: {name} must be integers, {what}, not of dtype {data.dtype}; if they hold whole numbers, give "
            f"np.asarray({name}).astype(int)"
        )


def _check_range(data: Array, end: int, name: str, has: str, unit: str, owner: object) -> None:
    if data.size and (data.min() < 0 or data.max() >= end):
        raise _out_of_range(data, end, name, has, unit, owner)


def _out_of_range(data: Array, end: int, name: str, has: str, unit: str, owner: object) -> Refusal:
    index = _first((data < 0) | (data >= end))
    hint = f"; if they count from 1, give {name} - 1" if data.min() == 1 and data.max() == end else ""
    return Refusal(
        f"{owner}: {name}{_place(index)} is {data[index]}, but {has} {end} {unit}, numbered 0 to {end - 1}{hint}"
    )


def _first(wrong: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def _place(index: tuple[int, ...]) -> str:
    return str(list(index)) if index else ""
