"""Backpropagation: gradients run back along a record, every node once, newest first.

A node's number is larger than those of its parents. So the newest node that is left has its gradient complete (all
that was computed from it has been visited), and sorting by number is all the ordering that is needed.

Gradients are computed with plain arrays. If others may want to differentiate them in turn, the same rules are given
the recorded tensors instead: then the gradients are tensors, with a record of their own. That is all there is to
derivatives of any order.

Source: "Backpropagation in general computation graph", CSE 587 lecture 3 and CS224N lecture 4.
"""

from collections.abc import Collection
from operator import attrgetter
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray

from coursekit.autodiff.mode import recording
from coursekit.gates import propagation
from coursekit.gates.broadcast import sum_to_shape
from coursekit.gates.coercion import Array
from coursekit.gates.graph import Node

if TYPE_CHECKING:
    from coursekit.autodiff.tensor import Tensor

RELEASED = (
    "this record has been released by an earlier backward; compute the forward pass again, or let the earlier one keep "
    "it: backward(keep=True)"
)

_number = attrgetter("number")


def backpropagate(output: "Tensor", upstream: Array, *, keep: bool = False) -> dict["Tensor", Array]:
    """Return the gradients of all tensors with which the record of `output` starts, where one reaches them.

    keep: leave the record for another time, and return the gradients of all its tensors. Otherwise tensors are
    released as the gradients pass them.
    """
    computed, _ = record(output)
    targets = computed.copy() if keep else []
    return _run_back(output, upstream, computed, targets, None, False, keep)


def differentiate(
    output: "Tensor", upstream: Array, targets: Collection["Tensor"], *, keep: bool = False
) -> tuple[dict["Tensor", Array], bool]:
    """Return ∂(upstream·output)/∂target for each target which the output depends on, in its shape.

    Returned besides: whether the record starts with other inputs than the targets, by which somebody may want to
    differentiate what comes out. If so, or if upstream is a tensor, the gradients are tensors with a record.
    """
    computed, starts = record(output)
    starts.difference_update(targets)
    others = any(not node.finished for node in starts)
    nested = others or isinstance(upstream, Node)
    relevant = None
    if starts:
        # What none of the targets leads to is not differentiated.
        relevant = _led_to(targets, computed)
        computed = [node for node in computed if node in relevant]
    if not nested:
        return _run_back(output, upstream, computed, targets, relevant, False, keep), others
    with recording(True):
        return _run_back(output, upstream, computed, targets, relevant, True, True), others


def record(output: "Tensor") -> tuple[list["Tensor"], set["Tensor"]]:
    """Return what `output` was computed from: the tensors made by gates, oldest first, and those at the start.

    Tensors that need no gradient are left out.
    """
    if output.gate is None:
        return [], {output}
    starts: set[Tensor] = set()
    computed = {output}
    stack = [output]
    while stack:
        sources = stack.pop().sources
        if sources is None:
            raise RuntimeError(RELEASED)
        for source in sources:
            if source is None or not source.needs_gradient:
                continue
            if source.gate is None:
                starts.add(source)
            elif source not in computed:
                computed.add(source)
                stack.append(source)
    return sorted(computed, key=_number), starts


def _led_to(targets: Collection["Tensor"], computed: list["Tensor"]) -> set["Tensor"]:
    """Return the targets, and all that is computed from them."""
    led = set(targets)
    for node in computed:
        if any(source in led for source in node.sources):
            led.add(node)
    return led


def _run_back(
    output: "Tensor",
    upstream: Array,
    computed: list["Tensor"],
    targets: Collection["Tensor"],
    relevant: set["Tensor"] | None,
    nested: bool,
    keep: bool,
) -> dict["Tensor", Array]:
    """Visit what was computed, newest first, and pass gradients on; return those of the start and of the targets.

    relevant: if given, only these are passed gradients.
    """
    pending: dict[Tensor, Array] = {output: upstream}
    summed: set[Tensor] = set()  # whose pending gradient is an array made here, so that it may be added to in place
    found: dict[Tensor, Array] = dict.fromkeys(targets)
    while computed:
        node = computed.pop()
        upstream = pending.pop(node, None)
        if upstream is None:
            continue
        if node in found:
            found[node] = upstream
        gate = node.gate
        sources = node.sources
        inputs = _recorded_inputs(node) if nested else node.given
        gradients = gate.gradients(upstream, node if nested else node.value, *inputs)
        broadcasts = gate.broadcasts
        for source, gradient in zip(sources, gradients, strict=True):
            if source is None or gradient is None or not source.needs_gradient:
                continue
            if relevant is not None and source not in relevant:
                continue
            if type(gradient) is FunctionType:
                gradient = gradient()
            value = source.value
            if (
                type(gradient) is not ndarray
                or gradient.dtype is not value.dtype
                or (broadcasts and gradient.shape != value.shape)
            ):
                gradient = _fitted(gradient, value, gate)
            sofar = pending.get(source)
            if sofar is None:
                pending[source] = gradient
            elif source in summed:
                sofar += gradient
                pending[source] = sofar
            else:
                pending[source] = sofar + gradient
                summed.add(source)
        if not keep:
            node.sources = node.given = None
    found.update(pending)
    return found if nested else _owned(found)


def _recorded_inputs(node: "Tensor") -> list[Any]:
    """Return what a node's gate was given, as tensors where they need a gradient; without a residual, which is none."""
    return [
        given if source is None or not source.needs_gradient else source
        for source, given in zip(node.sources, node.given, strict=False)
    ]


def _owned(gradients: dict["Tensor", Array]) -> dict["Tensor", Array]:
    """Copy what is a view of another array, or the same as another: no two things handed out may change together."""
    for node, gradient in gradients.items():
        if type(gradient) is ndarray and (gradient.base is not None or gradient is node.value):
            gradients[node] = gradient.copy()
    if len(set(map(id, gradients.values()))) < len(gradients):
        return {node: np.copy(gradient)[()] for node, gradient in gradients.items() if gradient is not None}
    return gradients


def _fitted(gradient: Any, value: Array, gate: Any) -> Array:
    """Return a gradient in the shape that an input had before it was broadcast, and in the input's precision."""
    if callable(gradient):
        gradient = gradient()
    try:
        gradient = sum_to_shape(gradient, value.shape)
    except ValueError as error:
        error.add_note(f"in the backward rule of {gate}, for an input of shape {value.shape}")
        raise
    if isinstance(gradient, Node):
        return gradient
    return np.asarray(gradient, value.dtype)[()]


def first_upstream(output: "Tensor", upstream: Any = None) -> Array:
    """Return the gradient with which backpropagation begins: `upstream`, or 1 for a single number."""
    value = output.value
    if upstream is None and value.shape == ():
        return value.dtype.type(1)
    given = propagation.first_upstream(value, upstream, "backward")
    return given if isinstance(given, Node) else given.astype(value.dtype)  # a copy: nothing handed out is shared
