"""Graphs in several styles, as source text, with the notebook's gates; the wrong ones are made by changing a line."""

from tests.coursekit.checking.tapes import changed, class_of  # noqa: F401 - for those who import graphs

GATES = """
OPERATIONS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "maximum": lambda x, y: np.maximum(x, y),
    "negate": lambda x: -x,
    "square": lambda x: x**2,
    "exp": lambda x: np.exp(x),
}

class NumericalGate:
    STEP = 2.0**-17

    def __init__(self, function):
        self.function = function

    def forward(self, *inputs):
        self.inputs = inputs
        return self.function(*inputs)

    def backward(self, upstream):
        return tuple(upstream * self.local_gradient(index) for index in range(len(self.inputs)))

    def local_gradient(self, index):
        above, below = list(self.inputs), list(self.inputs)
        above[index] = above[index] + self.STEP
        below[index] = below[index] - self.STEP
        return (self.function(*above) - self.function(*below)) / (2 * self.STEP)

def make_gate(operation):
    return NumericalGate(OPERATIONS[operation])
"""

# What is ready is computed, again and again.
KAHN = (
    GATES
    + """
class ComputationalGraph:
    def __init__(self, nodes, output):
        self.output = output
        self.gates = {name: make_gate(operation) for name, operation, _ in nodes}
        self.inputs_of = {name: list(inputs) for name, _, inputs in nodes}

    def topological_order(self):
        order = []
        waiting = dict(self.inputs_of)
        while waiting:
            ready = [name for name, inputs in waiting.items() if not any(needed in waiting for needed in inputs)]
            order += ready
            for name in ready:
                del waiting[name]
        return order

    def forward(self, inputs):
        self.input_names = list(inputs)
        self.order = self.topological_order()
        self.values = dict(inputs)
        for name in self.order:
            self.values[name] = self.gates[name].forward(*[self.values[needed] for needed in self.inputs_of[name]])
        return self.values[self.output]

    def backward(self):
        gradients = {name: np.zeros(np.shape(value)) for name, value in self.values.items()}
        gradients[self.output] = np.ones(np.shape(self.values[self.output]))
        for name in reversed(self.order):
            for needed, gradient in zip(self.inputs_of[name], self.gates[name].backward(gradients[name])):
                gradients[needed] = gradients[needed] + gradient
        return {name: gradients[name] for name in self.input_names}
"""
)

# By recursion; node objects; only what leads to the output; pulls gradients from consumers.
PULL = (
    GATES
    + """
class Node:
    def __init__(self, name, gate, sources):
        self.name, self.gate, self.sources, self.consumers = name, gate, sources, []

class ComputationalGraph:
    def __init__(self, nodes, output):
        self.nodes = {name: Node(name, make_gate(op), tuple(sources)) for name, op, sources in nodes}
        self.output = output

    def topological_order(self):
        order = []
        def visit(name):
            if name in self.nodes and name not in order:
                for source in self.nodes[name].sources:
                    visit(source)
                order.append(name)
        for name in self.nodes:
            visit(name)
        return order

    def forward(self, inputs):
        self.given = inputs
        self.values = {}
        def value(name):
            if name in inputs:
                return inputs[name]
            if name not in self.values:
                node = self.nodes[name]
                self.values[name] = node.gate.forward(*map(value, node.sources))
            return self.values[name]
        return value(self.output)

    def backward(self):
        sent = {}
        def gradient(name):
            if name == self.output:
                return 1.0 + 0 * self.values[name]
            total = 0 * (self.values[name] if name in self.values else self.given[name])
            for consumer in self.nodes.values():
                if name in consumer.sources and consumer.name in self.values and reaches(consumer.name):
                    if consumer.name not in sent:
                        sent[consumer.name] = consumer.gate.backward(gradient(consumer.name))
                    for source, share in zip(consumer.sources, sent[consumer.name]):
                        if source == name:
                            total = total + share
            return total
        def reaches(name):
            return name in self.values
        return {name: gradient(name) for name in self.given}
"""
)

# The demo's: depth first.
DEPTH = (
    GATES
    + """
class ComputationalGraph:
    def __init__(self, nodes, output):
        self.output = output
        self.gates = {name: make_gate(operation) for name, operation, _ in nodes}
        self.inputs_of = {name: list(input_names) for name, _, input_names in nodes}

    def topological_order(self):
        order, seen = [], set()

        def visit(name):
            if name in seen or name not in self.gates:
                return
            seen.add(name)
            for needed in self.inputs_of[name]:
                visit(needed)
            order.append(name)

        for name in self.gates:
            visit(name)
        return order

    def forward(self, inputs):
        self.values = dict(inputs)
        self.input_names = list(inputs)
        for name in self.topological_order():
            arguments = [self.values[needed] for needed in self.inputs_of[name]]
            self.values[name] = self.gates[name].forward(*arguments)
        return self.values[self.output]

    def backward(self):
        gradients = {name: 0.0 * value for name, value in self.values.items()}
        gradients[self.output] = gradients[self.output] + 1.0
        for name in reversed(self.topological_order()):
            downstream = self.gates[name].backward(gradients[name])
            for needed, gradient in zip(self.inputs_of[name], downstream):
                gradients[needed] = gradients[needed] + gradient
        return {name: gradients[name] for name in self.input_names}
"""
)
