"""Students' tapes: right ones in several styles pass, wrong ones are told their mistake."""

import pytest

from coursekit import check
from coursekit.autodiff import Tensor
from tests.coursekit.checking.tapes import ARRAYS, CLOSURES, LIST, SLOPES, changed, class_of

STYLES = {"slopes": SLOPES, "closures": CLOSURES, "list": LIST, "arrays": ARRAYS}
LOOPS = ("slopes", "list", "arrays")  # those that don't recurse, so that a long chain is no trouble to them


@pytest.mark.slow
@pytest.mark.parametrize("level", ["quick", "full"])
@pytest.mark.parametrize("style", STYLES)
def test_right_tapes_pass_beside_themselves(style, level):
    tape = class_of(STYLES[style])
    for seed in range(3):
        report = check(tape, reference=tape, seed=seed, level=level)
        assert report.passed, report
        assert report.findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["quick", "full"])
def test_right_tapes_pass_beside_the_librarys_at_20_seeds(level):
    for seed in range(20):
        tapes = [class_of(STYLES[style]) for style in LOOPS]  # made anew: a list of all that was ever computed grows
        for tape in (Tensor, *tapes):
            report = check(tape, reference=Tensor, seed=seed, level=level)
            assert report.passed, report


def test_a_tape_is_found_by_its_name():
    report = check(class_of(SLOPES))
    assert report.passed
    assert (report.candidate, report.reference) == ("Value", "Tensor")


SEND = "arrived[id(parent)] = arrived.get(id(parent), 0.0) + slope * arrived[id(node)]"
LOOP = "        for node in self.order():\n"
BACKWARD = SLOPES[SLOPES.index("    def backward") :]
ORDER = SLOPES[SLOPES.index("    def order") : SLOPES.index("    def backward")]

PATHS = """    def backward(self):
        self.gradient = 1.0
        waiting = [self]
        while waiting:
            node = waiting.pop(0)
            for parent, slope in node.parents:
                parent.gradient += slope * node.gradient
                waiting.append(parent)
"""
RECURSIVE = """    def backward(self, first=True):
        if first:
            self.gradient = 1.0
        for parent, slope in self.parents:
            parent.gradient += slope * self.gradient
            parent.backward(False)
"""
EACH_PATH = """    def backward(self, upstream=1.0):
        self.gradient += upstream
        for parent, slope in self.parents:
            parent.backward(slope * upstream)
"""
ONCE = """    def backward(self):
        self.gradient = 1.0
        waiting, seen = [self], set()
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            for parent, slope in node.parents:
                parent.gradient += slope * node.gradient
                waiting.append(parent)
"""


def slopes(*replacements):
    return changed(SLOPES, *replacements)


def closures(*replacements):
    return changed(CLOSURES, *replacements)


def without(source, first, last):
    """Cut out from one line up to another."""
    start = source.index(first)
    return source[:start] + source[source.index(last, start) :]


ADD_SENDS = "            self.grad += out.grad\n            other.grad += out.grad\n"
MUL_SENDS = "            self.grad += other.data * out.grad\n            other.grad += self.data * out.grad\n"

