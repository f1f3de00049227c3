"""Backpropagation: gradients run back along a record, every node once, newest first.

A node's number is larger than those of its parents. So the newest node that is left has its gradient complete (all
that was computed from it has been visited), and sorting by number is all the ordering that is needed.

Gradients are computed with plain arrays. If others may want to differentiate them in turn, the same rules are given
the recorded tensors instead: then the gradients are tensors, with a record of their own. That is all there is to
derivatives of any order.

Source: "Backpropagation in general computation graph", CSE 587 lecture 3 and CS224N lecture 4.
"""

from collections.abc import Collection, Iterable
from operator import attrgetter
from typing import Any

import numpy as np

from coursekit.autodiff.tensor import Tensor, recording
from coursekit.gates import propagation
from coursekit.gates.broadcast import sum_to_shape
from coursekit.gates.coercion import Array

_number = attrgetter("number")


def backpropagate(
    output: Tensor,
    upstream: Array,
    targets: Collection[Tensor] | None = None,
    *,
    own: Iterable[Tensor] = (),
    keep: bool = False,
) -> tuple[dict[Tensor, Array], bool]:
    """Return ∂(upstream·output)/∂target for each target, in its shape; None where the output doesn't depend on it.

    Returned besides: whether the output depends on others than the targets and `own`, who may want its derivative.

    targets: tensors of the record; None for all with which it starts.
    own: tensors, besides the targets, by which nobody outside will differentiate. If there are others, or if upstream
    is a tensor, the gradients are tensors with a record of their own.
    keep: leave the record for another time. Otherwise nodes are released as the gradients pass them.
    """
    relevant = needing_gradient(output)
    order = sorted(relevant, key=_number)
    starts = [node for node in order if node.gate is None]
    if targets is None:
        return _run_back(output, upstream, order, relevant, starts, False, keep), False
    others = not set(targets).union(own).issuperset(starts)
    nested = others or isinstance(upstream, Tensor)
    if own or nested:
        # What none of the targets leads to is not differentiated.
        order = _leading_to(targets, order)
        relevant = set(order)
    with recording(nested):
        return _run_back(output, upstream, order, relevant, targets, nested, keep or nested), others


def needing_gradient(output: Tensor) -> set[Tensor]:
    """Return all tensors that need a gradient and from which `output` was computed, itself included."""
    found = {output}
    stack = [output]
    try:
        while stack:
            for parent in stack.pop().parents:
                if parent.needs_gradient and parent not in found:
                    found.add(parent)
                    stack.append(parent)
    except TypeError as error:  # parents is None
        raise RuntimeError(
            "this record has been released by an earlier backward; compute the forward pass again, or let the earlier "
            "one keep it: backward(keep=True)"
        ) from error
    return found


def _leading_to(targets: Collection[Tensor], order: list[Tensor]) -> list[Tensor]:
    """Return those nodes that are computed from one of the targets, in the same order."""
    leading = set(targets)
    for node in order:
        if any(parent in leading for parent in node.parents):
            leading.add(node)
    return [node for node in order if node in leading]


def _run_back(
    output: Tensor,
    upstream: Array,
    order: list[Tensor],
    relevant: set[Tensor],
    targets: Collection[Tensor],
    nested: bool,
    keep: bool,
) -> dict[Tensor, Array]:
    """Visit the nodes of `order` from the last to the first, and pass gradients on to those that are relevant."""
    found: dict[Tensor, Array] = dict.fromkeys(targets)
    pending: dict[Tensor, Array] = {output: upstream}
    summed: set[Tensor] = set()  # nodes whose pending gradient is an array made here, which may be added to in place
    while order:
        node = order.pop()
        upstream = pending.pop(node, None)
        if upstream is None:
            continue
        if node in found:
            found[node] = upstream
        gate, parents = node.gate, node.parents
        if gate is None:
            continue
        if nested:
            inputs = [parent if parent.needs_gradient else parent.value for parent in parents]
            gradients = gate.gradients(upstream, node, *inputs)
        else:
            inputs = [parent.value for parent in parents]
            gradients = gate.gradients(upstream, node.value, *inputs)
        for parent, gradient in zip(parents, gradients, strict=True):
            if gradient is None or parent not in relevant:
                continue
            if callable(gradient):
                gradient = gradient()
            value = parent.value
            if (
                not isinstance(gradient, _ARRAYS)
                or gradient.shape != value.shape
                or (gradient.dtype != value.dtype and not nested)
            ):
                gradient = _fitted(gradient, value, gate, nested)
            if parent not in pending:
                if parent in found and (gradient is upstream or any(gradient is given for given in inputs)):
                    gradient = gradient + 0  # what is handed out belongs to nobody else
                pending[parent] = gradient
            elif parent in summed:
                pending[parent] += gradient
            else:
                pending[parent] = pending[parent] + gradient
                summed.add(parent)
        if not keep:
            node.parents = None
    return {node: gradient if nested else _owned(gradient) for node, gradient in found.items()}


_ARRAYS = (np.ndarray, np.generic, Tensor)


def _fitted(gradient: Any, value: Array, gate: Any, nested: bool) -> Array:
    """Sum a gradient back to the shape that an input had before it was broadcast, in the input's precision."""
    try:
        gradient = sum_to_shape(gradient if isinstance(gradient, _ARRAYS) else np.asarray(gradient), np.shape(value))
    except ValueError as error:
        error.add_note(f"in the backward rule of {gate}, for an input of shape {np.shape(value)}")
        raise
    return gradient if nested else gradient.astype(value.dtype, copy=False)


def _owned(gradient: Array) -> Array:
    """Copy what is only a view of another array: two gradients must not change together."""
    if isinstance(gradient, np.ndarray) and not (gradient.flags.owndata and gradient.flags.writeable):
        return gradient.copy()
    return gradient


def first_upstream(output: Tensor, upstream: Any = None) -> Array:
    """Return the gradient with which backpropagation begins: `upstream`, or 1 for a single number."""
    value = output.value
    if upstream is None and value.shape == ():
        return value.dtype.type(1)
    given = propagation.first_upstream(value, upstream, "backward")
    return given if isinstance(given, Tensor) else given.astype(value.dtype)  # a copy: nothing handed out is shared
