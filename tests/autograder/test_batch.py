"""What a batch does with every kind of folder that a student may leave, and what it does when it is run again."""

import dataclasses
import functools
import json
import shutil
import sqlite3

import pytest

from autograder import batch
from autograder.course.folder import Course
from autograder.course.results import CellFinding, CellResult, SubmissionResult
from autograder.errors import CourseError
from tests.autograder.conftest import SQUARES, SmallCourse
from tests.autograder.running import points_in

pytestmark = pytest.mark.slow

RIGHT = {"squares": "def squares(n): return [i * i for i in range(n)]", "total": "def total(n): return sum(squares(n))"}


def hand_in(course):
    """One of each kind."""
    course.submit("anna", **RIGHT)
    course.submit("bert", squares=RIGHT["squares"])
    submitted = course.root / "submitted"
    course.submit("broken").write_text('{"cells": [')
    (submitted / "empty" / "ps").mkdir(parents=True)
    (submitted / "other-name" / "ps").mkdir(parents=True)
    shutil.copy(submitted / "anna" / "ps" / "ps.ipynb", submitted / "other-name" / "ps" / "ps (1).ipynb")
    course.submit("one-more", **RIGHT)
    shutil.copy(submitted / "anna" / "ps" / "ps.ipynb", submitted / "one-more" / "ps" / "draft.ipynb")
    (submitted / "linked" / "ps").mkdir(parents=True)
    (submitted / "linked" / "ps" / "ps.ipynb").symlink_to(submitted / "anna" / "ps" / "ps.ipynb")
    (submitted / "linked-folder").mkdir()
    (submitted / "linked-folder" / "ps").symlink_to(submitted / "anna" / "ps")
    course.submit("[red]x[bold]", **RIGHT)


STATUSES = {
    "anna": "graded",
    "bert": "graded",
    "broken": "unreadable",
    "empty": "missing",
    "linked": "missing",
    "linked-folder": "missing",
    "one-more": "graded",
    "other-name": "missing",
    "[red]x[bold]": "graded",
}

FIELDS = (
    "student assignment status score max_score cells sandbox submission_sha256 grader_version seed_id seconds".split()
)


@pytest.fixture(scope="module")
def first_time(tmp_path_factory):
    """A course graded once, one submission after another, and what that came to."""
    course = SmallCourse(tmp_path_factory.mktemp("batch") / "course", SQUARES)
    hand_in(course)
    return course, course.grade(jobs=1)


@pytest.fixture
def graded_course(first_time, tmp_path):
    """A copy of the graded course, to do something to."""
    course = SmallCourse.__new__(SmallCourse)
    course.root = shutil.copytree(first_time[0].root, tmp_path / "course", symlinks=True)
    course.course = Course.open(course.root)
    return course


@pytest.fixture
def nothing_runs(monkeypatch):
    """Fail where a warm process would be started."""

    def refuse(*_):
        raise AssertionError("nothing is to be run")

    monkeypatch.setattr(batch, "Graders", refuse)


def why(summary, student):
    (reason,) = {cell.findings[0].message for cell in summary.results[student].cells}
    return reason


def test_every_folder_gets_a_result_and_hinders_no_other(first_time):
    course, summary = first_time
    assert {student: result.status for student, result in summary.results.items()} == STATUSES
    assert {student: result.score for student, result in summary.results.items() if result.score} == {
        "anna": 5, "one-more": 5, "bert": 2, "[red]x[bold]": 5
    }  # fmt: skip
    # Who handed in nothing that can be graded has zeros in the gradebook, not nothing.
    assert {student for _, student, *_ in points_in(course.root / "gradebook.db")} == STATUSES.keys()


def test_what_was_not_graded_says_why(first_time):
    _, summary = first_time
    assert why(summary, "broken").startswith("ps.ipynb: It is not JSON")
    assert why(summary, "empty") == "ps.ipynb: not handed in; there is nothing"
    assert why(summary, "other-name") == "ps.ipynb: not handed in; there is ps (1).ipynb"
    assert "ps.ipynb is a link; it was left out" in why(summary, "linked")
    assert "ps is a link; it was not followed" in why(summary, "linked-folder")


def test_the_graded_folder_holds_only_the_assignments_notebooks(first_time):
    course, _ = first_time
    assert [path.name for path in (course.root / "autograded" / "one-more" / "ps").iterdir()] == ["ps.ipynb"]
    assert list((course.root / "autograded" / "linked-folder" / "ps").iterdir()) == []


def test_a_line_of_the_results_has_the_fields_that_others_rely_on(first_time):
    course, _ = first_time
    lines = [json.loads(line) for line in (course.root / "results" / "ps.jsonl").read_text().splitlines()]
    assert [line["student"] for line in lines] == sorted(STATUSES)  # in the order in which they were graded
    for line in lines:
        assert list(line) == FIELDS
        for cell in line["cells"]:
            assert list(cell) == "notebook grade_id points max_points status findings seconds".split()
            assert all(list(finding) == "code severity message".split() for finding in cell["findings"])
    for kind, found in ((SubmissionResult, lines[0]), (CellResult, lines[0]["cells"][0])):
        assert list(found) == [field.name for field in dataclasses.fields(kind)]
    assert [field.name for field in dataclasses.fields(CellFinding)] == "code severity message".split()


