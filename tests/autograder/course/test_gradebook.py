import sqlite3
from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from small_course import cell, document, make_course, merged_notebooks, outcome, put

from autograder.course.gradebook import GradebookWriter
from autograder.course.master import Master
from autograder.errors import CourseError

RIGHT = {"squares-test": 2.0, "sum-test": 1.0}


@pytest.fixture
def masters(course):
    return {name: Master.read(path, course) for name, path in course.master_notebooks("squares").items()}


@pytest.fixture
def writer(course, masters):
    with GradebookWriter(course.db_url, course.course_id, course.config) as found:
        found.prepare("squares", list(masters.values()))
        yield found


def hand_in(course, masters, student, answer=None):
    for name, master in masters.items():
        notebook = {**master.release, "cells": [dict(found) for found in master.release.cells]}
        if name == "one" and answer is not None:
            notebook["cells"][5]["source"] = answer
        put(course.submitted(student, "squares") / f"{name}.ipynb", notebook)
    return merged_notebooks(masters, course.submission(student, "squares"))


def grades(course, student="ada"):
    with Gradebook(course.db_url) as gradebook:
        (one, _) = gradebook.find_submission("squares", student).notebooks
        return {grade.name: (grade.auto_score, grade.needs_manual_grade, grade.score) for grade in one.grades}


def comments(course, student="ada"):
    with Gradebook(course.db_url) as gradebook:
        (one, _) = gradebook.find_submission("squares", student).notebooks
        return {comment.name: comment.auto_comment for comment in one.comments}


def test_grades_and_comments(course, masters, writer):
    writer.write(outcome("ada", RIGHT), hand_in(course, masters, "ada", "Because."), None)
    assert grades(course) == {
        "squares-test": (2.0, False, 2.0),
        "sum-test": (1.0, False, 1.0),
        "why": (None, True, 0.0),
        "by-hand": (0.0, False, 0.0),
        "draw": (None, True, 0.0),
    }
    assert comments(course) == {"squares": "No response.", "by-hand": "No response.", "why": None, "draw": None}


