"""Right answers, written plainly: the base on which the right, wrong and hostile students vary."""

ADD = '''
class AddGate:
    """z = x + y"""

    def forward(self, x, y):
        self.x_shape = np.shape(x)
        self.y_shape = np.shape(y)
        return x + y

    def backward(self, upstream):
        dx = unbroadcast(upstream, self.x_shape)
        dy = unbroadcast(upstream, self.y_shape)
        return dx, dy
'''

MULTIPLY = '''
class MultiplyGate:
    """z = x * y"""

    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, upstream):
        dx = unbroadcast(self.y * upstream, np.shape(self.x))
        dy = unbroadcast(self.x * upstream, np.shape(self.y))
        return dx, dy
'''

MAXIMUM = '''
class MaximumGate:
    """z = max(x, y)"""

    def forward(self, x, y):
        self.x = x
        self.y = y
        return np.maximum(x, y)

    def backward(self, upstream):
        x_wins = (self.x > self.y) + 0.5 * (self.x == self.y)
        dx = unbroadcast(upstream * x_wins, np.shape(self.x))
        dy = unbroadcast(upstream * (1 - x_wins), np.shape(self.y))
        return dx, dy
'''

SIGMOID = '''
class SigmoidGate:
    """z = 1 / (1 + exp(-x))"""

    def forward(self, x):
        # sigma(x) = (1 + tanh(x/2)) / 2, and tanh never overflows
        self.z = (1 + np.tanh(0.5 * x)) / 2
        return self.z

    def backward(self, upstream):
        return upstream * self.z * (1 - self.z)
'''

TANH = '''
class TanhGate:
    """z = tanh(x)"""

    def forward(self, x):
        self.z = np.tanh(x)
        return self.z

    def backward(self, upstream):
        return upstream * (1 - self.z * self.z)
'''

RELU = '''
class ReLUGate:
    """z = max(x, 0)"""

    def forward(self, x):
        self.x = x
        return np.maximum(0.0, x)

    def backward(self, upstream):
        return upstream * (self.x > 0)
'''

GRAPH = '''
class ComputationalGraph:
    """Gates connected to a graph."""

    def __init__(self, nodes, output):
        self.output = output
        self.gates = {name: make_gate(operation) for name, operation, _ in nodes}
        self.inputs_of = {name: list(input_names) for name, _, input_names in nodes}

    def topological_order(self):
        order = []
        seen = set()

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
'''

PLAIN = {
    "add-gate": ADD,
    "multiply-gate": MULTIPLY,
    "maximum-gate": MAXIMUM,
    "sigmoid-gate": SIGMOID,
    "tanh-gate": TANH,
    "relu-gate": RELU,
    "computational-graph": GRAPH,
    "why-gradients-add": "A small change of y acts on f through a and through b at once, so the effects 2 and 3 add.",
}
