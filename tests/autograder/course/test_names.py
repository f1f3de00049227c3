import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.names import imported_modules, names_defined, student_names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = 1", "x"),
        ("a, (b, *c) = [d, e] = f()", "a b c d e"),
        ("x: int\ny: int = 1", "y"),
        ("x += 1", "x"),
        ("a.b = c[d] = 1", ""),
        ("def f(a, b=(w := 1)):\n    inner = 1", "f w"),
        ("async def f(): pass", "f"),
        ("class A(B, metaclass=(m := M)):\n    attribute = 1\n    def method(self): pass", "A m"),
        ("def f():\n    global g\n    g = 1", "f g"),
        ("class A:\n    def f(self):\n        global g", "A g"),
        ("for i, (j, *k) in p:\n    q = 1\nelse:\n    r = 2", "i j k q r"),
        ("with open(p) as a, b() as (c, d): e = 1", "a c d e"),
        ("import a.b, c as d\nfrom e import f, g as h\nfrom i import *", "a d f h"),
        ("[x for x in (y := [1]) if (z := x)]", "y z"),
        ("{k: v for k, v in p}; (e for e in p)", ""),
        ("f = lambda a: (b := a)", "f"),
        ("if (n := 1) > 0: pass", "n"),
        ("try:\n    a = 1\nexcept E as e:\n    b = 2\nfinally:\n    c = 3", "a b c"),
        (
            "match p:\n    case [a, *b]: pass\n    case {'k': c, **d} as e: pass\n    case A(f=g) | g: pass",
            "a b c d e g",
        ),
        ("del x", ""),
        ("result = await f()", "result"),
        ("%matplotlib inline\nx = 1\n!ls\ny = !ls\nz = %timeit -o f()", "x y z"),
        ("%%time\nx = 1", "x"),
        ("%%capture out\n%matplotlib inline\nx = 1", "x"),
        ("%%bash\nx=1", ""),
        ("?print", ""),
        ("def (", ""),
        ("x = '\\d'", "x"),
        ("x = 1\0", ""),
        ("x = " + "(" * 5000, ""),
        ("x = " + " + ".join("1" * 600), "x"),
    ],
)
def test_names_defined(source, names):
    assert names_defined(source) == set(names.split())


def notebook(*cells):
    """Cells marked S: for a solution, T: for a test, and ordinary ones."""
    found = []
    for number, text in enumerate(cells):
        marks = {"S:": {"solution": True}, "T:": {"grade": True, "points": 1}}.get(text[:2])
        cell = new_code_cell(text.removeprefix("S:").removeprefix("T:"))
        if marks:
            cell.metadata["nbgrader"] = marks | {"grade_id": f"cell-{number}"}
        found.append(cell)
    return new_notebook(cells=[new_markdown_cell("x = squares(3)"), *found])


SQUARES = "S:def squares(n): return [i * i for i in range(n)]"


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ([SQUARES], ""),
        ([SQUARES, "result = squares(10)", "total = sum(result)", "other = 3"], "result total"),
        (["early = squares", SQUARES], ""),
        ([SQUARES, "T:x = squares(3)"], ""),
        ([SQUARES, "def wrap(n): return squares(n)"], ""),
        ([SQUARES, "def wrap(n): return squares(n)", "def twice(n): return wrap(wrap(n))", "y = twice(2)"], "y"),
        (["def wrap(n): return squares(n)", SQUARES, "alias = wrap", "y = alias(2)"], "y"),
        ([SQUARES, "def wrap():\n    global found\n    found = squares(2)", "wrap()"], "found"),
        ([SQUARES, "def f(n=squares(2)): pass"], "f"),
        ([SQUARES, "@squares\ndef f(): pass"], "f"),
        (["S:class Gate: pass", "class Sub(Gate): pass", "class Own:\n    gate = Gate\nclass Free: pass"], "Sub Own"),
        (["S:class Gate: pass", "class Net:\n    def run(self): return Gate()", "net = Net()"], "net"),
        ([SQUARES, "losses = []", "for i in range(3):\n    losses.append(squares(i))\n    j = i"], "losses"),
        ([SQUARES, "table = {}", "table['a'] = squares(1)", "box.value = squares(2)"], "table box"),
        ([SQUARES, "for value in squares(3):\n    last = 1"], "value last"),
        ([SQUARES, "a = b = 0\nwhile a < 3:\n    a = b\n    b = squares(2)"], "a b"),
        ([SQUARES, "if squares(1):\n    a = 1\nelse:\n    b = 1"], "a b"),
        ([SQUARES, "with use(squares(1)) as a:\n    b = 1"], "a b"),
        ([SQUARES, "try:\n    a = squares(1)\nexcept E:\n    b = 1"], "a"),
        ([SQUARES, "f = lambda: squares(2)"], ""),
        ([SQUARES, "f = lambda: squares(2)", "y = f()"], "y"),
        ([SQUARES, "import numpy as np\nnp.testing.assert_equal(squares(1), x.mean())"], ""),
        ([SQUARES, "import numpy as np\ny = x.dot(np.array(squares(2)))"], "y"),
        ([SQUARES + "\nimport numpy as np\ntry:\n    import scipy\nexcept ImportError: pass"], ""),
        ([SQUARES, "print(squares(3), table.copy())"], ""),
        ([SQUARES, "%time result = squares(3)", "%%time\nresult2 = squares(3)"], "result result2"),
    ],
)
def test_student_names(cells, names):
    of_solution = {"Gate"} if any("class Gate" in text for text in cells) else {"squares"}
    assert student_names(notebook(*cells)) - of_solution == set(names.split())


def test_a_name_of_a_later_solution_is_not_yet_the_students():
    assert student_names(notebook("x = 1", "y = x", "S:x = 2", "z = x")) == {"x", "z"}


def test_imported_modules_are_those_of_all_cells_but_tests():
    found = notebook(
        "import numpy as np, numpy.linalg", "S:def f():\n    from a.b import c", "T:import secret", "from . import own"
    )
    assert imported_modules(found) == ["numpy", "numpy.linalg", "a.b"]
