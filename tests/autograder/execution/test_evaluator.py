"""What a test cell sees, and what a submission earns, from the submitted file to the graded cell."""

import pytest

from autograder.errors import CourseError
from autograder.execution.limits import Limits
from tests.autograder.conftest import a_test, cell, solution

RIGHT = {"squares": "def squares(n): return [i * i for i in range(n)]", "total": "def total(n): return sum(squares(n))"}


def earned(course, student="s", **options):
    result = course.grade(**options).results[student]
    return {each.grade_id: each.points for each in result.cells}


def graded_cell(course, name, student="s"):
    import nbformat

    made = nbformat.read(course.root / "autograded" / student / "ps" / "ps.ipynb", as_version=4)
    return next(each for each in made.cells if each.metadata.get("nbgrader", {}).get("grade_id") == name)


def test_right_wrong_and_unfinished_earn_what_they_deserve(small_course):
    course = small_course()
    course.submit("right", **RIGHT)
    course.submit("wrong", squares=RIGHT["squares"], total="def total(n): return 14")
    course.submit("unfinished")
    results = course.grade().results
    assert [results[student].score for student in ("right", "wrong", "unfinished")] == [5, 2, 0]
    assert {result.status for result in results.values()} == {"graded"}
    assert [each.status for each in results["right"].cells] == ["passed", "passed"]
    assert results["wrong"].cells[1].findings[0].code == "assertion"
    assert results["unfinished"].cells[0].findings[0].message.startswith("NotImplementedError")


@pytest.mark.slow
def test_a_name_that_a_test_deletes_and_puts_back_is_the_students(small_course):
    cells = (
        solution(
            "def squares(n):\n    ### BEGIN SOLUTION\n    return [i * i for i in range(n)]\n    ### END SOLUTION",
            "squares",
        ),
        solution("def total(n):\n    ### BEGIN SOLUTION\n    return sum(squares(n))\n    ### END SOLUTION", "total"),
        a_test(
            "kept = squares\ndel squares\ntry:\n    total(2)\nexcept NameError:\n    pass\n"
            "else:\n    raise AssertionError('total does not use squares')\nfinally:\n    squares = kept",
            "test-uses",
        ),
        a_test("assert squares(2) == [0, 1]", "test-still-there"),
    )
    course = small_course(*cells)
    course.submit("right", **RIGHT)
    course.submit("alone", squares=RIGHT["squares"], total="def total(n): return sum(i * i for i in range(n))")
    results = course.grade().results
    assert results["right"].score == 2
    assert [each.points for each in results["alone"].cells] == [0, 1]


@pytest.mark.slow
def test_what_an_ordinary_cell_computes_from_the_students_code_is_the_students(small_course):
    cells = (
        solution("def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION", "f"),
        cell("result = f(1)", "uses-f"),
        a_test("assert result == 2", "test-result"),
    )
    course = small_course(*cells)
    course.submit("s", f="def f(x): return 7")
    assert earned(course) == {"test-result": 0}


@pytest.mark.slow
def test_a_locked_functions_own_names_are_the_instructors(small_course):
    cells = (
        cell("def close(a, b):\n    return abs(a - b) < 1e-9", "close"),
        solution("def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION", "f"),
        a_test("assert close(f(1), 2)", "test-f"),
    )
    course = small_course(*cells)
    course.submit(
        "s", f="def f(x): return 7\ndef close(a, b): return True\nimport builtins\nbuiltins.abs = lambda x: 0"
    )
    assert earned(course) == {"test-f": 0}


@pytest.mark.slow
def test_what_one_test_binds_the_next_one_sees_from_this_student(small_course):
    cells = (
        solution("def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION", "f"),
        a_test("value = f(1)\nassert value > 0", "test-first"),
        a_test("assert value == 2", "test-second"),
    )
    course = small_course(*cells)
    course.submit("other", f="def f(x): return 9")
    course.submit("raises", f="def f(x): raise ValueError('no')")
    results = course.grade().results
    assert [each.points for each in results["other"].cells] == [1, 0]
    assert [each.points for each in results["raises"].cells] == [0, 0]
    assert "value" in results["raises"].cells[1].findings[0].message  # is not defined, rather than the instructor's