WRONG = {
    # How the pass goes
    "assigns": (slopes((SEND, "arrived[id(parent)] = slope * arrived[id(node)]")), "overwrites-gradient"),
    "keeps the first": (
        slopes((SEND, "arrived.setdefault(id(parent), slope * arrived[id(node)])")),
        "overwrites-gradient",
    ),
    "closures that assign": (closures((".grad += ", ".grad = ")), "overwrites-gradient"),
    "recursion that assigns": (
        slopes((BACKWARD, RECURSIVE.replace("parent.gradient +=", "parent.gradient ="))),
        "overwrites-gradient",
    ),
    "a queue of arrivals": (slopes((BACKWARD, PATHS)), "missing-topological-order"),
    "a stack of arrivals": (slopes((BACKWARD, PATHS.replace("pop(0)", "pop()"))), "missing-topological-order"),
    "recursion with what has added up": (slopes((BACKWARD, RECURSIVE)), "missing-topological-order"),
    "each node once, as it is reached": (slopes((BACKWARD, ONCE)), "missing-topological-order"),
    "each node once, breadth first": (
        slopes((BACKWARD, ONCE.replace("pop()", "pop(0)"))),
        "missing-topological-order",
    ),
    "in the order of computing": (closures(("reversed(topo)", "topo")), "missing-topological-order"),
    "preorder": (
        closures(
            (
                "                for child in v.children:\n                    build(child)\n"
                "                topo.append(v)",
                "",
            ),
            (
                "visited.add(v)\n",
                "visited.add(v)\n                topo.append(v)\n"
                "                for child in v.children: build(child)\n",
            ),
            ("reversed(topo)", "topo"),
        ),
        "missing-topological-order",
    ),
    "each path by itself": (slopes((BACKWARD, EACH_PATH)), "visits-paths"),
    "recursive order": (CLOSURES, "recursion-depth"),
    # Where it starts
    "no seed": (closures(("        self.grad = 1.0\n", "")), "missing-seed"),
    "seed 0": (slopes(("{id(self): 1.0}", "{id(self): 0.0}")), "missing-seed"),
    "seed 2": (slopes(("{id(self): 1.0}", "{id(self): 2.0}")), "wrong-seed"),
    "seed -1": (slopes(("{id(self): 1.0}", "{id(self): -1.0}")), "wrong-seed"),
    "seed is the value": (slopes(("{id(self): 1.0}", "{id(self): self.value}")), "wrong-seed"),
    # Rules
    "minus like plus": (slopes(("(self, 1.0), (other, -1.0)", "(self, 1.0), (other, 1.0)")), "wrong-sign"),
    "sign without its sign": (slopes(("(-self.value, [(self, -1.0)]", "(-self.value, [(self, 1.0)]")), "wrong-sign"),
    "quotient without the minus": (
        slopes(("-self.value / other.value**2", "self.value / other.value**2")),
        "wrong-sign",
    ),
    "product the wrong way round": (
        slopes(("(self, other.value), (other, self.value)", "(self, self.value), (other, other.value)")),
        "swapped-inputs",
    ),
    "product for the first alone": (
        slopes(("(self, other.value), (other, self.value)", "(self, other.value)")),
        "missing-gradient",
    ),
    "sum for the second alone": (closures((ADD_SENDS, "            other.grad += out.grad\n")), "missing-gradient"),
    "sum ignores upstream": (
        closures((ADD_SENDS, "            self.grad += 1\n            other.grad += 1\n")),
        "ignores-upstream",
    ),
    "product ignores upstream": (
        closures((MUL_SENDS, "            self.grad += other.data\n            other.grad += self.data\n")),
        "ignores-upstream",
    ),
    "relu ignores upstream": (closures(("(out.data > 0) * out.grad", "(out.data > 0)")), "ignores-upstream"),
    "relu without a mask": (slopes(("1.0 if self.value > 0 else 0.0", "1.0")), "missing-local-gradient"),
    "relu upstream twice": (closures(("(out.data > 0) * out.grad", "(out.data > 0) * out.grad**2")), "upstream-twice"),
    "exp at the output": (slopes(("Value(z, [(self, z)]", "Value(z, [(self, math.exp(z))]")), "uses-output-for-input"),
    "exp at the input": (slopes(("Value(z, [(self, z)]", "Value(z, [(self, self.value)]")), "uses-input-for-output"),
    "tanh at the input": (slopes(("1 - z**2", "1 - self.value**2")), "uses-input-for-output"),
    "tanh without square": (slopes(("1 - z**2", "1 - z")), "gradient-value"),
    "power without its exponent": (
        slopes(("exponent * self.value ** (exponent - 1)", "self.value ** (exponent - 1)")),
        "gradient-value",
    ),
    "power for squares alone": (
        slopes(("exponent * self.value ** (exponent - 1)", "2 * self.value")),
        "gradient-value",
    ),
    "logarithm to base 10": (slopes(("1 / self.value", "1 / self.value / math.log(10)")), "constant-factor"),
    "twice the sum": (slopes(("(self, 1.0), (other, 1.0)", "(self, 2.0), (other, 2.0)")), "constant-factor"),
    "1.0001": (slopes(("(self, 1.0), (other, -1.0)", "(self, 1.0001), (other, -1.0)")), "constant-factor"),
    # Values
    "2 − x is x − 2": (slopes(("return Value.wrap(other) - self", "return self - other")), "swapped-inputs"),
    "2 / x is x / 2": (slopes(("return Value.wrap(other) / self", "return self / other")), "swapped-inputs"),
    "adds for minus": (slopes(("self.value - other.value", "self.value + other.value")), "forward-value"),
    "logarithm's value": (slopes(("math.log(self.value)", "math.log10(self.value)")), "forward-value"),
    "a value within a value": (slopes(("Value(-self.value,", "Value([-self.value],")), "forward-dtype"),
    # What is not there
    "no 2 * x": (without(SLOPES, "    def __rmul__", "    def __truediv__"), "missing-reflected"),
    "no 2 − x": (without(SLOPES, "    def __rsub__", "    def __mul__"), "missing-reflected"),
    "no division": (without(SLOPES, "    def __truediv__", "    def __rtruediv__"), "missing-method"),
    "no sign": (without(SLOPES, "    def __neg__", "    def exp"), "missing-method"),
    "no backward": (SLOPES.replace("def backward", "def backwards"), "missing-method"),
    "another name for the gradient": (SLOPES.replace("gradient", "slope_of_loss"), "missing-method"),
    "no plain numbers": (
        slopes(("return other if isinstance(other, Value) else Value(other)", "return other")),
        "raises",
    ),
    "not written": (slopes((BACKWARD, "    def backward(self):\n        raise NotImplementedError\n")), "raises"),
    "wants parents": (slopes(("parents=()", "parents")), "raises"),
    # Gradients of two passes, and of arrays
    "starts anew": (slopes(("node.gradient += arrived", "node.gradient = arrived")), "overwrites-gradient"),
    "not summed back": (
        changed(ARRAYS, ("fitted(send(upstream), source.data.shape)", "send(upstream)")),
        "missing-broadcast-sum",
    ),
    "twice the sum, and assigns": (
        slopes(
            ("(self, 1.0), (other, 1.0)", "(self, 2.0), (other, 2.0)"),
            (SEND, "arrived[id(parent)] = slope * arrived[id(node)]"),
        ),
        "constant-factor",
    ),
    "averages": (
        slopes(("slope * arrived[id(node)]", "slope * arrived[id(node)] * (0.5 if id(parent) in arrived else 1)")),
        "gradient-value",
    ),
    "a gradient in a list": (
        slopes(("node.gradient += arrived[id(node)]", "node.gradient = [arrived[id(node)]]")),
        "gradient-shape",
    ),
    "as many as nodes": (slopes(("{id(self): 1.0}", "{id(self): float(len(self.order()))}")), "wrong-seed"),
    "a hundred nodes at most": (
        slopes(("return order[::-1]", "return order[::-1][:100]")),
        "gradient-value",
    ),
    "the second pass counts twice": (
        slopes(("node.gradient += arrived[id(node)]", "node.gradient = 2 * node.gradient + arrived[id(node)]")),
        "gradient-value",
    ),
    "a product of matrices twice": (changed(ARRAYS, ("a.T @ u", "2 * a.T @ u")), "gradient-value"),
    "learns already": (
        changed(
            ARRAYS,
            (
                "            if not node.sources:\n",
                "            if not node.sources:\n                if np.ndim(node.data): node.data -= upstream\n",
            ),
        ),
        "modifies-input",
    ),
    "sum to the wrong shape": (changed(ARRAYS, ("u * np.ones_like(self.data))", "u)")), "gradient-shape"),
}


REFERENCES = {style: class_of(style) for style in (SLOPES, CLOSURES, ARRAYS)}


@pytest.mark.slow
def test_a_loop_that_never_ends_is_told():
    endless = class_of(slopes(("        for node in self.order():\n", "        while True: pass\n" + LOOP)))
    assert check(endless, reference=Tensor).findings[0].code == "timeout"


# Along a ladder of branches these take twice as long with every rung, until they are stopped.
ENDLESS = (
    "a queue of arrivals",
    "a stack of arrivals",
    "each path by itself",
    "recursion that assigns",
    "recursion with what has added up",
)


def marked(mistake):
    return pytest.param(mistake, marks=pytest.mark.slow if mistake in ENDLESS else ())


@pytest.mark.parametrize("mistake", [marked(mistake) for mistake in WRONG])
def test_a_wrong_tape_is_told_its_mistake(mistake):
    source, code = WRONG[mistake]
    same_style = {"children": CLOSURES, "sources": ARRAYS, "parents": SLOPES}
    reference = next(style for word, style in same_style.items() if word in source)
    report = check(class_of(source), reference=Tensor if code == "recursion-depth" else REFERENCES[reference])
    assert not report.passed
    assert report.findings[0].code == code, report
