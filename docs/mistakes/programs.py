"""Mistakes of what runs programs, or differentiates functions: tapes, numerical gradients, gradient checkers.

The tapes are one tape with a line or two changed.
"""

from docs.mistakes.example import Example, changed

TAPE = """
class Value:
    def __init__(self, value, parents=()):
        self.value = value
        self.parents = parents  # (a value, the slope with respect to it)
        self.gradient = 0.0

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.value * other.value, [(self, other.value), (other, self.value)])

    def __pow__(self, n):
        return Value(self.value**n, [(self, n * self.value ** (n - 1))])

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + other * -1

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def order(self):
        order, waiting, seen = [], [(self, False)], set()
        while waiting:
            node, parents_done = waiting.pop()
            if parents_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                waiting += [(node, True), *((parent, False) for parent, _ in node.parents)]
        return order

    def backward(self):
        arrived = {node: 0.0 for node in self.order()}
        arrived[self] = 1.0
        for node in reversed(self.order()):
            for parent, slope in node.parents:
                arrived[parent] += slope * arrived[node]
            node.gradient += arrived[node]
"""

RECURSIVE_ORDER = """
    def order(self, seen=None):
        seen = {} if seen is None else seen
        if self not in seen:
            seen[self] = True
            return [each for parent, _ in self.parents for each in parent.order(seen)] + [self]
        return []
"""

AS_REACHED = """
    def backward(self):
        self.gradient = 1.0
        waiting, seen = [self], set()
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                for parent, slope in node.parents:
                    parent.gradient += slope * node.gradient
                    waiting.append(parent)
"""

EACH_PATH = """
    def backward(self):
        waiting = [(self, 1.0)]
        while waiting:
            node, upstream = waiting.pop()
            node.gradient += upstream
            waiting += [(parent, upstream * slope) for parent, slope in node.parents]
"""

NUMERICAL = """
def numerical_gradient(f, x):
    x = np.array(x, dtype=float)
    h = 1e-5
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient
"""

CHECKER = """
def gradient_check(f, gradient, x):
    x = np.array(x, dtype=float)
    claimed = gradient(x)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = 1e-5
        slope = (f(x + step) - f(x - step)) / 2e-5
        error = abs(slope - claimed[index])
        if not error <= 1e-4 * abs(slope) + 1e-9:
            return False
    return True
"""


def _from(first: str, last: str = "") -> str:
    start = TAPE.index(first)
    return TAPE[start : TAPE.index(last, start) if last else None]


def _numerical(code: str, then: str, *replacements: tuple[str, str]) -> Example:
    return Example(code, changed(NUMERICAL, *replacements), "check(numerical_gradient)", then)


def _tape(code: str, then: str, *replacements: tuple[str, str]) -> Example:
    return Example(code, changed(TAPE, *replacements), "check(Value)", then)


PROGRAMS = (
    _tape(
        "missing-seed",
        "Print the gradient of the output itself before anything is sent on.",
        ("        arrived[self] = 1.0\n", ""),
    ),
    _tape(
        "wrong-seed",
        "How fast does z change when z changes?",
        ("arrived[self] = 1.0", "arrived[self] = self.value"),
    ),
    _tape(
        "missing-topological-order",
        "Draw the graph of the message, number its nodes as your code visits them, and look who still waits for whom.",
        (_from("    def backward").strip("\n"), AS_REACHED.strip("\n")),
    ),
    _tape(
        "missing-gradient",
        "For each operation, count its operands and the gradients that its rule sends.",
        ("[(self, other.value), (other, self.value)]", "[(self, other.value)]"),
    ),
    _tape(
        "missing-reflected",
        "Look up `__radd__` and its relatives in Python's data model.",
        (_from("    def __radd__", "    def __rmul__"), ""),
    ),
    _tape(
        "visits-paths",
        "Count how often a node is visited in x + x, in the double of that, and so on.",
        (_from("    def backward").strip("\n"), EACH_PATH.strip("\n")),
    ),
    _tape(
        "recursion-depth",
        "A list of the nodes that still wait does what the stack of calls does, and may be as long as memory allows.",
        (_from("    def order", "    def backward").strip("\n"), RECURSIVE_ORDER.strip("\n")),
    ),
)

NUMERICAL_GRADIENTS = (
    _numerical(
        "one-sided",
        "Expand f(x + h) and f(x − h) to the third order. What is left of the error in their difference?",
        ("kept - h", "kept"),
        ("(2 * h)", "h"),
    ),
    _numerical("step-too-large", "Try ten steps between 1e-1 and 1e-12, and draw the errors.", ("h = 1e-5", "h = 0.1")),
    _numerical(
        "step-too-small", "Try ten steps between 1e-1 and 1e-12, and draw the errors.", ("h = 1e-5", "h = 1e-13")
    ),
    _numerical("step-lost", "Print x and what is added to it, each time that f is called.", ("h = 1e-5", "h = 1e-20")),
    _numerical("integer-step", "What is the dtype of x, and of x + h?", ("np.array(x, dtype=float)", "np.array(x)")),
    _numerical(
        "perturbs-all-entries",
        "Print x − start each time that f is called, where start is x at first.",
        ("x[index] = kept + h", "x += h"),
        ("x[index] = kept - h", "x -= 2 * h"),
        ("x[index] = kept\n", "x += h\n"),
    ),
    _numerical(
        "perturbation-stays",
        "Print x − start each time that f is called, where start is x at first.",
        ("        x[index] = kept\n", ""),
    ),
    _numerical(
        "many-calls",
        "Which of the calls are made with the same x?",
        ("        below = f(x)\n", "        below = np.mean([f(x) for _ in range(10)])\n"),
    ),
    _numerical(
        "forward-difference",
        "Nothing needs to be done. Compare the errors of both differences for ten steps between 1e-1 and 1e-12.",
        ("h = 1e-5", "h = 1e-8"),
        ("kept - h", "kept"),
        ("(2 * h)", "h"),
    ),
    Example(
        "passes-wrong-gradient",
        changed(CHECKER, ("not error <= 1e-4 * abs(slope) + 1e-9", "not error <= 1e-4")),
        "check(gradient_check)",
        "Give your checker the gradient of the message, and print all that it compares.",
    ),
    Example(
        "fails-right-gradient",
        changed(CHECKER, ("not error <= 1e-4 * abs(slope) + 1e-9", "not error / abs(slope) <= 1e-4")),
        "check(gradient_check)",
        "Give your checker the gradient of the message, and print all that it compares.",
    ),
)