@pytest.mark.slow
def test_a_name_has_the_value_that_it_had_when_the_test_came(small_course):
    cells = (
        solution("def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION", "f"),
        cell("step = 1", "step"),
        a_test("assert f(1) == 1 + step", "test-first"),
        cell("step = 100", "step-later"),
    )
    course = small_course(*cells)
    course.submit("s", f="def f(x): return x + 1")
    assert earned(course) == {"test-first": 1}


@pytest.mark.slow
def test_a_number_at_the_end_is_partial_credit_and_a_bare_check_that_fails_is_none(small_course):
    gate = (
        "class MultiplyGate:\n    ### BEGIN SOLUTION\n    def forward(self, x, y):\n        self.x, self.y = x, y\n"
        "        return x * y\n    def backward(self, u):\n        return u * self.y, u * self.x\n    ### END SOLUTION"
    )
    cells = (
        cell("from coursekit import check, real\nshapes = {'x': real(3), 'y': real(3)}", "imports"),
        solution(gate, "multiply"),
        a_test("check(MultiplyGate, inputs=shapes)", "test-bare", 4),
        a_test("report = check(MultiplyGate, inputs=shapes)\n2 + 2 * report.passed", "test-partial", 4),
    )
    course = small_course(*cells)
    course.submit("right", multiply=gate)
    course.submit("wrong", multiply=gate.replace("u * self.y, u * self.x", "-u * self.y, -u * self.x"))
    results = course.grade().results
    assert [each.points for each in results["right"].cells] == [4, 4]
    bare, partial = results["wrong"].cells
    assert (bare.points, bare.status, bare.findings[0].code) == (0, "failed", "wrong-sign")
    assert (partial.points, partial.status) == (2, "partial")
    assert graded_cell(course, "test-bare", "wrong").outputs[-1].ename == "CheckFailed"


@pytest.mark.slow
def test_an_instructors_own_gate_is_its_reference(small_course):
    gate = (
        "class CubeGate:\n    ### BEGIN SOLUTION\n    def forward(self, x):\n        self.x = x\n        return x**3\n"
        "    def backward(self, upstream):\n        return (3 * self.x**2 * upstream,)\n    ### END SOLUTION"
    )
    cells = (
        cell("from coursekit import check", "imports"),
        solution(gate, "cube"),
        a_test("check(CubeGate)", "test-cube"),
    )
    course = small_course(*cells)
    course.submit("right", cube=gate)
    course.submit("wrong", cube=gate.replace("3 * self", "2 * self"))
    results = course.grade().results
    assert results["right"].score == 1
    assert results["wrong"].score == 0
    assert results["wrong"].cells[0].findings[0].code == "constant-factor"


@pytest.mark.slow
def test_what_the_students_code_prints_while_it_is_tested_is_not_shown(small_course):
    course = small_course()
    course.submit(
        "s",
        squares="def squares(n):\n    print('asked for', n)\n    return [i * i for i in range(n)]",
        total=RIGHT["total"],
    )
    assert earned(course) == {"test-squares": 2, "test-total": 3}
    assert graded_cell(course, "test-squares").outputs == []


@pytest.mark.slow
def test_a_dead_process_costs_what_died_and_no_more(small_course):
    course = small_course()
    course.submit(
        "s",
        squares="import os\ndef squares(n): os._exit(0)",
        total="def total(n): return n * (n - 1) * (2 * n - 1) // 6",
    )
    result = course.grade().results["s"]
    assert [(each.points, each.status) for each in result.cells] == [(0, "crashed"), (3, "passed")]
    assert result.status == "graded"


