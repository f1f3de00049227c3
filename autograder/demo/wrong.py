"""Students with mistakes that have a name. Each mistake costs its own exercise and nothing else."""

from dataclasses import dataclass

from autograder.demo.answers import ADD, GRAPH, MAXIMUM, MULTIPLY, PLAIN, RELU, SIGMOID, TANH
from autograder.demo.profiles import TESTS_OF, Profile, all_but
from autograder.demo.work import Work


@dataclass(frozen=True)
class Mistake:
    """One wrong answer: to which exercise, what it is, and the finding code that names it.

    fails: the test cells that notice; code: empty where only assertions look at the exercise, as for the graph.
    """

    exercise: str
    description: str
    source: str
    code: str = ""
    fails: tuple[str, ...] = ()

    def failing_tests(self) -> tuple[str, ...]:
        """The test cells that should give no points."""
        return self.fails or TESTS_OF[self.exercise]


def spoil(right: str, *changes: tuple[str, str]) -> str:
    """Replace lines of a right answer. Raises ValueError where there is nothing to replace."""
    for before, after in changes:
        if before not in right:
            raise ValueError(f"there is no {before!r} in this answer: {right}")
        right = right.replace(before, after)
    return right


ADD_WITHOUT_SUM = Mistake(
    "add-gate",
    "addition passes on the gradient in the shape of the output",
    spoil(
        ADD, ("unbroadcast(upstream, self.x_shape)", "upstream"), ("unbroadcast(upstream, self.y_shape)", "upstream")
    ),
    "missing-broadcast-sum",
)
MULTIPLY_WITHOUT_SUM = Mistake(
    "multiply-gate",
    "multiplication does not sum over broadcast axes",
    spoil(MULTIPLY, ("unbroadcast(self.y * upstream, np.shape(self.x))", "self.y * upstream")).replace(
        "unbroadcast(self.x * upstream, np.shape(self.y))", "self.x * upstream"
    ),
    "missing-broadcast-sum",
)
ADD_FLATTENS = Mistake(
    "add-gate",
    "gradients of addition come flattened",
    spoil(ADD, ("return dx, dy", "return np.ravel(dx), np.ravel(dy)")),
    "gradient-shape",
)
MULTIPLY_SWAPS = Mistake(
    "multiply-gate",
    "the two gradients of multiplication are swapped",
    spoil(
        MULTIPLY, ("(self.y * upstream", "(self.own * upstream"), ("(self.x * upstream", "(self.y * upstream")
    ).replace("self.own", "self.x"),
    "swapped-inputs",
)
MULTIPLY_SHARES = Mistake(
    "multiply-gate",
    "all multiplications share one cache in the class",
    '''
class MultiplyGate:
    """z = x * y"""

    cache = {}

    def forward(self, x, y):
        self.cache["x"] = x
        self.cache["y"] = y
        return x * y

    def backward(self, upstream):
        x, y = self.cache["x"], self.cache["y"]
        return unbroadcast(upstream * y, np.shape(x)), unbroadcast(upstream * x, np.shape(y))
''',
    "stale-cache",
)
MAXIMUM_RAISES = Mistake(
    "maximum-gate",
    "the maximum asks for a value that it has not kept",
    spoil(MAXIMUM, ("        self.y = y\n", "")),
    "raises",
)
MAXIMUM_FORGETS_RETURN = Mistake(
    "maximum-gate",
    "backward of the maximum has no return",
    spoil(MAXIMUM, ("        return dx, dy\n", "")),
    "returns-none",
)
SIGMOID_ALONE = Mistake(
    "sigmoid-gate",
    "the sigmoid returns its local gradient alone",
    spoil(SIGMOID, ("return upstream * self.z", "return self.z")),
    "ignores-upstream",
)
SIGMOID_HALVED = Mistake(
    "sigmoid-gate",
    "a factor 1/2 too much in the sigmoid's gradient",
    spoil(SIGMOID, ("return upstream * self.z", "return 0.5 * upstream * self.z")),
    "constant-factor",
)
SIGMOID_OVERFLOWS = Mistake(
    "sigmoid-gate",
    "the sigmoid gives nan for large inputs",
    spoil(SIGMOID, ("(1 + np.tanh(0.5 * x)) / 2", "np.exp(x) / (1 + np.exp(x))")),
    "forward-overflow",
)
TANH_NEGATED = Mistake(
    "tanh-gate",
    "the sign of the gradient of tanh is turned round",
    spoil(TANH, ("(1 - self.z * self.z)", "(self.z * self.z - 1)")),
    "wrong-sign",
)
TANH_OF_INPUT = Mistake(
    "tanh-gate",
    "tanh takes its slope as 1 - x² instead of 1 - z²",
    spoil(TANH, ("self.z = np.tanh(x)\n        return self.z", "self.x = x\n        return np.tanh(x)")).replace(
        "self.z * self.z", "self.x * self.x"
    ),
    "uses-input-for-output",
)
TANH_TOO_FLAT = Mistake(
    "tanh-gate",
    "tanh loses a factor 2 on the way from the sigmoid",
    spoil(TANH, ("np.tanh(x)", "np.tanh(x / 2)"), ("return upstream *", "return 0.5 * upstream *")),
    "forward-value",
)
RELU_UNGATED = Mistake(
    "relu-gate",
    "the ReLU passes every gradient on",
    spoil(RELU, ("return upstream * (self.x > 0)", "return upstream")),
    "missing-mask",
)
RELU_GATES_UPSTREAM = Mistake(
    "relu-gate",
    "the ReLU looks at the sign of what arrives instead of the input's",
    spoil(RELU, ("(self.x > 0)", "(upstream > 0)")),
    "wrong-mask",
)
RELU_IN_PLACE = Mistake(
    "relu-gate",
    "the ReLU overwrites the array that it is given",
    spoil(
        RELU,
        (
            "self.x = x\n        return np.maximum(0.0, x)",
            "self.x = np.asarray(x)\n        self.x[self.x < 0] = 0\n        return self.x + 0.0",
        ),
    ),
    "modifies-input",
)
GRAPH_OVERWRITES = Mistake(
    "computational-graph",
    "at a branch the graph keeps the last gradient instead of the sum",
    spoil(GRAPH, ("gradients[needed] = gradients[needed] + gradient", "gradients[needed] = gradient")),
    fails=("test-graph-backward",),
)
GRAPH_SHARES_GATES = Mistake(
    "computational-graph",
    "all nodes with one operation share a gate",
    spoil(
        GRAPH,
        (
            "self.gates = {name: make_gate(operation) for name, operation, _ in nodes}",
            "shared = {operation: make_gate(operation) for _, operation, _ in nodes}\n"
            "        self.gates = {name: shared[operation] for name, operation, _ in nodes}",
        ),
    ),
    fails=("test-graph-backward",),
)
GRAPH_UNSORTED = Mistake(
    "computational-graph",
    "the graph takes its nodes in the order of the list",
    spoil(
        GRAPH,
        (
            "        for name in self.gates:\n            visit(name)\n        return order",
            "        return list(self.gates)",
        ),
    ),
)


def wrong(*mistakes: Mistake) -> Profile:
    """Someone who makes these mistakes and has the rest right."""
    return Profile(
        "wrong",
        "; ".join(mistake.description for mistake in mistakes),
        Work(answers=PLAIN | {mistake.exercise: mistake.source for mistake in mistakes}),
        expected=all_but(*(test for mistake in mistakes for test in mistake.failing_tests())),
        expected_codes={TESTS_OF[mistake.exercise][0]: mistake.code for mistake in mistakes if mistake.code},
    )


WRONG = (
    wrong(TANH_NEGATED, MULTIPLY_SWAPS, RELU_GATES_UPSTREAM),
    wrong(ADD_WITHOUT_SUM, MULTIPLY_WITHOUT_SUM),
    wrong(SIGMOID_ALONE, MAXIMUM_RAISES, TANH_TOO_FLAT),
    wrong(SIGMOID_HALVED, RELU_UNGATED, GRAPH_OVERWRITES),
    wrong(ADD_FLATTENS, TANH_OF_INPUT, RELU_IN_PLACE, GRAPH_SHARES_GATES),
    wrong(MAXIMUM_FORGETS_RETURN, SIGMOID_OVERFLOWS, MULTIPLY_SHARES, GRAPH_UNSORTED),
)
