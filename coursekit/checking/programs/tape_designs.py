"""What a tape is asked: each operation alone, then programs in which values branch and meet, then its manners.

Every case is a program at numbers that are drawn anew for each seed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.programs.generating import draw_inputs, draw_program
from coursekit.checking.programs.program import OPERATORS, Instruction, Program

# Tapes of a course have these; with the library's Tensor as the reference, all of them are asked.
REQUIRED = ("add", "subtract", "multiply", "divide", "negate", "power")

# Asked of a tape that has them, or whose reference is an instructor's own that has them.
FUNCTIONS = ("exp", "log", "tanh", "relu", "sigmoid", "sin", "cos", "sqrt", "maximum")

# A chain longer than Python's stack is deep (1000 calls), so that a pass by recursion breaks on it.
CHAIN = 1200

# So many doublings, v + v, have 2²⁴ paths from output to input: seconds for a pass that walks them all, while one that
# visits each node once is done at once.
DOUBLINGS = 24


@dataclass(frozen=True, eq=False)
class TapeDesign:
    """One case before it has numbers expected.

    kind: `"operation"` (alone, or times w), `"constant"` (an operation with a plain number), `"structure"`, `"deep"`,
    `"paths"`, `"outputs"` (two passes from two outputs) or `"array"`. operation: the one that it is about.
    required: whether the library's own Tensor, as the reference, makes it asked of everybody.
    """

    name: str
    kind: str
    program: Program
    inputs: tuple[Any, ...]
    operation: str = ""
    required: bool = True


def operation_designs(rng: np.random.Generator) -> Iterator[TapeDesign]:
    """Each operation alone, then with something done to what it gives, so that upstream is not 1."""
    for operation in (*REQUIRED[:-1], *FUNCTIONS):
        required = operation in REQUIRED
        instruction, inputs = _alone(operation, rng)
        if (
            operation in FUNCTIONS and len(inputs) == 1
        ):  # between 0 and 1, where each of them has a value and an inverse
            inputs = (float(rng.uniform(0.3, 0.9)),)
        names = ("x", "y")[: len(inputs)]
        yield TapeDesign(
            f"{operation} alone",
            "operation",
            Program(names, (instruction,), (len(names),)),
            inputs,
            operation,
            required,
        )
        instruction, inputs = _alone(operation, rng)
        scaled = Program((*names, "w"), (instruction, ("multiply", len(names) + 1, len(names))), (len(names) + 2,))
        upstream = float(rng.uniform(2.0, 3.0))
        yield TapeDesign(f"{operation} times w", "operation", scaled, (*inputs, upstream), operation, required)
    below = Program(("x",), (("relu", 0),), (1,))
    yield TapeDesign("relu below 0", "operation", below, (float(rng.uniform(-2.0, -1.0)),), "relu", required=False)
    for name, larger in (("x the larger", 0), ("y the larger", 1)):
        numbers = rng.uniform(-1.0, 1.0, 2)
        numbers[larger] += 3.0
        program = Program(("x", "y"), (("maximum", 0, 1),), (2,))
        yield TapeDesign(
            f"maximum, {name}", "operation", program, tuple(map(float, numbers)), "maximum", required=False
        )
    for exponent in (2, 3, -1, 0.5):
        base = float(rng.uniform(0.6, 1.9))
        raised = Program(("x",), (("constant", exponent), ("power", 0, 1)), (2,))
        yield TapeDesign(f"x ** {exponent}", "operation", raised, (base,), "power")
    raised = Program(("x", "w"), (("constant", 3), ("power", 0, 2), ("multiply", 3, 1)), (4,))
    yield TapeDesign("power times w", "operation", raised, (float(rng.uniform(-1.9, -0.6)), 2.5), "power")


def _alone(operation: str, rng: np.random.Generator) -> tuple[Instruction, tuple[float, ...]]:
    """Return an operation on the first inputs, and numbers that suit it."""
    if operation in ("negate", *FUNCTIONS) and operation != "maximum":
        (x,) = draw_inputs(rng, 1)
        return (operation, 0), (abs(x) if operation in ("log", "sqrt", "relu") else x,)
    return (operation, 0, 1), draw_inputs(rng, 2)


def constant_designs(rng: np.random.Generator) -> Iterator[TapeDesign]:
    """Each operator with a plain number on its right, then on its left."""
    for operation in ("add", "subtract", "multiply", "divide"):
        for side, operands in (("right", (0, 1)), ("left", (1, 0))):
            program = Program(("x",), (("constant", 2), (operation, *operands)), (2,))
            name = f"{operation} with a number on the {side}"
            yield TapeDesign(name, "constant", program, draw_inputs(rng, 1), operation)
    program = Program(("x",), (("constant", 2.0), ("power", 1, 0)), (2,))
    yield TapeDesign("a number to the power of x", "constant", program, draw_inputs(rng, 1), "power", required=False)


def structure_designs(rng: np.random.Generator) -> Iterator[TapeDesign]:
    """Small programs in which a value is used more than once, each readable at a glance."""
    add, multiply = "add", "multiply"
    for name, names, instructions in (
        ("x·y + x", "xy", ((multiply, 0, 1), (add, 2, 0))),
        ("x + x", "x", ((add, 0, 0),)),
        ("x·x", "x", ((multiply, 0, 0),)),
        ("x·x·x", "x", ((multiply, 0, 0), (multiply, 1, 0))),
        ("a diamond", "xy", ((multiply, 0, 1), (add, 2, 0), (multiply, 2, 1), (multiply, 3, 4))),
        ("a value that goes twice to one node", "xy", ((multiply, 0, 1), (add, 2, 2), (multiply, 3, 0))),
        ("a long way and a short one", "xy", ((multiply, 0, 1), (add, 2, 1), (multiply, 3, 1), (multiply, 2, 4))),
        ("a short way and a long one", "xy", ((multiply, 0, 1), (add, 2, 1), (multiply, 3, 1), (multiply, 4, 2))),
        ("diamond after diamond", "x", ((multiply, 0, 0), (add, 1, 1), (multiply, 2, 2), (add, 3, 2))),
        ("an input that is not used", "xy", ((multiply, 0, 0),)),
        ("a value that nothing is made of", "xy", ((multiply, 0, 1), (multiply, 2, 2), (add, 2, 0))),
    ):
        output = len(names) + len(instructions) - 1
        yield TapeDesign(
            name, "structure", Program(tuple(names), instructions, (output,)), draw_inputs(rng, len(names))
        )


def random_designs(rng: np.random.Generator, operations: Sequence[str], count: int) -> Iterator[TapeDesign]:
    """Programs as they come: of a few nodes first, then longer ones."""
    for number in range(count):
        inputs = draw_inputs(rng, int(rng.integers(2, 4)))
        program = draw_program(rng, operations, inputs, 3 + 2 * number, constants=True)
        yield TapeDesign(f"random program {number + 1}", "structure", program, inputs)


def deep_designs(rng: np.random.Generator) -> Iterator[TapeDesign]:
    """A chain that is deeper than a recursion goes, and one with more paths than anybody can walk."""
    chain = tuple(("multiply" if last % 2 else "add", last, 0) for last in range(1, CHAIN + 1))
    program = Program(("x", "y"), chain, (CHAIN + 1,))
    yield TapeDesign(f"a chain of {CHAIN} nodes", "deep", program, (float(rng.uniform(0.4, 0.6)), 1.0))
    doubled = Program(("x",), tuple(("add", last, last) for last in range(DOUBLINGS)), (DOUBLINGS,))
    yield TapeDesign(f"{DOUBLINGS} doublings", "paths", doubled, draw_inputs(rng, 1))


def output_designs(rng: np.random.Generator) -> Iterator[TapeDesign]:
    """Two outputs of the same inputs, from each of which a backward pass is started."""
    apart = (("multiply", 0, 1), ("add", 0, 0), ("multiply", 3, 0))
    yield TapeDesign("backward from two outputs", "outputs", Program(("x", "y"), apart, (2, 4)), draw_inputs(rng, 2))
    shared = (("multiply", 0, 1), ("add", 2, 0), ("multiply", 2, 2))
    yield TapeDesign(
        "backward from two outputs that share a node",
        "outputs",
        Program(("x", "y"), shared, (3, 4)),
        draw_inputs(rng, 2),
        required=False,
    )


def array_designs(rng: np.random.Generator) -> Iterator[TapeDesign]:
    """Arrays, for tapes that have `sum`: entry by entry, broadcast, and matrix products."""
    for name, shapes, instructions in (
        ("sum of an array", [(3,)], (("sum", 0),)),
        ("arrays, entry by entry", [(2, 3), (2, 3)], (("multiply", 0, 1), ("add", 2, 0), ("sum", 3))),
        ("an array and a row", [(2, 3), (3,)], (("multiply", 0, 1), ("subtract", 2, 1), ("sum", 3))),
        ("a column and a row", [(2, 1), (1, 3)], (("add", 0, 1), ("multiply", 2, 0), ("sum", 3))),
        ("an array and a number", [(2, 3), ()], (("multiply", 0, 1), ("sum", 2))),
        ("a matrix product", [(2, 3), (3, 2)], (("matmul", 0, 1), ("multiply", 2, 2), ("sum", 3))),
    ):
        output = len(shapes) + len(instructions) - 1
        program = Program(("x", "y")[: len(shapes)], instructions, (output,))
        inputs = tuple(rng.standard_normal(shape) if shape else float(rng.standard_normal()) for shape in shapes)
        yield TapeDesign(name, "array", program, inputs, "sum", required=False)


def operators_of(operations: Sequence[str]) -> list[str]:
    """Return the operators with two operands, and the sign, among operations: what random programs are made of."""
    return [each for each in operations if each in OPERATORS and each not in ("power", "matmul")]