@pytest.mark.slow
def test_a_loop_costs_what_it_held_up_and_no_more(small_course):
    course = small_course()
    endless = """
def squares(n):
    while True:
        try:
            for _ in iter(int, 1): pass
        except BaseException: pass
"""
    course.submit("s", squares=endless, total="def total(n): return n * (n - 1) * (2 * n - 1) // 6")
    result = course.grade().results["s"]
    assert [(each.points, each.status) for each in result.cells] == [(0, "timed-out"), (3, "passed")]
    assert result.cells[0].findings[0].code == "timeout"


@pytest.mark.slow
def test_a_test_that_expects_an_error_is_not_content_with_a_dead_process(small_course):
    cells = (
        solution("def f(x):\n    ### BEGIN SOLUTION\n    raise ValueError(x)\n    ### END SOLUTION", "f"),
        a_test("try:\n    f(1)\nexcept ValueError:\n    pass\nelse:\n    assert False", "test-narrow"),
        a_test("try:\n    f(1)\nexcept BaseException:\n    pass\nelse:\n    assert False", "test-wide"),
    )
    course = small_course(*cells)
    course.submit("right", f="def f(x): raise ValueError(x)")
    course.submit("dead", f="import os\ndef f(x): os._exit(0)")
    results = course.grade().results
    assert results["right"].score == 2
    assert results["dead"].score == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ((a_test("assert 1 == 2", "test-impossible"),), "cell test-impossible stops: AssertionError"),
        ((cell("undefined_name", "odd"), a_test("assert True", "t")), "NameError"),
    ],
)
def test_an_instructors_notebook_that_fails_its_own_tests_is_refused(small_course, cells, complaint):
    course = small_course(*cells)
    course.submit("s")
    with pytest.raises(CourseError, match=complaint):
        course.grade()


@pytest.mark.slow
def test_a_notebook_may_import_what_lies_beside_it(small_course):
    cells = (
        cell("from numbers_of_ours import three", "imports"),
        solution("def f():\n    ### BEGIN SOLUTION\n    return three\n    ### END SOLUTION", "f"),
        a_test("assert f() == three", "test-f"),
    )
    course = small_course(*cells)
    (course.root / "source" / "ps" / "numbers_of_ours.py").write_text("three = 3\n")
    course.submit("s", f="def f(): return three")
    (course.root / "submitted" / "s" / "ps" / "numpy.py").write_text("raise SystemExit('not the real one')\n")
    assert earned(course) == {"test-f": 1}


@pytest.mark.slow
def test_a_test_that_loops_on_what_it_is_answered_ends(small_course):
    cells = (
        solution("def f():\n    ### BEGIN SOLUTION\n    return True\n    ### END SOLUTION", "f"),
        a_test("while not f():\n    pass", "test-loops"),
        a_test("assert 1 == 1 and callable(f)", "test-after"),
    )
    course = small_course(*cells)
    course.submit("s", f="def f(): return False")
    result = course.grade(limits=Limits(cell_seconds=1.0, grace_seconds=0.5, notebook_seconds=4.0)).results["s"]
    assert (result.cells[0].points, result.cells[0].status) == (0, "timed-out")
    assert result.cells[0].findings[0].code == "timeout"


@pytest.mark.slow
def test_a_notebook_whose_output_floods_is_cut_off_and_graded(small_course):
    course = small_course()
    flood = "for _ in range(100): print('x' * 1000)"
    course.submit("s", squares=f"{flood}\n{RIGHT['squares']}", total=f"{RIGHT['total']}\n{flood}")
    assert earned(course, limits=Limits(notebook_output_bytes=150_000)) == {"test-squares": 2, "test-total": 3}
    assert len(graded_cell(course, "squares").outputs[0].text) > 90_000
    assert "dropped" in graded_cell(course, "total").outputs[0].text


@pytest.mark.slow
def test_unseeded_random_numbers_are_the_same_each_time(small_course):
    cells = (
        cell("import random\nimport numpy as np", "imports"),
        solution(
            "def f():\n    ### BEGIN SOLUTION\n    return random.random(), np.random.rand()\n    ### END SOLUTION", "f"
        ),
        a_test("print(f())", "test-f"),
    )
    course = small_course(*cells)
    for student in ("one", "two"):
        course.submit(student, f="def f(): return random.random(), np.random.rand()")
    course.grade()
    one, two = (graded_cell(course, "test-f", student).outputs[0].text for student in ("one", "two"))
    assert one == two


