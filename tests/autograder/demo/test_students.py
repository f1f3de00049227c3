"""Every synthetic student does what is said of them. Hostile ones are looked at here, never run."""

import json
from collections import Counter

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.demo.profiles import TESTS, all_but
from autograder.demo.students import PROFILES, synthetic_class
from autograder.demo.work import grade_id_of
from autograder.demo.wrong import spoil
from coursekit.checking.finding import CODES

CLASS = synthetic_class()
READABLE = [student for student in CLASS if student.submission.arrives == 1.0]
HARMLESS = [student for student in CLASS if student.kind in ("right", "wrong", "unfinished")]
GATE_IN = {
    "test-add-gate": "AddGate",
    "test-multiply-gate": "MultiplyGate",
    "test-maximum-gate": "MaximumGate",
    "test-sigmoid-gate": "SigmoidGate",
    "test-tanh-gate": "TanhGate",
    "test-relu-gate": "ReLUGate",
}


@pytest.mark.slow
def test_the_class_is_the_same_for_the_same_seed(release):
    again = synthetic_class()
    assert again == CLASS
    assert [student.submission(release) for student in again] == [student.submission(release) for student in CLASS]
    assert [student.id for student in synthetic_class(seed=1)] != [student.id for student in CLASS]


@pytest.mark.parametrize("count", [1, 5, 24, 25, 150])
def test_a_class_of_any_size_has_distinct_members(count):
    students = synthetic_class(count)
    assert len({student.id for student in students}) == len({student.name for student in students}) == count


def test_a_small_class_is_mixed_and_the_usual_one_has_every_profile():
    assert {student.kind for student in synthetic_class(5)} == {"right", "wrong", "unfinished", "broken", "hostile"}
    assert len(PROFILES) == 24
    assert Counter(student.kind for student in CLASS) == {
        "right": 6,
        "wrong": 6,
        "unfinished": 2,
        "broken": 2,
        "hostile": 8,
    }
    assert len({student.description for student in CLASS}) == 24


def test_no_class_is_empty():
    with pytest.raises(ValueError, match="1 or more"):
        synthetic_class(0)


@pytest.mark.parametrize("student", CLASS, ids=lambda student: student.id)
def test_expectations_are_about_the_tests_of_the_notebook(student, master):
    tests = [
        name for name, cell in master.items() if cell["metadata"]["nbgrader"]["grade"] and cell["cell_type"] == "code"
    ]
    assert list(student.expected) == tests == list(TESTS)
    assert set(student.expected.values()) <= {0.0, 1.0}
    assert all(student.expected[test] == 0.0 for test in student.expected_codes)


@pytest.mark.slow
@pytest.mark.parametrize("student", HARMLESS, ids=lambda student: f"{student.id}-{student.kind}")
def test_a_student_passes_just_the_tests_that_are_deserved(student, release, run):
    outcome, names = run(student.submission(release))
    assert {test: float(outcome[test] is None) for test in TESTS} == student.expected
    assert {name for name, error in outcome.items() if error and not name.startswith("test-")} == set()
    for test, code in student.expected_codes.items():
        findings = names["check"](names[GATE_IN[test]], level="full").findings
        # Where the cause is not told apart, the checker says that the gradient is wrong, and no more.
        assert findings[0].code == (code if code in CODES else "gradient-value")


@pytest.mark.slow
def test_what_lies_in_a_broken_file(release):
    cut, deleted = (student for student in CLASS if student.kind == "broken")
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut.submission(release))
    remaining = {grade_id_of(cell) for cell in json.loads(deleted.submission(release))["cells"]}
    assert not remaining & set(TESTS)
    assert "add-gate" in remaining


@pytest.mark.slow
@pytest.mark.parametrize("student", READABLE, ids=lambda student: student.id)
def test_every_cell_of_a_readable_submission_is_python(student, release):
    for cell in json.loads(student.submission(release))["cells"]:
        if cell["cell_type"] == "code":
            compile(TransformerManager().transform_cell("".join(cell["source"])), student.id, "exec")


def test_a_mistake_that_changes_nothing_is_refused():
    with pytest.raises(ValueError, match="there is no 'cosh'"):
        spoil("np.tanh(x)", ("cosh", "sinh"))


def test_only_known_tests_can_be_expected():
    with pytest.raises(ValueError, match="No test cell is named test-cosh"):
        all_but("test-cosh")