def test_a_batch_in_parallel_finds_the_same(first_time, graded_course):
    _, summary = first_time
    again = graded_course.grade(jobs=4, force=True)
    assert sorted(again.graded_now) == sorted(STATUSES)

    def timeless(results):
        return {
            student: dataclasses.replace(
                result, seconds=0, cells=tuple(dataclasses.replace(cell, seconds=0) for cell in result.cells)
            )
            for student, result in results.items()
        }

    assert timeless(again.results) == timeless(summary.results)


@pytest.mark.usefixtures("nothing_runs")
def test_what_is_graded_and_unchanged_is_kept(graded_course):
    before = points_in(graded_course.root / "gradebook.db")
    again = graded_course.grade()
    assert again.graded_now == []
    assert {student: result.status for student, result in again.results.items()} == STATUSES
    assert points_in(graded_course.root / "gradebook.db") == before


def test_what_was_changed_is_graded_again_alone(graded_course):
    graded_course.submit("bert", **RIGHT)
    again = graded_course.grade()
    assert again.graded_now == ["bert"]
    assert again.results["bert"].score == 5
    scores = {
        (student, cell): score for _, student, _, cell, score, *_ in points_in(graded_course.root / "gradebook.db")
    }
    assert scores["bert", "test-total"] == 3
    assert scores["anna", "test-total"] == 3


def test_a_missing_notebook_that_comes_later_is_graded(graded_course):
    folder = graded_course.root / "submitted" / "other-name" / "ps"
    (folder / "ps (1).ipynb").rename(folder / "ps.ipynb")
    again = graded_course.grade()
    assert again.graded_now == ["other-name"]
    assert again.results["other-name"].score == 5


@pytest.mark.parametrize("change", ["a file beside the notebook", "the solution"])
def test_a_source_that_changed_has_everything_graded_again(graded_course, change):
    if change.startswith("a file"):
        (graded_course.root / "source" / "ps" / "data.csv").write_text("1\n")
    else:
        notebook = graded_course.root / "source" / "ps" / "ps.ipynb"
        notebook.write_text(notebook.read_text().replace("i * i", "i ** 2"))
    assert sorted(graded_course.grade().graded_now) == sorted(STATUSES)


def test_what_the_instructors_notebook_showed_when_it_ran_has_nothing_graded_again(graded_course, nothing_runs):
    notebook = graded_course.root / "source" / "ps" / "ps.ipynb"
    content = json.loads(notebook.read_text())
    content["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hello"]}]
    content["cells"][0]["execution_count"] = 7
    notebook.write_text(json.dumps(content))
    assert graded_course.grade().graded_now == []


@pytest.mark.usefixtures("nothing_runs")
def test_what_the_gradebook_lacks_is_filled_in_without_running_it(graded_course):
    before = points_in(graded_course.root / "gradebook.db")
    (graded_course.root / "gradebook.db").unlink()
    again = graded_course.grade()
    assert again.graded_now == []
    assert points_in(graded_course.root / "gradebook.db") == before


def test_a_graded_notebook_that_is_gone_is_made_again(graded_course):
    shutil.rmtree(graded_course.root / "autograded" / "anna")
    assert graded_course.grade().graded_now == ["anna"]


class Locker(batch.Progress):
    """Another program that takes the gradebook for itself once grading begins."""

    def __init__(self, gradebook):
        self.connection = sqlite3.connect(gradebook, isolation_level=None)

    def started(self, due, kept):
        self.connection.execute("BEGIN EXCLUSIVE")


def test_a_gradebook_that_gets_locked_loses_nothing(graded_course, monkeypatch):
    monkeypatch.setattr(batch, "GradebookWriter", functools.partial(batch.GradebookWriter, busy_seconds=0.1))
    graded_course.submit("bert", **RIGHT)
    other = Locker(graded_course.root / "gradebook.db")
    with pytest.raises(CourseError, match="is locked by another program: close what uses it"):
        graded_course.grade(progress=other)
    other.connection.close()
    monkeypatch.setattr(batch, "Graders", None)  # what was graded is entered without being run
    again = graded_course.grade()
    assert again.graded_now == []
    scores = {
        (student, cell): score for _, student, _, cell, score, *_ in points_in(graded_course.root / "gradebook.db")
    }
    assert scores["bert", "test-total"] == 3


def test_a_result_that_cannot_be_written_is_in_no_gradebook(graded_course):
    graded_course.submit("bert", **RIGHT)
    before = points_in(graded_course.root / "gradebook.db")
    results = graded_course.root / "results" / "ps.jsonl"
    results.unlink()
    results.mkdir()
    with pytest.raises(CourseError, match=r"ps\.jsonl cannot be read .*: make it readable"):
        graded_course.grade()
    assert points_in(graded_course.root / "gradebook.db") == before


def test_the_secret_is_the_owners_alone_and_in_no_other_file(first_time):
    course, _ = first_time
    secret = course.root / "results" / ".secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    value = secret.read_bytes()
    assert len(value) == 64
    others = [path for path in course.root.rglob("*") if path.is_file() and path != secret]
    assert len(others) > 10
    assert not [path for path in others if value in path.read_bytes()]


def test_jobs_that_have_not_begun_are_dropped_when_one_fails(first_time):
    course, _ = first_time
    submissions = course.course.submissions("ps")
    begun = []

    def fail(submission):
        begun.append(submission.student)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        list(batch.in_parallel(1, submissions, fail))
    assert len(begun) <= 2  # the one that failed, and perhaps the one that its thread had taken up by then