@pytest.mark.slow
def test_the_text_of_a_students_object_is_no_number_of_points(small_course):
    cells = (
        solution("def f():\n    ### BEGIN SOLUTION\n    return object()\n    ### END SOLUTION", "f"),
        a_test("result = f()\nassert not isinstance(result, int)\nresult", "test-f", 4),
    )
    course = small_course(*cells)
    course.submit("s", f="class Fake:\n    def __repr__(self): return '1'\ndef f(): return Fake()")
    assert earned(course) == {"test-f": 4}  # any result that is no number is full marks


SQUARES_STUB = "def squares(n):\n    ### BEGIN SOLUTION\n    return [i * i for i in range(n)]\n    ### END SOLUTION"
YES = "class Yes:\n    def __eq__(self, other): return True\n    __lt__ = __contains__ = __eq__\n"
COMPARISONS = [
    "assert squares(3) == [0, 1, 4]",
    "assert [0, 1, 4] == squares(3)",
    "assert squares(3) in ([0, 1, 4], [])",
    "for got, want in zip(squares(3), [0, 1, 4]):\n    assert got == want\nassert len(squares(3)) == 3",
    "assert all(map(lambda n: squares(n) == [i * i for i in range(n)], [1, 2, 3]))",
    "assert np.array_equal(squares(3), [0, 1, 4])",
    "assert np.allclose(squares(3), [0, 1, 4])",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer",
    [
        f"{YES}def squares(n): return Yes()",
        f"{YES}class Row(list):\n    __eq__ = Yes.__eq__\ndef squares(n): return Row()",
        f"{YES}def squares(n): return [Yes(), Yes(), Yes()]",
        "def squares(n): raise StopIteration",
    ],
)
@pytest.mark.parametrize("test", COMPARISONS)
def test_an_object_of_the_students_does_not_decide_a_comparison(shared_squares, answer, test):
    assert shared_squares(test, answer) == 0
    assert shared_squares(test, "def squares(n): return [i * i for i in range(n)]") == 1


@pytest.fixture(scope="module")
def shared_squares(tmp_path_factory):
    """Run one test of `squares` against an answer, in warm processes that are shared."""
    from autograder.batch import warm
    from tests.autograder.conftest import QUICK, SmallCourse

    cells = [cell("import numpy as np", "imports"), solution(SQUARES_STUB, "squares")]
    cells += [a_test(source, f"test-{number}") for number, source in enumerate(COMPARISONS)]
    course = SmallCourse(tmp_path_factory.mktemp("squares") / "course", cells)
    results = {}
    with warm(course.assignment, QUICK) as graders:

        def points(test, answer):
            if answer not in results:
                outcome = graders.grade("ps", course.submit("s", squares=answer), {})
                results[answer] = {each["grade_id"]: each["points"] for each in outcome.cells}
            return results[answer][f"test-{COMPARISONS.index(test)}"]

        yield points


@pytest.mark.slow
def test_a_class_that_the_exercise_asks_for_may_have_operators(small_course):
    vector = (
        "class Vector:\n    ### BEGIN SOLUTION\n    def __init__(self, *v): self.v = list(v)\n"
        "    def __add__(self, o): return Vector(*(a + b for a, b in zip(self.v, o.v)))\n"
        "    def __mul__(self, k): return Vector(*(k * a for a in self.v))\n    __rmul__ = __mul__\n"
        "    def __eq__(self, o): return self.v == getattr(o, 'v', o)\n    def __len__(self): return len(self.v)\n"
        "    def __getitem__(self, i): return self.v[i]\n    ### END SOLUTION"
    )
    test = (
        "a, b = Vector(1, 2), Vector(3, 4)\nassert a + b == Vector(4, 6)\nassert (2 * a * 3).v == [6, 12]\n"
        "assert a == [1, 2]\nassert len(a) == 2 and a[1] == 2 and list(b) == [3, 4] and 4 in b\n"
        "assert not a == b\nassert sum([a[0], b[0]]) == 4"
    )
    course = small_course(solution(vector, "vector"), a_test(test, "test-vector"))
    course.submit("right", vector=vector)
    course.submit("wrong", vector=vector.replace("k * a for", "a for"))
    results = course.grade().results
    assert results["right"].score == 1
    assert results["wrong"].score == 0


