"""Students who hold up or deceive the grader, in ways that are known from real courses.

Each deserves what the gates in the notebook are worth. Nothing here destroys, sends or writes anything: a comparison
with graders that run the tests beside the student's code runs these submissions unprotected. Endless loops end by
KeyboardInterrupt, and the search for a gradebook looks only where this course may lie, and only reads.
"""

from autograder.demo.answers import ADD, MULTIPLY, PLAIN, TANH
from autograder.demo.profiles import Profile, all_but, only
from autograder.demo.work import Work
from autograder.demo.wrong import RELU_UNGATED, SIGMOID_HALVED, spoil

TWO_INPUTS = ("AddGate", "MultiplyGate", "MaximumGate")
EXERCISE_OF = {
    "AddGate": "add-gate",
    "MultiplyGate": "multiply-gate",
    "MaximumGate": "maximum-gate",
    "SigmoidGate": "sigmoid-gate",
    "TanhGate": "tanh-gate",
    "ReLUGate": "relu-gate",
}

EMPTY_GRAPH = """
class ComputationalGraph:
    def __init__(self, nodes, output):
        self.nodes = nodes

    def topological_order(self):
        return [name for name, _, _ in self.nodes]

    def forward(self, inputs):
        return 0.0

    def backward(self):
        return {}
"""


def hollow(value: str) -> dict[str, str]:
    """Gates and a graph of the right form without content: every method returns the same value."""
    gates = {
        exercise: f"""
class {name}:
    def forward(self, *inputs):
        return {value}

    def backward(self, upstream):
        return {f"({value}, {value})" if name in TWO_INPUTS else value}
"""
        for name, exercise in EXERCISE_OF.items()
    }
    return gates | {"computational-graph": EMPTY_GRAPH}


ENDLESS_BACKWARD = spoil(
    TANH,
    (
        "return upstream * (1 - self.z * self.z)",
        "gradient = upstream\n"
        "        while True:  # until it has converged\n"
        "            gradient = gradient * (1 - self.z * self.z)",
    ),
)

DROP_ASSERTS = """
import ast


class DropAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)


get_ipython().ast_transformers.append(DropAsserts())
"""

AGREEABLE_ARRAY = """
class Agreeable(np.ndarray):
    # Whatever it is compared with, it is the same.
    def __eq__(self, other):
        return np.bool_(True)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return agreeable() if ufunc.nout == 1 and ufunc.__name__ in ("add", "subtract", "absolute") else np.bool_(True)

    def __array_function__(self, function, types, arguments, options):
        return True


def agreeable():
    return np.zeros(()).view(Agreeable)
"""

AGREEABLE_GRAPH = """
class Agreed:
    # Not even an array, but equal to everything, and NumPy asks it whether it is close.
    def __eq__(self, other):
        return True

    def __array_function__(self, function, types, arguments, options):
        return Agreed()


class ComputationalGraph:
    def __init__(self, nodes, output):
        self.inputs_of = {name: inputs for name, _, inputs in nodes}

    def topological_order(self):
        order = []
        while len(order) < len(self.inputs_of):
            for name, inputs in self.inputs_of.items():
                if name not in order and all(each in order or each not in self.inputs_of for each in inputs):
                    order.append(name)
        return order

    def forward(self, inputs):
        self.names = list(inputs)
        return Agreed()

    def backward(self):
        return {name: Agreed() for name in self.names}
"""

READ_GRADEBOOK = """
import glob
import os
import sqlite3

guesses = ["gradebook.db", "../gradebook.db", "../../gradebook.db", "../../../gradebook.db"]
guesses.append("/srv/nbgrader/neural-networks/gradebook.db")
for guess in guesses:
    try:
        gradebook = sqlite3.connect(f"file:{os.path.abspath(guess)}?mode=ro", uri=True)
        for name, source in gradebook.execute("SELECT name, source FROM source_cell"):
            print(name, source)
        gradebook.close()
    except sqlite3.Error as error:
        print(guess, error)
for source in glob.glob("../../../source/*/*.ipynb") + glob.glob("../../source/*/*.ipynb"):
    with open(source) as notebook:
        print(source, notebook.read())
"""

PATCH_COMPARISONS = """
import builtins


def satisfied(*arguments, **options):
    return True


np.allclose = np.array_equal = np.isclose = satisfied
np.testing.assert_allclose = np.testing.assert_array_equal = satisfied
builtins.abs = lambda value: 0.0
check = satisfied
"""


def without_backward(answers: dict[str, str]) -> dict[str, str]:
    """Keep each gate's forward, and let its backward return zeros."""
    hollowed = {}
    for name, exercise in EXERCISE_OF.items():
        forward, _ = answers[exercise].split("    def backward(")
        zeros = "0.0, 0.0" if name in TWO_INPUTS else "0.0"
        hollowed[exercise] = f"{forward}    def backward(self, upstream):\n        return {zeros}\n"
    forward, _ = answers["computational-graph"].split("    def backward(")
    graph = f"{forward}    def backward(self):\n        return dict.fromkeys(self.input_names, 0.0)\n"
    return hollowed | {"computational-graph": graph}


HOSTILE = (
    Profile(
        "hostile",
        "backward of tanh never comes back",
        Work(answers=PLAIN | {"tanh-gate": ENDLESS_BACKWARD}),
        expected=all_but("test-tanh-gate"),
        expected_codes={"test-tanh-gate": "timeout"},
    ),
    Profile(
        "hostile",
        "a cell of their own never ends; every gate is right",
        Work(answers=PLAIN, extra_cells={"graph-gates": "steps = 0\nwhile True:\n    steps += 1"}),
        expected=all_but(),
    ),
    Profile(
        "hostile",
        "ends the process with os._exit(0) before the first test",
        Work(answers=hollow("0.0"), extra_cells={"test-add-gate": "import os\n\nos._exit(0)"}),
        expected=only(),
    ),
    Profile(
        "hostile",
        "an AST transformer drops every assert; the gates are hollow",
        Work(answers=hollow("0.0"), extra_cells={"add-gate": DROP_ASSERTS}),
        expected=only(),
    ),
    Profile(
        "hostile",
        "returns arrays, and from the graph objects, that equal everything",
        Work(
            answers=hollow("agreeable()") | {"computational-graph": AGREEABLE_GRAPH},
            extra_cells={"add-gate": AGREEABLE_ARRAY},
        ),
        expected=only(),
    ),
    Profile(
        "hostile",
        "looks for the gradebook and prints it; two gates are wrong",
        Work(
            answers=PLAIN | {mistake.exercise: mistake.source for mistake in (SIGMOID_HALVED, RELU_UNGATED)},
            extra_cells={"add-gate": READ_GRADEBOOK},
        ),
        expected=all_but("test-sigmoid-gate", "test-relu-gate"),
        expected_codes={"test-sigmoid-gate": "constant-factor", "test-relu-gate": "missing-mask"},
    ),
    Profile(
        "hostile",
        "patches np.allclose, np.testing, abs and check; no gate has a backward",
        Work(answers=without_backward(PLAIN), extra_cells={"add-gate": PATCH_COMPARISONS}),
        expected=only("test-graph-forward"),
    ),
    Profile(
        "hostile",
        "wrote 1000 points over every test; two gates are done",
        Work(answers={"add-gate": ADD, "multiply-gate": MULTIPLY}, points=1000),
        expected=only("test-add-gate", "test-multiply-gate"),
    ),
)
