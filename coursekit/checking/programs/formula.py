"""A program as a reader writes it: `z = x·y + x`, with a line for each value that is used more than once.

Values keep their place: what is used once is written where it is used, what is used again gets a name of its own.
"""

from collections import Counter

from coursekit.checking.programs.program import Program

SIGNS = {"add": " + ", "subtract": " − ", "multiply": "·", "divide": "/", "power": "**", "matmul": " @ "}
BINDING = {"add": 1, "subtract": 1, "multiply": 2, "matmul": 2, "divide": 2, "negate": 3, "power": 4}
TIGHTEST = 5

# Longer programs are not written out: nobody would read them.
MAX_LENGTH = 160
MAX_INSTRUCTIONS = 30


def names_of(program: Program) -> dict[int, str]:
    """Return the values that have names: inputs, outputs (z, or z, w), and what is used more than once (a, b, ...)."""
    names = dict(enumerate(program.inputs))
    free = (letter for letter in "abcdefghijklmnopqrstuv" if letter not in program.inputs)
    uses = Counter(operand for number in _computed(program) for operand in program.operands(number))
    outputs = [output for output in program.outputs if output not in names]
    for number in _computed(program):
        if number in outputs:
            names[number] = "z" if len(outputs) == 1 else ("f", "g", "h")[outputs.index(number)]
        elif program.operands(number) and uses[number] != 1:
            names[number] = next(free, f"v{number}")
    return names


def formula(program: Program) -> str:
    """Write the program as assignments, separated by semicolons. A long one is cut, a very long one left out: empty."""
    if len(program.instructions) > MAX_INSTRUCTIONS:
        return ""
    names = names_of(program)
    lines = [
        f"{names[number]} = {_written(program, number, names)[0]}" for number in _computed(program) if number in names
    ]
    text = "; ".join(lines)
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]} …"


def _computed(program: Program) -> range:
    return range(len(program.inputs), len(program.inputs) + len(program.instructions))


def _written(program: Program, number: int, names: dict[int, str]) -> tuple[str, int]:
    """Return the right-hand side for a value, and how tightly its outermost operation binds."""
    operation, *operands = program.instructions[number - len(program.inputs)]
    if operation == "constant":
        return f"{operands[0]:g}" if isinstance(operands[0], (int, float)) else "c", TIGHTEST
    binding = BINDING.get(operation)
    if binding is None:
        return f"{operation}({', '.join(_operand(program, each, names, 0) for each in operands)})", TIGHTEST
    if operation == "negate":
        return f"−{_operand(program, operands[0], names, binding)}", binding
    left, right = operands
    # a − (b − c), a/(b·c) and (a ** b) ** c need their brackets; a + (b + c) may go without, but tells how it is made.
    from_left = binding + (operation == "power")
    return (
        f"{_operand(program, left, names, from_left)}{SIGNS[operation]}{_operand(program, right, names, binding + 1)}",
        binding,
    )


def _operand(program: Program, number: int, names: dict[int, str], at_least: int) -> str:
    if number in names:
        return names[number]
    text, binding = _written(program, number, names)
    return text if binding >= at_least else f"({text})"
