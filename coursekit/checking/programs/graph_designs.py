"""What a graph is asked: lists of nodes in any order, in which values branch and meet, and several passes and graphs.

A node is (name, operation, names of its inputs); an operation is a name, too, of which the student's class makes a gate
as the notebook says. So nothing of a gate crosses to the student's process.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.programs.generating import draw_inputs, draw_program
from coursekit.checking.programs.program import Instruction, Program

OPERATIONS = ("add", "subtract", "multiply", "divide", "maximum", "negate", "square", "exp")

# Long, but well within the depth to which Python's calls may nest: an order may be found by recursion.
CHAIN = 100

# Doublings have 2²⁴ paths from output to input: seconds for whoever walks them all.
DOUBLINGS = 24

Nodes = tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, eq=False)
class GraphDesign:
    """One case: graphs, and what is done with them.

    kind: `"structure"`, `"array"`, `"order"` (the topological order is asked), `"paths"`, `"twice"` (forward, then
    forward again), `"again"` (both passes twice) or `"side by side"`. listed: in which order the nodes of each program
    are listed. script: (action, which graph, inputs); the last line is a backward pass, but for `"order"`.
    """

    name: str
    kind: str
    programs: tuple[Program, ...]
    listed: tuple[tuple[int, ...], ...]
    script: tuple[tuple[str, int, tuple[Any, ...]], ...]
    operation: str = ""

    def description(self, which: int) -> tuple[Nodes, str]:
        """Return a graph's nodes as they are listed, and its output's name."""
        program, names = self.programs[which], node_names(self.programs[which])
        nodes = tuple(
            (names[number], _operation(program, number), tuple(names[each] for each in program.operands(number)))
            for number in self.listed[which]
        )
        return nodes, names[program.outputs[0]]


def node_names(program: Program) -> list[str]:
    """Return a name for each value: inputs have theirs, nodes get letters, then numbers."""
    free = [letter for letter in "abcdefghijklmn" if letter not in program.inputs]
    count = len(program.instructions)
    return [*program.inputs, *(free[:count] if count <= len(free) else [f"n{number}" for number in range(count)])]


def _operation(program: Program, number: int) -> str:
    return str(program.instructions[number - len(program.inputs)][0])


def design(
    name: str, kind: str, program: Program, inputs: Sequence[Any], rng: np.random.Generator | None, operation: str = ""
) -> GraphDesign:
    """Return a case of one graph, once forward and back. rng: to shuffle the nodes; None leaves them in order."""
    script = (("forward", 0, tuple(inputs)), ("backward", 0, ()))
    return GraphDesign(name, kind, (program,), (listing(program, rng),), script, operation)


def listing(program: Program, rng: np.random.Generator | None) -> tuple[int, ...]:
    """Return the numbers of the nodes, in order or shuffled; two or more are never shuffled back into order."""
    start, count = len(program.inputs), len(program.instructions)
    numbers = list(range(start, start + count))
    if rng is None or count < 2:
        return tuple(numbers)
    shuffled = [int(number) for number in rng.permutation(numbers)]
    return tuple(shuffled if shuffled != numbers else numbers[::-1])


def single_designs(rng: np.random.Generator) -> Iterator[GraphDesign]:
    """A graph of one node, for each operation: the order of its inputs, and the gradient with which backward starts."""
    for operation in OPERATIONS:
        unary = operation in ("negate", "square", "exp")
        inputs = draw_inputs(rng, 1 if unary else 2)
        names = ("x", "y")[: len(inputs)]
        program = Program(names, ((operation, *range(len(names))),), (len(names),))
        yield design(f"{operation} alone", "structure", program, inputs, None, operation)


def structure_designs(rng: np.random.Generator, operations: Sequence[str]) -> Iterator[GraphDesign]:
    """Small graphs that branch and meet, as far as the operations go."""
    lecture = Program(("x", "y", "z"), (("add", 0, 1), ("maximum", 1, 2), ("multiply", 3, 4)), (5,))
    cases: list[tuple[str, str, tuple[Instruction, ...], int]] = [
        ("twice into one node", "x", (("multiply", 0, 0),), 1),
        ("x·y + x", "xy", (("multiply", 0, 1), ("add", 2, 0)), 3),
        ("a diamond", "xy", (("multiply", 0, 1), ("add", 2, 0), ("multiply", 2, 1), ("multiply", 3, 4)), 5),
        ("a node twice into one", "xy", (("multiply", 0, 1), ("add", 2, 2), ("multiply", 3, 0)), 4),
        (
            "a long way and a short one",
            "xy",
            (("multiply", 0, 1), ("add", 2, 1), ("multiply", 3, 1), ("multiply", 2, 4)),
            5,
        ),
        ("two of a kind", "xy", (("multiply", 0, 1), ("multiply", 2, 0), ("multiply", 3, 2)), 4),
        ("nodes behind the output", "xy", (("multiply", 0, 1), ("add", 2, 0), ("multiply", 3, 2)), 3),
        ("an input that goes elsewhere", "xy", (("multiply", 0, 0), ("add", 1, 1)), 2),
        ("the operands of a difference", "xy", (("multiply", 0, 0), ("subtract", 1, 2)), 3),
        ("a quotient of what is shared", "xy", (("multiply", 0, 1), ("divide", 0, 2), ("add", 3, 2)), 4),
    ]
    designs = [design("f = (x + y)·max(y, z) at (1, 2, 0)", "structure", lecture, (1.0, 2.0, 0.0), None)]
    designs.append(design("the same, back to front", "structure", lecture, draw_apart(rng), rng))
    for name, names, instructions, output in cases:
        program = Program(tuple(names), instructions, (output,))
        designs.append(design(name, "structure", program, draw_inputs(rng, len(names)), rng))
    for each in designs:
        if {operation for operation, *_ in each.programs[0].instructions} <= set(operations):
            yield each


def draw_apart(rng: np.random.Generator) -> tuple[float, ...]:
    """Return three numbers, the last two of which are not close: a maximum is taken of them."""
    x, y = draw_inputs(rng, 2)
    return x, y, y + float(rng.choice([-1.0, 1.0]))


def further_designs(rng: np.random.Generator, operations: Sequence[str], random: int) -> Iterator[GraphDesign]:
    """Random graphs, arrays, long chains, and several passes."""
    for number in range(random):
        inputs = draw_inputs(rng, int(rng.integers(2, 4)))
        program = draw_program(rng, operations, inputs, 3 + 2 * number, constants=False)
        yield design(f"random graph {number + 1}", "structure", program, inputs, rng)
    names, inputs = ("x", "y"), draw_inputs(rng, 2)
    program = draw_program(rng, operations, inputs, 5, constants=False)
    scattered = tuple(np.asarray(value) * rng.uniform(0.99, 1.01, (2, 3)) for value in inputs)
    yield design("arrays", "array", program, scattered, rng)
    passes = (("forward", 0, inputs), ("forward", 0, tuple(1.01 * value for value in inputs)), ("backward", 0, ()))
    listed = (listing(program, rng),)
    yield GraphDesign("forward twice, then backward", "twice", (program,), listed, passes)
    again = (passes[0], passes[2], passes[1], passes[2])
    yield GraphDesign("both passes, then both again", "again", (program,), listed, again)
    other = draw_program(rng, operations, inputs, 4, constants=False)
    both = (("forward", 0, inputs), ("forward", 1, inputs), ("backward", 0, ()))
    yield GraphDesign("two graphs side by side", "side by side", (program, other), (*listed, listing(other, rng)), both)
    asked = (("topological_order", 0, ()),)
    yield GraphDesign("the topological order", "order", (program,), listed, asked)
    operation = "add" if "add" in operations else str(operations[0])
    if operation in ("add", "multiply"):
        long = Program(names, tuple((operation, last, 0) for last in range(1, CHAIN + 1)), (CHAIN + 1,))
        yield design(f"a chain of {CHAIN} nodes", "structure", long, (1.01, 0.7), rng)
    if "add" in operations:
        doubled = Program(("x",), tuple(("add", last, last) for last in range(DOUBLINGS)), (DOUBLINGS,))
        yield design(f"{DOUBLINGS} doublings", "paths", doubled, draw_inputs(rng, 1), rng)
