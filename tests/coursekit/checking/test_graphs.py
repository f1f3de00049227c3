"""Students' graphs: right ones in several styles pass, wrong ones are told their mistake."""

import pytest

from coursekit import check
from coursekit.gates import Graph
from tests.coursekit.checking.graphs import DEPTH, KAHN, PULL, changed, class_of

STYLES = {"kahn": KAHN, "depth": DEPTH, "pull": PULL}


@pytest.mark.parametrize("level", ["quick", "full"])
@pytest.mark.parametrize("style", STYLES)
def test_right_graphs_pass(style, level):
    graph = class_of(STYLES[style])
    for reference in (Graph, graph, class_of(KAHN)):
        report = check(graph, reference=reference, level=level)
        assert report.passed, report
        assert report.findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["quick", "full"])
def test_right_graphs_pass_at_20_seeds(level):
    graphs = [class_of(source) for source in STYLES.values()]
    for seed in range(20):
        for graph in graphs:
            report = check(graph, reference=Graph, seed=seed, level=level)
            assert report.passed, report


def test_a_graph_is_found_by_its_name():
    report = check(class_of(KAHN))
    assert report.passed
    assert (report.candidate, report.reference) == ("ComputationalGraph", "Graph")


def kahn(*replacements):
    return changed(KAHN, *replacements)


def depth(*replacements):
    return changed(DEPTH, *replacements)


ADDS = "gradients[needed] = gradients[needed] + gradient"
ORDER = KAHN[KAHN.index("        order = []") : KAHN.index("    def forward(self, inputs)")]
VISIT = """        for name in reversed(self.order):
            for needed, gradient in zip(self.inputs_of[name], self.gates[name].backward(gradients[name])):
                gradients[needed] = gradients[needed] + gradient
"""
WALK = """        waiting = [self.output]
        while waiting:
            name = waiting.pop(0)
            for needed, gradient in zip(self.inputs_of[name], self.gates[name].backward(gradients[name])):
                gradients[needed] = gradients[needed] + gradient
                if needed in self.gates:
                    waiting.append(needed)
"""
EACH_PATH = """        def send(name, upstream):
            gradients[name] = gradients[name] + upstream
            if name in self.gates:
                for needed, gradient in zip(self.inputs_of[name], self.gates[name].backward(upstream)):
                    send(needed, gradient)
        start = gradients[self.output]
        gradients[self.output] = 0 * start
        send(self.output, start)
"""

