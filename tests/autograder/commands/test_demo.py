"""The demonstration from end to end: every student earns what they deserve, and nbgrader goes on from there."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.results import ResultsFile
from autograder.demo.students import synthetic_class
from coursekit.checking.finding import CODES
from tests.autograder.running import coursekit
from tests.tracing import untraced

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

CLASS = synthetic_class(24)
EXPECTED_CODES = [
    (student.id, test, code)
    for student in CLASS
    for test, code in student.expected_codes.items()
    if student.kind != "broken"
]


class Demo:
    def __init__(self, root):
        self.root = root
        self.done = coursekit("demo", "--out", root)
        self.results = ResultsFile(root / "results" / "gates.jsonl").results()

    def cells(self, student):
        return {cell.grade_id: cell for cell in self.results[student].cells}

    def nbgrader(self, *arguments):
        """Run a command of nbgrader's own in the course."""
        scripts = Path(sys.executable).parent
        path = f"{scripts}{os.pathsep}{os.environ['PATH']}"  # nbgrader starts alembic by its bare name
        return subprocess.run(
            [scripts / "nbgrader", *arguments],
            cwd=self.root, env=untraced(PATH=path), check=True, capture_output=True, text=True, timeout=200,
        )  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return Demo(tmp_path_factory.mktemp("demo") / "course")


def test_it_succeeds_without_a_complaint(demo):
    assert (demo.done.returncode, demo.done.stderr) == (0, "")


@pytest.mark.parametrize("student", CLASS, ids=lambda student: student.id)
def test_everyone_earns_what_they_deserve(demo, student):
    cells = demo.cells(student.id)
    assert demo.results[student.id].status == ("unreadable" if student.id == "belkor" else "graded")
    earned = {test: cells[test].points / cells[test].max_points for test in student.expected}
    # Points are counted in whole cells here, so nothing is rounded.
    assert earned == student.expected


@pytest.mark.parametrize(("student", "test", "code"), EXPECTED_CODES)
def test_a_mistake_is_called_by_its_name(demo, student, test, code):
    # A mistake that the checker has no name for is told by the general one.
    assert demo.cells(student)[test].findings[0].code == (code if code in CODES else "gradient-value")


def test_the_table_names_every_student_and_what_was_found(demo):
    table = demo.done.stdout.partition("who that is")[2]
    for student in CLASS:
        assert re.search(rf"^{student.id} +{student.kind}: ", table, re.MULTILINE)
    assert "not written yet: " in table
    assert "cannot be read: " in table
    assert "\x1b" not in demo.done.stdout
    assert re.search(r"^Of 24: 8 earned every point .*, 11 some, 4 none, 1 cannot be read\.$", table, re.MULTILINE)


def test_a_second_run_grades_nothing(demo):
    again = coursekit("grade", "gates", "--course", demo.root)
    assert again.returncode == 1  # one cannot be read
    assert again.stdout.startswith("24 already graded and unchanged.\n0 graded now. ")
    assert "Not graded: belkor: cannot be read: gates.ipynb: " in again.stdout


def test_nbgrader_exports_the_same_scores(demo):
    demo.nbgrader("export")
    with (demo.root / "grades.csv").open(newline="") as file:
        exported = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert exported == {student: (result.score, result.max_score) for student, result in demo.results.items()}


def test_nbgrader_lists_the_class_and_the_assignment(demo):
    students = demo.nbgrader("db", "student", "list").stdout
    assert all(f"{student.id} (" in students for student in CLASS)
    assert "gates" in demo.nbgrader("db", "assignment", "list").stdout


def feedback_scores(demo):
    pages = {path.parts[-3]: path.read_text() for path in demo.root.glob("feedback/*/gates/gates.html")}
    return {student: re.search(r"\(Score: ([\d.]+) / ([\d.]+)\)", page).groups() for student, page in pages.items()}


def test_everyone_who_was_graded_has_a_page_and_nbgrader_makes_the_same(demo):
    due = {
        student: (str(result.score), str(result.max_score))
        for student, result in demo.results.items()
        if result.status == "graded"
    }
    assert feedback_scores(demo) == due
    demo.nbgrader("generate_feedback", "gates", "--force")
    assert feedback_scores(demo) == due


def test_no_file_holds_the_secret_or_what_only_a_terminal_understands(demo):
    secret = demo.root / "results" / ".secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.read_text() not in demo.done.stdout
    files = [path for path in demo.root.rglob("*") if path.is_file() and path != secret]
    assert len(files) > 100
    for path in files:
        content = path.read_bytes()
        assert secret.read_bytes() not in content, path
        if "submitted" not in path.parts and "source" not in path.parts:
            assert b"\x1b[" not in content, path
            assert rb"\u001b[" not in content, path