@pytest.mark.slow
def test_a_value_that_the_student_assigns_is_data(small_course):
    cells = (
        solution("### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", "answer"),
        a_test("assert answer == 42", "test-answer"),
        a_test("def compare():\n    return answer == 42\nassert compare()", "test-in-a-function"),
        a_test("assert f'{answer + 1}' == '43' and isinstance(answer, int)", "test-as-data"),
    )
    course = small_course(*cells)
    course.submit("right", answer="answer = 42")
    course.submit("wrong", answer="answer = 41")
    course.submit("liar", answer=f"{YES}answer = Yes()")
    course.submit("nothing", answer="")
    results = course.grade().results
    assert {student: result.score for student, result in results.items()} == {
        "right": 3,
        "wrong": 0,
        "liar": 0,
        "nothing": 0,
    }
    assert "where int is expected" in results["liar"].cells[0].findings[0].message


@pytest.mark.slow
def test_sets_cross_by_value(small_course):
    cells = (
        solution("def f(n):\n    ### BEGIN SOLUTION\n    return {i % 3 for i in range(n)}\n    ### END SOLUTION", "f"),
        a_test("assert f(9) == {0, 1, 2} and f(9) == frozenset([0, 1, 2])", "test-f"),
    )
    course = small_course(*cells)
    course.submit("right", f="def f(n): return {i % 3 for i in range(n)}")
    course.submit("wrong", f="def f(n): return {0, 1}")
    results = course.grade().results
    assert [results[student].score for student in ("right", "wrong")] == [1, 0]


@pytest.mark.slow
def test_a_number_of_any_kind_is_partial_credit(small_course):
    worth = {"np.float64(1.5)": 1.5, "np.int64(1)": 1, "1.5": 1.5, "True": 4, "'1'": 4, "[1]": 4}
    cells = (
        cell("import numpy as np", "imports"),
        solution("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", "f"),
        *(a_test(f"assert f() == 1\n{last}", f"test-{number}", 4) for number, last in enumerate(worth)),
    )
    course = small_course(*cells)
    course.submit("s", f="def f(): return 1")
    assert dict(zip(worth, earned(course).values(), strict=True)) == worth


@pytest.mark.slow
def test_a_notebook_that_keeps_dying_is_graded_for_what_it_did(small_course):
    cells = (
        solution("### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", "answer"),
        a_test("assert answer == 42", "test-before"),
        *(cell("", f"gap-{number}") for number in range(4)),
        a_test("assert answer == 42", "test-after"),
    )
    course = small_course(*cells)
    released = course.assignment.masters["ps"].release
    released.cells[0].source = "answer = 42"
    deadly = [cell("import os; os._exit(1)") for _ in range(4)]
    released.cells[2:2] = deadly
    course.submit_notebook("s", released)
    result = course.grade().results["s"]
    assert [(each.points, each.status) for each in result.cells] == [(1, "passed"), (0, "crashed")]


@pytest.mark.slow
def test_outputs_that_no_notebook_can_hold_are_made_such(small_course):
    course = small_course()
    show = (
        "from IPython.display import display\nprint('\\ud800')\ndisplay({'image/png': b'png', 'text/plain': '\\udfff', "
    )
    show += "'application/json': {'a': b'x', 'b': float('nan')}}, raw=True)\n"
    course.submit("s", squares=show + RIGHT["squares"], total=RIGHT["total"])
    assert earned(course) == {"test-squares": 2, "test-total": 3}
    stream, shown = graded_cell(course, "squares").outputs
    assert stream.text == "?\n"
    assert shown.data == {"image/png": "cG5n", "text/plain": "?"}
