"""Students who have it all right, each in a way of their own. None of these may lose a point."""

from autograder.demo.answers import PLAIN
from autograder.demo.profiles import Profile, all_but
from autograder.demo.work import Work

LISTS_AND_CACHES = {
    "add-gate": """
class AddGate:
    def forward(self, x, y):
        self.cache = (np.shape(x), np.shape(y))
        return np.add(x, y)

    def backward(self, upstream):
        return [unbroadcast(upstream, shape) for shape in self.cache]
""",
    "multiply-gate": """
class MultiplyGate:
    def forward(self, x, y):
        out = np.multiply(x, y)
        self.cache = (x, y, np.shape(x), np.shape(y))
        return out

    def backward(self, upstream):
        x, y, x_shape, y_shape = self.cache
        return [unbroadcast(upstream * y, x_shape), unbroadcast(upstream * x, y_shape)]
""",
    "sigmoid-gate": """
class SigmoidGate:
    def forward(self, x):
        out = np.exp(-np.logaddexp(0.0, -x))
        self.cache = (out,)
        return out

    def backward(self, upstream):
        (out,) = self.cache
        return [upstream * out * (1.0 - out)]
""",
}

WHERE = {
    "maximum-gate": """
class MaximumGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return np.where(np.asarray(x) > y, x, y)

    def backward(self, upstream):
        # the whole gradient goes to y where the two are equal
        to_x = np.where(np.asarray(self.x) > self.y, upstream, 0.0)
        to_y = np.where(np.asarray(self.x) > self.y, 0.0, upstream)
        return unbroadcast(to_x, np.shape(self.x)), unbroadcast(to_y, np.shape(self.y))
""",
    "sigmoid-gate": """
class SigmoidGate:
    def forward(self, x):
        x = np.asarray(x)
        e = np.exp(np.where(x > 0, -x, x))
        self.s = np.where(x > 0, 1 / (1 + e), e / (1 + e))
        return self.s

    def backward(self, upstream):
        return self.s * (1 - self.s) * upstream
""",
    "relu-gate": """
class ReLUGate:
    def forward(self, x):
        self.x = np.asarray(x)
        return np.where(self.x > 0, self.x, 0.0)

    def backward(self, upstream):
        return np.where(self.x > 0, upstream, 0.0)
""",
}

OWN_HELPER = {
    "add-gate": """
class AddGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, upstream):
        return shrink(upstream, self.x), shrink(upstream, self.y)
""",
    "multiply-gate": """
class MultiplyGate(AddGate):
    def forward(self, x, y):
        super().forward(x, y)
        return x * y

    def backward(self, upstream):
        return shrink(upstream * self.y, self.x), shrink(upstream * self.x, self.y)
""",
    "maximum-gate": """
class MaximumGate:
    def forward(self, x, y):
        self.x, self.y, self.z = x, y, np.maximum(x, y)
        return self.z

    def backward(self, upstream):
        winners = np.equal(self.x, self.z) * 1.0 + np.equal(self.y, self.z)
        share = upstream / winners
        return shrink(share * (self.x == self.z), self.x), shrink(share * (self.y == self.z), self.y)
""",
}
HELPER_CELL = """
def shrink(gradient, like):
    # I wanted to see for myself how the summing works.
    gradient = np.array(gradient, dtype=float)
    while gradient.ndim > np.ndim(like):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(np.shape(like)):
        if length == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
"""

SCALAR_MATH = {
    "maximum-gate": """
larger = np.vectorize(max, otypes=[float])
share = np.vectorize(lambda a, b: 1.0 if a > b else 0.5 if a == b else 0.0, otypes=[float])


class MaximumGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return larger(x, y)

    def backward(self, upstream):
        dx = upstream * share(self.x, self.y)
        dy = upstream * share(self.y, self.x)
        return unbroadcast(dx, np.shape(self.x)), unbroadcast(dy, np.shape(self.y))
""",
    "sigmoid-gate": """
import math


def sigmoid(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


def sigmoid_slope(x):
    return sigmoid(x) * sigmoid(-x)


class SigmoidGate:
    def forward(self, x):
        self.x = x
        return np.vectorize(sigmoid, otypes=[float])(x)

    def backward(self, upstream):
        return upstream * np.vectorize(sigmoid_slope, otypes=[float])(self.x)
""",
    "tanh-gate": """
class TanhGate:
    def forward(self, x):
        self.z = np.vectorize(math.tanh, otypes=[float])(x)
        return self.z

    def backward(self, upstream):
        return np.vectorize(lambda up, z: up * (1 - z) * (1 + z), otypes=[float])(upstream, self.z)
""",
    "relu-gate": """
class ReLUGate:
    def forward(self, x):
        self.slope = np.vectorize(lambda value: 1.0 if value > 0 else 0.0, otypes=[float])(x)
        return self.slope * x

    def backward(self, upstream):
        return self.slope * upstream
""",
}

# Kahn's way of sorting, and a pass that looks ahead to the consumers of each value.
QUEUE_GRAPH = """
from collections import defaultdict, deque


class ComputationalGraph:
    def __init__(self, nodes, output):
        self.nodes = {name: (make_gate(operation), tuple(inputs)) for name, operation, inputs in nodes}
        self.output = output
        print(f"a graph of {len(self.nodes)} nodes with the output {output}")

    def topological_order(self):
        open_inputs = {}
        consumers = defaultdict(list)
        for name, (gate, inputs) in self.nodes.items():
            from_nodes = [i for i in inputs if i in self.nodes]
            open_inputs[name] = len(from_nodes)
            for i in from_nodes:
                consumers[i].append(name)
        ready = deque(name for name, count in open_inputs.items() if count == 0)
        order = []
        while ready:
            name = ready.popleft()
            order.append(name)
            for consumer in consumers[name]:
                open_inputs[consumer] -= 1
                if open_inputs[consumer] == 0:
                    ready.append(consumer)
        return order

    def forward(self, inputs):
        self.inputs = {key: np.asarray(value, dtype=float) for key, value in inputs.items()}
        self.values = {**self.inputs}
        for name in self.topological_order():
            gate, needs = self.nodes[name]
            self.values[name] = gate.forward(*[self.values[i] for i in needs])
        return self.values[self.output]

    def backward(self):
        arriving = defaultdict(list)
        arriving[self.output].append(np.ones_like(self.values[self.output]))
        for name in reversed(self.topological_order()):
            if arriving[name]:
                gate, needs = self.nodes[name]
                for i, gradient in zip(needs, gate.backward(sum(arriving[name]))):
                    arriving[i].append(gradient)
        return {i: sum(arriving[i], np.zeros_like(value)) for i, value in self.inputs.items()}
"""


def right(description: str, answers: dict[str, str], extra_cells: dict[str, str] | None = None) -> Profile:
    """Someone who writes some cells in a way of their own and the others plainly, all of them rightly."""
    work = Work(answers=PLAIN | answers, extra_cells=extra_cells or {})
    return Profile("right", description, work, expected=all_but())


RIGHT = (
    right("plain and short", {}),
    right("returns lists, keeps a tuple in self.cache", LISTS_AND_CACHES),
    right("np.where wherever it fits, ties to one side", WHERE),
    right("a function of their own in a cell of their own", OWN_HELPER, {"add-gate": HELPER_CELL}),
    right("math on single numbers, vectorised", SCALAR_MATH),
    right(
        "magics, prints and a sort with a queue",
        {"computational-graph": QUEUE_GRAPH},
        {"add-gate": "%precision 4\nprint('let us begin')", "test-tanh-gate": "%time TanhGate().forward(np.ones(10))"},
    ),
)
