"""Mutants: one change each, no two alike, the same each time; and what each family changes."""

import ast
import inspect

import pytest

from autograder.mutation import FAMILIES, mutants
from coursekit import gates

MULTIPLY = '''
    @decorated
    class MultiplyGate(Base):
        """A docstring of 1 line."""

        def forward(self, x, y=2):
            """Another."""
            self.x = x
            self.y = y
            return x * y

        def backward(self, upstream: int = 0) -> tuple:
            if upstream is None:
                raise ValueError(f"{upstream + 1} is none" + "of 1")
            return upstream * self.y, upstream * self.x
'''


def changes(source, family):
    """The lines that differ from the original's, one for each mutant of a family (None where a line is gone)."""
    original = ast.unparse(ast.parse(source)).splitlines()
    found = []
    for mutant in mutants(source):
        if mutant.family == family:
            lines = mutant.source.splitlines()
            (new,) = [line for line in lines if line not in original] or [None]
            found.append(new.strip() if new else new)
    return found


@pytest.mark.parametrize(
    ("source", "family", "expected"),
    [
        ("a - b", "operator", ["a + b", "a * b"]),
        ("total += x", "operator", ["total -= x", "total *= x", "total = x"]),
        ("x <= 0", "operator", ["x < 0", "x > 0", "x >= 0"]),
        ("a and b", "operator", ["a or b"]),
        ("-a", "operator", ["a"]),
        ("a @ b", "operator", ["a * b"]),
        ("z = f(x)", "sign", ["z = -f(x)", "z = f(-x)"]),
        ("z = a ** b", "sign", ["z = -a ** b", "z = a ** (-b)"]),
        ("def f(x):\n    return x", "slight error", ["return x * 1.0001", "return x + 1e-05"]),
        ("z = 0", "constant", ["z = 1", "z = -1", "z = 1e-05"]),
        ("z = 0.5", "constant", ["z = 1.5", "z = -0.5", "z = 0.50005"]),
        ("z = True", "constant", ["z = False"]),
        ("z = x[1]", "constant", ["z = x[2]", "z = x[0]", "z = x[-1]"]),
        ("f(x, keepdims=True)", "constant", ["f(x, keepdims=False)"]),
        (
            "f(x, axis=0)",
            "setting",
            ["f(x, axis=None)", "f(x, axis=1)", "f(x, axis=2)", "f(x, axis=-1)", "f(x, axis=-2)", "f(x)"],
        ),
        ("f(x, keepdims=True)", "setting", ["f(x)"]),
        ("z = x[1:-1]", "place", ["z = x", "z = x[:-1]", "z = x[1:]", "z = x[1:-1:-1]"]),
        ("z = x[::2]", "place", ["z = x", "z = x[:]"]),
        ("x[0] = 1", "place", []),
        ("z = a - b", "omission", ["z = a", "z = -b"]),
        ("z = a / b", "omission", ["z = a", "z = 1 / b"]),
        ("z = a * b", "omission", ["z = a", "z = b"]),
        ("z = np.multiply(a, b)", "omission", ["z = a", "z = b"]),
        ("z = x.T", "omission", ["z = x"]),
        ("def f(x):\n    return x.sum()", "omission", ["return x"]),
        ("np.add(a, b)", "omission", []),
        ("a / b", "order", ["b / a"]),
        ("f(a, b, c)", "order", ["f(b, a, c)", "f(c, b, a)", "f(a, c, b)"]),
        ("z = (a, b)", "order", ["z = (b, a)"]),
        ("z = [a, b]", "order", ["z = [b, a]"]),
        ("np.sum(x)", "function", ["np.mean(x)", "np.prod(x)"]),
        ("max(x)", "function", ["min(x)"]),
        ("def f(x, y):\n    return x", "name", ["return y"]),
        ("def f(x):\n    y = x\n    return np.exp(y)", "name", ["y = y", "return np.exp(x)"]),
        ("z = 1", "statement", ["pass"]),
        ("z = a if b else c", "condition", ["z = a", "z = c"]),
        ("if a:\n    z = 1", "condition", ["if True:", "if False:"]),
        ("z = (a, b)", "element", ["z = (b,)", "z = (None, b)", "z = (a,)", "z = (a, None)"]),
    ],
)
def test_what_a_family_changes(source, family, expected):
    assert changes(source, family) == expected


def test_attributes_of_self_are_exchanged_for_one_another_and_for_inputs():
    exchanged = changes(MULTIPLY.replace("\n    ", "\n").replace("(Base)", ""), "name")
    assert "return (upstream * self.x, upstream * self.x)" in exchanged
    assert "return (self.y * self.y, upstream * self.x)" in exchanged
    assert "return (upstream * upstream, upstream * self.x)" in exchanged


def test_every_family_is_tested_by_a_gate_of_the_library():
    found = {mutant.family for name in ("Mean", "LayerNorm", "MatMul") for mutant in mutants(source_of(name))}
    assert found == set(FAMILIES)


def source_of(name):
    return inspect.getsource(getattr(gates, name))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Multiply", "Affine", "Sparsemax", "SoftmaxCrossEntropy"])
def test_mutants_are_different_programs_and_always_the_same(name):
    found = list(mutants(source_of(name)))
    sources = [mutant.source for mutant in found]
    assert len(set(sources)) == len(sources) > 20
    assert ast.unparse(ast.parse(source_of(name))) not in sources
    assert found == list(mutants(source_of(name)))
    for source in sources:
        compile(source, name, "exec")


def test_words_annotations_decorators_and_bases_are_left_alone():
    for mutant in mutants(MULTIPLY):
        for kept in ("@decorated", "class MultiplyGate(Base)", "A docstring of 1 line.", "Another.", "upstream: int"):
            assert kept in mutant.source
        assert "-> tuple" in mutant.source
        if "raise" in mutant.source:
            assert "raise ValueError(f'{upstream + 1} is none' + 'of 1')" in mutant.source


def test_a_mutant_says_what_was_changed_and_where():
    found = {mutant.change: mutant for mutant in mutants(MULTIPLY)}
    assert found["`x * y` → `x / y`"].line == 10
    assert found["`upstream * self.x` → `upstream - self.x`"].line == 15
    assert found["`self.y = y` deleted"].line == 9
    assert found["`2` → `3`"].family == "constant"


def test_a_long_change_is_quoted_where_it_is():
    source = "z = first_of_all + second_of_all + third_of_all * fourth_of_all + fifth_of_all - last_of_all"
    found = [mutant.change for mutant in mutants(source)]
    assert "`…_all + fifth_of_all - last_of_all` → `…_all + fifth_of_all + last_of_all`" in found
    assert max(map(len, found)) < 120


def test_what_is_no_python_is_refused():
    with pytest.raises(SyntaxError):
        list(mutants("def f(:"))
