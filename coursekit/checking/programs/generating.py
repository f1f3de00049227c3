"""Drawing programs: short ones with branches, values that are used again, operands that coincide, constants, values
that nothing is made of, and long chains.

Each operation is drawn so that the numbers stay where neither rounding nor overflow has a say.
"""

from collections.abc import Sequence

import numpy as np

from coursekit.checking.programs.program import Program, perform

UNARY = frozenset({"negate", "exp", "square"})

# Numbers in a program stay below this, and divisors and the distance from a kink above the other.
LARGEST, SMALLEST = 20.0, 0.3

# How often a draw of an instruction is repeated before the program is left as it is.
TRIES = 40

# The share of operands that are constants, and of operations whose operands are one and the same.
CONSTANTS, COINCIDING = 0.15, 0.15


def draw_inputs(rng: np.random.Generator, count: int) -> tuple[float, ...]:
    """Return numbers of both signs that are neither small nor large, nor close to each other."""
    sizes = rng.permutation(np.linspace(0.6, 1.9, max(count, 2)))[:count] + rng.uniform(-0.05, 0.05, count)
    return tuple(float(size) for size in sizes * rng.choice([-1.0, 1.0], count))


def draw_program(
    rng: np.random.Generator, operations: Sequence[str], inputs: Sequence[float], length: int, *, constants: bool
) -> Program:
    """Return a program of about `length` instructions, all of which have moderate values at these inputs.

    Operands are any of the earlier values, so that there are branches and values that nothing is made of. The last
    instructions add up what is left over, but for one value, so that the output depends on most of the others.
    """
    names = tuple("xyuw"[: len(inputs)])
    values: list[float] = list(inputs)
    instructions: list[tuple[object, ...]] = []
    used: set[int] = set()
    variables = list(range(len(inputs)))  # numbers of all that isn't a constant

    def append(operation: str, operands: list[int]) -> None:
        values.append(float(perform(operation, [values[operand] for operand in operands])))
        instructions.append((operation, *operands))
        variables.append(len(values) - 1)
        used.update(operands)

    def constant() -> int:
        values.append(float(rng.choice([2.0, 3.0, 0.5, 1.5])))
        instructions.append(("constant", values[-1]))
        return len(values) - 1

    while len(variables) < len(inputs) + length:
        for _ in range(TRIES):
            operation = str(rng.choice(list(operations)))
            chosen = [int(number) for number in rng.choice(variables, 1 if operation in UNARY else 2)]
            if operation in ("add", "multiply") and rng.random() < COINCIDING:
                chosen[1] = chosen[0]
            if operation in ("subtract", "divide") and chosen[0] == chosen[1]:
                continue  # 0 and 1: constants, whose gradients are nothing but round-off
            if moderate(operation, [values[number] for number in chosen]):
                if constants and operation in ("add", "subtract", "multiply") and rng.random() < CONSTANTS:
                    chosen[int(rng.integers(2))] = constant()
                append(operation, chosen)
                break
        else:
            break
    unused = [number for number in variables[len(inputs) :] if number not in used]
    while len(unused) > 1:
        left, right = unused[:2]
        unused = unused[2:]
        append("add", [left, right])
        unused.append(len(values) - 1)
    return Program(names, tuple(instructions), (len(values) - 1,))


def moderate(operation: str, operands: Sequence[float]) -> bool:
    """Whether an operation is harmless at these numbers: not near a pole or kink, nor large."""
    match operation:
        case "divide":
            good = abs(operands[1]) > SMALLEST
        case "maximum":
            good = abs(operands[0] - operands[1]) > SMALLEST
        case "exp":
            good = operands[0] < 3
        case _:
            good = True
    return good and abs(perform(operation, operands)) < LARGEST