WRONG = {
    "assigns": (kahn((ADDS, "gradients[needed] = gradient")), "overwrites-gradient"),
    "assigns, depth first": (depth((ADDS, "gradients[needed] = gradient")), "overwrites-gradient"),
    "keeps the first": (
        kahn((ADDS, "gradients[needed] = gradients[needed] if np.any(gradients[needed]) else gradient")),
        "overwrites-gradient",
    ),
    "a dictionary of gradients": (
        kahn((VISIT, VISIT.replace(ADDS, "gradients.update({needed: gradient})"))),
        "overwrites-gradient",
    ),
    "nodes as listed": (kahn((ORDER, "        return list(self.inputs_of)\n")), "missing-topological-order"),
    "nodes as listed, backwards too": (
        kahn(("reversed(self.order)", "reversed(list(self.inputs_of))")),
        "missing-topological-order",
    ),
    "forward order": (kahn(("reversed(self.order)", "self.order")), "missing-topological-order"),
    "a queue of arrivals": (kahn((VISIT, WALK)), "missing-topological-order"),
    "a stack of arrivals": (kahn((VISIT, WALK.replace("pop(0)", "pop()"))), "missing-topological-order"),
    "each path by itself": (kahn((VISIT, EACH_PATH)), "visits-paths"),
    "order with inputs": (
        kahn(
            ("        return order\n", "        return order + self.input_names\n"),
        ),
        "raises",
    ),
    "order the wrong way round": (
        depth(
            ("        return order\n", "        return order[::-1]\n"),
            ("in reversed(self.topological_order())", "in self.topological_order()"),
            (
                "for name in self.topological_order():\n            arguments",
                "for name in reversed(self.topological_order()):\n            arguments",
            ),
        ),
        "missing-topological-order",
    ),
    "order as a string": (
        depth(
            ("        return order\n", "        return ' '.join(order)\n"),
            ("reversed(self.topological_order())", "reversed(self.topological_order().split())"),
            ("in self.topological_order():", "in self.topological_order().split():"),
        ),
        "missing-topological-order",
    ),
    "no order": (DEPTH.replace("topological_order", "sorted_nodes"), "missing-method"),
    "seed 0": (
        kahn(("np.ones(np.shape(self.values[self.output]))", "np.zeros(np.shape(self.values[self.output]))")),
        "missing-seed",
    ),
    "no seed": (depth(("        gradients[self.output] = gradients[self.output] + 1.0\n", "")), "missing-seed"),
    "seed 2": (depth(("gradients[self.output] + 1.0", "gradients[self.output] + 2.0")), "wrong-seed"),
    "seed -1": (depth(("gradients[self.output] + 1.0", "gradients[self.output] - 1.0")), "wrong-seed"),
    "seed at the last of the order": (
        kahn(
            (
                "gradients[self.output] = np.ones(np.shape(self.values[self.output]))",
                "gradients[self.order[-1]] = np.ones(np.shape(self.values[self.output]))",
            )
        ),
        "wrong-seed",
    ),
    "value of the last in the list": (
        kahn(("return self.values[self.output]", "return self.values[list(self.gates)[-1]]")),
        "forward-value",
    ),
    "value of the last in the order": (
        kahn(("return self.values[self.output]", "return self.values[self.order[-1]]")),
        "forward-value",
    ),
    "operands reversed": (
        kahn(("for needed in self.inputs_of[name]])", "for needed in self.inputs_of[name][::-1]])")),
        "swapped-inputs",
    ),
    "gradients reversed": (kahn(("zip(self.inputs_of[name],", "zip(self.inputs_of[name][::-1],")), "swapped-inputs"),
    "operands in a set": (
        kahn(("list(inputs) for name, _", "sorted(set(inputs), reverse=True) for name, _")),
        "raises",
    ),
    "one gate for each operation": (
        kahn(
            (
                "{name: make_gate(operation) for name, operation, _ in nodes}",
                "(lambda made: {n: made.setdefault(o, make_gate(o)) for n, o, _ in nodes})({})",
            )
        ),
        "stale-cache",
    ),
    "values of the first pass": (
        kahn(("self.values = dict(inputs)", "self.values = getattr(self, 'values', None) or dict(inputs)")),
        "stale-cache",
    ),
    "gradients of the first pass": (
        kahn(
            (
                "        gradients = {name: np.zeros(np.shape(value)) for name, value in self.values.items()}\n",
                "        zeros = {name: np.zeros(np.shape(value)) for name, value in self.values.items()}\n"
                "        self.kept = gradients = getattr(self, 'kept', None) or zeros\n",
            )
        ),
        "stale-cache",
    ),
    "gates of the class": (
        kahn(
            (
                "        self.output = output\n",
                "        self.output = output\n        self.gates = ComputationalGraph.shared\n",
            ),
            (
                "        self.gates = {name: make_gate(operation) for name, operation, _ in nodes}\n",
                "        self.gates.update({name: make_gate(operation) for name, operation, _ in nodes})\n",
            ),
            ("class ComputationalGraph:\n", "class ComputationalGraph:\n    shared = {}\n"),
        ),
        "stale-cache",
    ),
    "forward returns nothing": (kahn(("        return self.values[self.output]\n", "")), "returns-none"),
    "backward returns nothing": (
        kahn(("        return {name: gradients[name] for name in self.input_names}\n", "")),
        "returns-none",
    ),
    "a list of gradients": (
        kahn(
            (
                "return {name: gradients[name] for name in self.input_names}",
                "return [gradients[name] for name in self.input_names]",
            )
        ),
        "wrong-count",
    ),
    "only inputs that matter": (
        kahn(
            (
                "return {name: gradients[name] for name in self.input_names}",
                "return {name: gradients[name] for name in self.input_names if np.any(gradients[name])}",
            )
        ),
        "wrong-count",
    ),
    "all values": (kahn(("return self.values[self.output]", "return [self.values[self.output]]")), "forward-shape"),
    "sums over arrays": (kahn((ADDS, "gradients[needed] = gradients[needed] + np.mean(gradient)")), "gradient-value"),
    "numbers for arrays": (
        kahn(("return {name: gradients[name] for", "return {name: np.sum(gradients[name]) for")),
        "gradient-shape",
    ),
    "0 is None": (
        kahn(
            ("{name: gradients[name] for name", "{name: gradients[name] if np.any(gradients[name]) else None for name")
        ),
        "wrong-count",
    ),
    "a gradient in a list": (kahn(("{name: gradients[name] for", "{name: [gradients[name]] for")), "gradient-shape"),
    "assigns, and a list for y": (
        kahn(
            (ADDS, "gradients[needed] = gradient"),
            ("gradients[name] for name in", "[0] if name == 'y' else gradients[name] for name in"),
        ),
        "gradient-value",
    ),
    "averages": (kahn((ADDS, "gradients[needed] = (gradients[needed] + gradient) / 2")), "gradient-value"),
    "one too many": (kahn(("return self.values[self.output]", "return self.values[self.output] + 1")), "forward-value"),
    "what is not ready is 0": (
        kahn(
            (ORDER, "        return list(self.inputs_of)\n"),
            ("self.values[needed] for", "self.values.get(needed, 0.5) for"),
        ),
        "missing-topological-order",
    ),
    "inputs lost": (
        kahn(
            (
                "        return {name: gradients",
                "        for name in self.input_names:\n            self.values[name] *= 0\n"
                "        return {name: gradients",
            )
        ),
        "modifies-input",
    ),
    "not written": (
        kahn(("        self.input_names = list(inputs)\n", "        raise NotImplementedError\n")),
        "raises",
    ),
    "no backward": (kahn(("def backward(self):", "def back(self):")), "missing-method"),
    "no output": (
        kahn(
            (
                "def __init__(self, nodes, output):\n        self.output = output",
                "def __init__(self, nodes):\n        self.output = nodes[-1][0]",
            )
        ),
        "raises",
    ),
}


# Along a ladder of branches these take twice as long with every rung, until they are stopped.
ENDLESS = ("a queue of arrivals", "a stack of arrivals", "each path by itself")


def marked(mistake):
    return pytest.param(mistake, marks=pytest.mark.slow if mistake in ENDLESS else ())


@pytest.mark.parametrize("mistake", [marked(mistake) for mistake in WRONG])
def test_a_wrong_graph_is_told_its_mistake(mistake):
    source, code = WRONG[mistake]
    report = check(class_of(source), reference=Graph)
    assert not report.passed
    assert report.findings[0].code == code, report