def test_what_a_person_entered_stands(course, masters, writer):
    notebooks = hand_in(course, masters, "ada", "Because.")
    writer.write(outcome("ada", RIGHT), notebooks, None)
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("squares-test", "one", "squares", "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.25, False
        gradebook.find_comment("why", "one", "squares", "ada").manual_comment = "Well put."
        gradebook.db.commit()
    writer.write(outcome("ada", RIGHT | {"squares-test": 0.0}), notebooks, None)
    assert grades(course)["squares-test"] == (0.0, True, 1.75)
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.find_comment("why", "one", "squares", "ada").comment == "Well put."


def test_a_notebook_that_was_not_handed_in_brings_nothing(course, masters, writer):
    writer.write(outcome("ada", {}), {}, None)
    assert set(grades(course).values()) == {(0.0, False, 0.0)}


def test_the_time_is_kept_and_the_penalty_is_the_courses(tmp_path):
    course = make_course(tmp_path, 'c.LateSubmissionPlugin.penalty_method = "zero"')
    masters = {name: Master.read(path, course) for name, path in course.master_notebooks("squares").items()}
    notebooks = hand_in(course, masters, "ada", "Because.")
    with GradebookWriter(course.db_url, course.course_id, course.config) as writer:
        writer.prepare("squares", list(masters.values()))
        with Gradebook(course.db_url) as gradebook:
            gradebook.update_or_create_assignment("squares", duedate="2025-03-01 00:00:00")

        def penalty(timestamp):
            writer.write(outcome("ada", RIGHT), notebooks, timestamp)
            with Gradebook(course.db_url) as gradebook:
                submission = gradebook.find_submission("squares", "ada")
                return submission.timestamp, submission.notebooks[0].late_submission_penalty

        assert penalty(datetime(2025, 2, 28)) == (datetime(2025, 2, 28), None)
        assert penalty(datetime(2025, 3, 2)) == (datetime(2025, 3, 2), 3.0)
        assert penalty(None) == (datetime(2025, 3, 2), 3.0)


def test_it_knows_what_it_has(course, masters, writer):
    notebooks = hand_in(course, masters, "ada", "Because.")
    result, when = outcome("ada", RIGHT), datetime(2025, 3, 1)
    assert not writer.has(result, notebooks, when)
    writer.write(result, notebooks, when)
    assert writer.has(result, notebooks, when)
    assert writer.has(result, notebooks, None)
    assert not writer.has(result, notebooks, datetime(2025, 3, 2))
    assert not writer.has(outcome("ada", {"squares-test": 0.0, "sum-test": 1.0}), notebooks, when)
    assert not writer.has(result, {}, when)
    assert not writer.has(result, hand_in(course, masters, "bob"), when)
    writer.write(result, {}, when)
    assert writer.has(result, {}, when)


def test_a_second_preparation_changes_nothing(course, masters, writer):
    writer.prepare("squares", list(masters.values()))
    with Gradebook(course.db_url) as gradebook:
        assert [found.name for found in gradebook.find_assignment("squares").notebooks] == ["one", "two"]
        assert gradebook.find_assignment("squares").max_score == 11


@pytest.mark.parametrize(
    ("cells", "difference"),
    [
        ([cell("code", "x = 2", grade_id="x", locked=True)], "cell x has another source"),
        ([cell("code", "x = 1  # two", grade_id="y", locked=True)], "cell x is gone"),
        ([cell("code", "x = 1  # two", grade_id="x", grade=True, points=1)], "cell x is new"),
    ],
)
def test_a_source_that_is_newer_than_the_release_is_told(course, masters, writer, cells, difference):
    path = put(course.root / "source" / "squares" / "two.ipynb", document(cells))
    changed = masters | {"two": Master.read(path, course)}
    with pytest.raises(CourseError, match=rf"older than its source .*{difference}.*coursekit release squares"):
        writer.prepare("squares", list(changed.values()))
    with pytest.raises(CourseError, match="other notebooks"):
        writer.prepare("squares", [masters["one"]])


def test_a_gradebook_that_somebody_else_is_writing_to(course, masters, writer):
    notebooks = hand_in(course, masters, "ada")
    with GradebookWriter(course.db_url, busy_seconds=0.01) as impatient:
        impatient.prepare("squares", list(masters.values()))
        other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match="is locked by another program: close"):
            impatient.write(outcome("ada", RIGHT), notebooks, None)
        other.execute("ROLLBACK")
        other.close()
        impatient.write(outcome("ada", RIGHT), notebooks, None)
    assert grades(course)["squares-test"] == (2.0, False, 2.0)


def test_a_gradebook_that_may_not_be_written(course, masters, writer):
    url = f"sqlite:///file:{course.root}/gradebook.db?mode=ro&uri=true"
    with GradebookWriter(url) as reader:
        reader.prepare("squares", list(masters.values()))
        with pytest.raises(CourseError, match="is read-only: make"):
            reader.write(outcome("ada", RIGHT), hand_in(course, masters, "ada"), None)


def test_nothing_of_a_submission_stays_where_writing_fails(course, masters, writer, monkeypatch):
    notebooks = hand_in(course, masters, "ada", "Because.")

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(writer._late_plugin, "late_submission_penalty", fail)
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment("squares", duedate="2025-03-01 00:00:00")
    with pytest.raises(ZeroDivisionError):
        writer.write(outcome("ada", RIGHT), notebooks, datetime(2025, 3, 2))
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.students == []
        assert gradebook.find_assignment("squares").submissions == []


def spoil_folder(path):
    path.mkdir()


def spoil_file(path):
    path.write_text("no database " * 100)


def spoil_old(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE student (id)")
    database.close()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (spoil_folder, "cannot be opened: see that"),
        (spoil_file, "is no database: move"),
        (spoil_old, r"another version of nbgrader: .*nbgrader db upgrade"),
    ],
)
def test_what_is_no_gradebook_is_told_in_one_line(tmp_path, spoil, told):
    spoil(tmp_path / "gradebook.db")
    with pytest.raises(CourseError, match=told) as caught:
        GradebookWriter(f"sqlite:///{tmp_path}/gradebook.db")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "nothing://here/at-all"])
def test_an_address_that_is_none(url):
    with pytest.raises(CourseError, match="gradebook"):
        GradebookWriter(url)
