"""What a candidate is put through that is more than one call: a scene, played where the candidate lives.

A scene gets the candidate and plain data, and gives plain data back. It makes the functions, variables or nodes that
the candidate needs, lets it work, and reads off what came. Like the exam itself it knows no right answer, so there is
nothing in it to steal. `stage` is told what comes next, so that an exception can be placed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checking.plain import Plain, plain
from coursekit.checking.programs.program import Instruction, MissingOperation, Numbers, run

Stage = Callable[[str], None]

# What courses call a variable's number and its gradient: this library, micrograd, PyTorch, MyGrad, minitorch.
VALUES = ("value", "data", "val", "item")
GRADIENTS = ("gradient", "grad", "derivative")

# Of a function's calls, so many are told apart: enough to see how the entries of a small array are changed.
CALLS_TOLD = 64


def tape(
    stage: Stage, candidate: Any, instructions: Sequence[Instruction], inputs: Sequence[Any], outputs: Sequence[int]
) -> Plain:
    """Make a variable of each input, run a program on them, and go backward from each output in turn.

    Returns the outputs' values and then the inputs' gradients.
    """
    stage("make")
    variables = [candidate(value) for value in inputs]
    values = run(instructions, variables, stage)
    for output in outputs:
        stage("backward")
        _method(values[output], "backward")()
    stage("value")
    found = [_read(values[output], VALUES) for output in outputs]
    stage("gradient")
    return {"values": found, "gradients": [_read(variable, GRADIENTS) for variable in variables]}


def graph(
    stage: Stage,
    candidate: Any,
    descriptions: Sequence[tuple[Sequence[Any], str]],
    script: Sequence[tuple[str, int, Sequence[tuple[str, Any]]]],
) -> Plain:
    """Make graphs of their nodes and outputs, then do with them what the script says; return what each line gave.

    A line is (`"forward"`, which graph, (name, value) of each input), (`"backward"`, which, ()) or
    (`"topological_order"`, which, ()).
    """
    stage("make")
    graphs = [candidate([tuple(node) for node in nodes], output) for nodes, output in descriptions]
    given = []
    for action, which, inputs in script:
        stage(action)
        method = _method(graphs[which], action)
        given.append(plain(method(dict(inputs)) if action == "forward" else method()))
    return given


def numerical_gradient(stage: Stage, candidate: Any, instructions: Sequence[Instruction], x: Any) -> Plain:
    """Let the candidate differentiate a program at x; tell also how it called it."""
    stage("call")
    function = _Watched(instructions, x)
    gradient = candidate(function, x)
    return {"gradient": plain(gradient), "calls": function.calls, "changes": function.changes}


def gradient_check(stage: Stage, candidate: Any, instructions: Sequence[Instruction], claimed: Any, x: Any) -> Plain:
    """Let the candidate say whether a program's gradient at x is as claimed; tell also how it called the program."""
    stage("call")
    function = _Watched(instructions, x)
    verdict = candidate(function, lambda point: np.array(claimed), x)
    return {"verdict": plain(verdict), "calls": function.calls, "changes": function.changes}


SCENES: Mapping[str, Callable[..., Plain]] = {
    "tape": tape,
    "graph": graph,
    "numerical-gradient": numerical_gradient,
    "gradient-check": gradient_check,
}


class _Watched:
    """A program as a function of one array, which keeps how far from x it was called.

    `changes` holds, for each call, the number of entries that were not as in x and the largest change with its sign.
    """

    def __init__(self, instructions: Sequence[Instruction], x: Any) -> None:
        self.instructions = instructions
        self.start = np.array(x, np.float64)
        self.calls = 0
        self.changes: list[tuple[int, float]] = []

    def __call__(self, x: Any) -> Any:
        self.calls += 1
        point = np.asarray(x)
        if len(self.changes) < CALLS_TOLD and point.shape == self.start.shape and point.dtype.kind in "biuf":
            change = np.ravel(point - self.start)
            largest = float(change[np.argmax(np.abs(change))]) if change.size else 0.0
            self.changes.append((int(np.count_nonzero(change)), largest))
        return run(self.instructions, [x])[-1]


def _method(thing: Any, name: str) -> Callable[..., Any]:
    method: Callable[..., Any] | None = getattr(thing, name, None)
    if not callable(method):
        raise MissingOperation(name)
    return method


def _read(thing: Any, spellings: Sequence[str], depth: int = 2) -> Plain:
    """Return a number that an object keeps; a gradient may be an object of the same kind itself."""
    if thing is None or isinstance(thing, Numbers) or not depth:
        return plain(thing)
    for name in spellings:
        if hasattr(thing, name):
            found = getattr(thing, name)
            return _read(found() if callable(found) else found, VALUES, depth - 1)
    if depth == 1:  # what was found is no number, and holds none
        return plain(thing)
    raise MissingOperation(spellings[0])
