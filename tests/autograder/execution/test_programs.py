"""Tapes, graphs, numerical gradients and gradient checkers are judged through the walls, like gates."""

import pytest

from autograder.execution.proxy import Link, Proxy
from coursekit import check
from tests.autograder.conftest import a_test, cell, solution
from tests.coursekit.checking.gradient_functions import CHECK, NDINDEX
from tests.coursekit.checking.graphs import GATES, KAHN
from tests.coursekit.checking.tapes import SLOPES, changed

GRAPH = KAHN.removeprefix(GATES)
RIGHT = {"tape": SLOPES, "graph": GRAPH, "numerical": NDINDEX, "checker": CHECK}
WRONG = {
    "tape": changed(SLOPES, ("arrived.get(id(parent), 0.0) + slope", "slope")),
    "graph": changed(GRAPH, ("gradients[needed] + gradient", "gradient")),
    "numerical": changed(NDINDEX, ("(2 * h)", "h")),
    "checker": changed(CHECK, ("< 1e-5", "< 0.5")),
}
CODES = ["overwrites-gradient", "overwrites-gradient", "constant-factor", "passes-wrong-gradient"]


def an_exercise(name):
    """A solution cell: all that is in the definition is the student's."""
    head, _, body = RIGHT[name].strip().partition("\n")
    return solution(f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION", name)


@pytest.mark.slow
def test_programs_are_checked_in_a_graded_notebook(small_course):
    cells = (
        cell("import math\nimport numpy as np\nfrom coursekit import check\n" + GATES, "given"),
        *(an_exercise(name) for name in RIGHT),
        a_test("check(Value)", "test-tape"),
        a_test("check(ComputationalGraph, level='full')", "test-graph"),
        a_test("check(numerical_gradient)", "test-numerical"),
        a_test("check(gradient_check)", "test-checker"),
    )
    course = small_course(*cells)
    course.submit("right", **{name: source.strip() for name, source in RIGHT.items()})
    # The checker calls the student's numerical gradient: it is judged with the right one.
    course.submit("wrong", **{name: source.strip() for name, source in (WRONG | {"numerical": NDINDEX}).items()})
    course.submit(
        "half", **{name: source.strip() for name, source in (RIGHT | {"numerical": WRONG["numerical"]}).items()}
    )
    results = course.grade().results
    assert results["right"].score == 4, results["right"].cells
    codes = [each.findings[0].code if each.findings else None for each in results["wrong"].cells]
    assert codes == [CODES[0], CODES[1], None, CODES[3]]
    assert [each.points for each in results["half"].cells] == [1, 1, 0, 0]


@pytest.mark.parametrize(("name", "target"), [("tape", "Value"), ("numerical", "numerical_gradient")])
def test_a_proxy_sits_a_scene(open_session, name, target):
    session = open_session()
    session.run_cell("import math\nimport numpy as np\n" + RIGHT[name])
    report = check(Proxy(Link(session, target)))
    assert report.passed, report
    assert report.candidate == target
    session.run_cell(WRONG[name])
    report = check(Proxy(Link(session, target)))
    assert report.findings[0].code == {"tape": CODES[0], "numerical": CODES[2]}[name]


def test_what_dies_in_the_middle_of_a_scene_names_its_line(open_session):
    session = open_session()
    session.run_cell(
        "import math\n" + changed(SLOPES, ("        return order[::-1]", "        return order[::-1] / 0"))
    )
    report = check(Proxy(Link(session, "Value")))
    (finding,) = [each for each in report.findings if each.code == "raises"]
    assert finding.evidence["exception"] == "TypeError"
    assert finding.evidence["source"] == "return order[::-1] / 0"
