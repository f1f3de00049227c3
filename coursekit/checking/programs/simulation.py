"""Backward passes that go wrong, acted out: what a tape or a graph gives that makes a certain mistake.

Slopes of the single operations are given; they come from the library's autodiff.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence

from coursekit.checking.programs.program import Program

# A pass that visits every path instead of every node is given up after so many visits.
MAX_VISITS = 4096

# Nor is a longer program acted out, or one with more paths: it would tell nothing that a short one doesn't.
MAX_LENGTH = 100
MAX_PATHS = 512


Slopes = Mapping[int, Sequence[float]]

# The wrong orders.
ORDERS = (
    "listed",
    "recursive",
    "depth-first",
    "depth-first-once",
    "depth-last",
    "depth-last-once",
    "breadth-first",
    "breadth-first-once",
)


def in_order(program: Program, slopes: Slopes, output: int, order: str) -> list[float] | None:
    """Return the gradients of the inputs if nodes are visited in one of the orders; None if that takes for ever.

    `"listed"`: as they were computed, where the reverse is right. `"depth-first"` and `"breadth-first"`: each arrival
    of a gradient makes a node send on what has added up so far; `"recursive"`: the same, one operand after the other;
    `"depth-last"`: the last operand first, as a stack has it. `"...-once"`: each node sends when it is first reached.
    """
    gradients: dict[int, float] = defaultdict(float)
    gradients[output] = 1.0

    def send(number: int, operand: int, slope: float) -> None:
        gradients[operand] += slope * gradients[number]

    def send_all(number: int) -> list[int]:
        """Send the gradient of a value on to its operands; return them."""
        for operand, slope in zip(program.operands(number), slopes.get(number, ()), strict=True):
            send(number, operand, slope)
        return list(program.operands(number))

    def recur(number: int, visits: int) -> int:
        for operand, slope in zip(program.operands(number), slopes.get(number, ()), strict=True):
            send(number, operand, slope)
            visits = recur(operand, visits + 1)
            if visits > MAX_VISITS:
                break
        return visits

    if len(program.instructions) > MAX_LENGTH:
        return None
    if order == "listed":
        return in_sequence(program, slopes, output, _computed(program))
    ended = recur(output, 0) <= MAX_VISITS if order == "recursive" else _wander(send_all, output, order)
    return [gradients[number] for number in range(len(program.inputs))] if ended else None


def _wander(send_all: Callable[[int], list[int]], output: int, order: str) -> bool:
    """Visit nodes as they are reached; whether that came to an end."""
    waiting = deque([output])
    seen: set[int] = set()
    visits = 0
    while waiting:
        visits += 1
        if visits > MAX_VISITS:
            return False
        number = waiting.popleft()
        if order.endswith("once"):
            if number in seen:
                continue
            seen.add(number)
        arrived = send_all(number)
        if order.startswith("breadth"):
            waiting.extend(arrived)
        else:
            waiting.extendleft(arrived if order.startswith("depth-last") else reversed(arrived))
    return True


def along_paths(program: Program, slopes: Slopes, output: int) -> list[set[float]] | None:
    """Return, for each input, the gradients that arrive along single paths; None if there are too many.

    Whoever assigns where gradients should be added keeps one path for each input, whichever comes last.
    """
    arriving: dict[int, set[float]] = defaultdict(set)
    arriving[output] = {1.0}
    for number in reversed(_computed(program)):
        upstreams = arriving[number] or {0.0}  # behind the output, or aside: visited, it sends zeros
        for operand, slope in zip(program.operands(number), slopes.get(number, ()), strict=True):
            arriving[operand] |= {slope * upstream for upstream in upstreams}
        if sum(map(len, arriving.values())) > MAX_PATHS:
            return None
    return [arriving[number] or {0.0} for number in range(len(program.inputs))]


def in_sequence(program: Program, slopes: Slopes, output: int, sequence: Sequence[int]) -> list[float]:
    """Return the gradients of the inputs if nodes send theirs on in this sequence, each once."""
    gradients: dict[int, float] = defaultdict(float)
    gradients[output] = 1.0
    for number in sequence:
        for operand, slope in zip(program.operands(number), slopes.get(number, ()), strict=True):
            gradients[operand] += slope * gradients[number]
    return [gradients[number] for number in range(len(program.inputs))]


def _computed(program: Program) -> range:
    return range(len(program.inputs), len(program.inputs) + len(program.instructions))
