"""The assignment `gates` as its instructors keep it: a valid notebook, fair tests, and a solution that passes them."""

import ast
import contextlib
import io
import warnings
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

PATH = Path(__file__).parents[2] / "assignments" / "source" / "gates" / "gates.ipynb"
NOTEBOOK = nbformat.read(PATH, as_version=4)
NAMED = {cell.metadata.nbgrader.grade_id: cell for cell in NOTEBOOK.cells if "nbgrader" in cell.metadata}
TESTS = {
    name: cell for name, cell in NAMED.items() if cell.metadata.nbgrader.grade and not cell.metadata.nbgrader.solution
}
SOLUTIONS = {
    name: cell for name, cell in NAMED.items() if cell.metadata.nbgrader.solution and not cell.metadata.nbgrader.grade
}
GATES = {
    "add-gate": "AddGate",
    "multiply-gate": "MultiplyGate",
    "maximum-gate": "MaximumGate",
    "sigmoid-gate": "SigmoidGate",
    "tanh-gate": "TanhGate",
    "relu-gate": "ReLUGate",
}


@pytest.fixture(scope="module")
def namespace():
    """What the instructor's notebook has defined when all its cells but the tests have run."""
    names = {"display": print}  # what a notebook always has
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in NOTEBOOK.cells:
            if cell.cell_type == "code" and cell not in TESTS.values():
                exec(cell.source, names)
    return names


def test_the_notebook_is_valid_and_saved_as_jupyter_saves_it():
    nbformat.validate(NOTEBOOK)
    MetadataValidator().validate_nb(NOTEBOOK)
    assert (NOTEBOOK.nbformat, NOTEBOOK.nbformat_minor) == (4, 5)
    assert nbformat.writes(NOTEBOOK) + "\n" == PATH.read_text(encoding="utf-8")
    for cell in NOTEBOOK.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_points_sum_to_a_hundred():
    assert sum(cell.metadata.nbgrader.get("points", 0) for cell in NAMED.values()) == 100


def test_one_question_is_marked_by_hand_and_has_a_mark_scheme():
    by_hand = [cell for cell in NAMED.values() if cell.cell_type == "markdown"]
    assert [cell.metadata.nbgrader.grade_id for cell in by_hand] == ["why-gradients-add"]
    assert "Mark scheme" in by_hand[0].source


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_solution_leaves_a_skeleton_that_runs(name):
    cell = nbformat.from_dict(SOLUTIONS[name])
    ClearSolutions().preprocess_cell(cell, {"language": "python"}, 0)
    names = {"np": None, "make_gate": None}
    exec(cell.source, names)  # defines a class; only its methods raise
    assert "raise NotImplementedError" in cell.source
    assert "SOLUTION" not in cell.source


@pytest.mark.parametrize("name", TESTS)
def test_a_test_cell_has_a_visible_and_a_hidden_part(name):
    cell = nbformat.from_dict(TESTS[name])
    ClearHiddenTests().preprocess_cell(cell, {}, 0)
    visible = [line for line in cell.source.splitlines() if line.startswith("assert ")]
    hidden = [line for line in TESTS[name].source.splitlines() if line.startswith("assert ") and line not in visible]
    assert len(visible) >= 2
    assert len(hidden) >= 2
    assert "HIDDEN" not in cell.source


@pytest.mark.parametrize("name", TESTS)
def test_a_test_cell_only_calls_and_compares(name):
    """A grader may keep the student's objects in another process: no types, no patches, no imports."""
    tree = ast.parse(TESTS[name].source)
    for node in ast.walk(tree):
        assert not isinstance(node, (ast.Import, ast.ImportFrom, ast.ClassDef, ast.Delete, ast.Global))
        if isinstance(node, ast.Name):
            assert node.id not in {"isinstance", "issubclass", "type", "getattr", "setattr", "vars", "dir", "id"}
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            assert isinstance(node.ctx, ast.Load)
    # nbgrader takes the value of a last expression for a share of the points.
    assert isinstance(tree.body[-1], ast.Assert)


@pytest.mark.parametrize("name", TESTS)
def test_the_solution_passes_without_a_warning(name, namespace, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(TESTS[name].source, dict(namespace))
    assert capfd.readouterr().err == ""  # nbgrader gives no points to a cell that writes there


@pytest.mark.slow
@pytest.mark.parametrize("gate", GATES.values())
@pytest.mark.parametrize("seed", range(3))
def test_every_gate_of_the_solution_is_right(gate, seed, namespace):
    report = namespace["check"](namespace[gate], level="full", seed=seed)
    assert report.passed, report
    assert not report.findings


def test_unbroadcast_gives_the_shape_of_the_input_and_loses_nothing(namespace):
    np, unbroadcast = namespace["np"], namespace["unbroadcast"]
    upstream = np.arange(24.0).reshape(2, 3, 4)
    for shape in [(), (1,), (4,), (3, 1), (1, 4), (3, 4), (2, 1, 1), (1, 1, 1), (2, 3, 4)]:
        gradient = unbroadcast(upstream, shape)
        assert gradient.shape == shape
        assert gradient.sum() == upstream.sum()
        assert not np.shares_memory(gradient, upstream)
    assert np.array_equal(unbroadcast(upstream, (3, 1)), upstream.sum(axis=(0, 2)).reshape(3, 1))


def test_the_gates_given_for_the_graph_are_exact_where_the_text_says_so(namespace):
    gate = namespace["make_gate"]("multiply")
    assert gate.forward(3.0, -4.0) == -12.0
    assert gate.backward(2.0) == (-8.0, 6.0)
