"""Stock nbgrader beside this package: the same gradebook, row by row, and its other commands go on from ours."""

import copy
import csv
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from small_course import make_course, merged_notebooks, outcome, put

from autograder.course.autograded import write_autograded
from autograder.course.gradebook import GradebookWriter
from autograder.course.master import Master
from autograder.course.notebooks import grade_id, read_notebook
from tests.tracing import untraced

pytestmark = pytest.mark.slow

CONFIG = 'c.LateSubmissionPlugin.penalty_method = "zero"'
DUE = "2025-03-01 00:00:00"
# What each student writes, by grade_id, when it was handed in, and what the tests then bring.
RIGHT = {"squares": "def squares(n): return [i * i for i in range(1, n + 1)]", "why": "Because."}
CLASS = {
    "ada": (RIGHT, None, {"squares-test": 2.0, "sum-test": 1.0}),
    "bob": ({}, "2025-02-28 12:00:00 UTC", {"squares-test": 0.0, "sum-test": 0.0}),
    "cyd": (RIGHT | {"by-hand": "385"}, "2025-03-02 12:00:00 CET", {"squares-test": 2.0, "sum-test": 1.0}),
    "dan": ({"squares": "def squares(n): return [1, 4, 9]"}, None, {"squares-test": 0.0, "sum-test": 0.0}),
}


def nbgrader(course, *arguments):
    # nbgrader looks for its migration tool on the path.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course.root, env=untraced(PATH=path), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def hand_in(course, masters):
    for student, (texts, timestamp, _) in CLASS.items():
        folder = course.submitted(student, "squares")
        for name, master in masters.items():
            if (student, name) == ("dan", "two"):
                continue  # one notebook is missing
            notebook = copy.deepcopy(master.release)
            for cell in notebook.cells:
                cell["source"] = texts.get(grade_id(cell), cell.source)
            put(folder / f"{name}.ipynb", notebook)
        if timestamp:
            (folder / "timestamp.txt").write_text(timestamp + "\n")


def set_due_date(course):
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute("UPDATE assignment SET duedate = ?", (DUE + ".000000",))
    database.close()


def rows(course):
    """All rows of all tables, ids replaced by the names of what they stand for."""
    database = sqlite3.connect(course.root / "gradebook.db")
    database.row_factory = sqlite3.Row
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: [dict(row) for row in database.execute(f"SELECT * FROM {table}")] for table in sorted(tables)}
    database.close()
    names = {}

    def name(table, *columns):
        for row in found[table]:
            names[row["id"]] = (table, *(names.get(row[column], row[column]) for column in columns))

    name("assignment", "name")
    name("notebook", "assignment_id", "name")
    name("base_cell", "notebook_id", "type", "name")
    name("source_cell", "notebook_id", "name")
    name("submitted_assignment", "assignment_id", "student_id")
    name("submitted_notebook", "assignment_id", "notebook_id")
    name("grade", "notebook_id", "cell_id")
    name("comment", "notebook_id", "cell_id")
    return {
        table: Counter(tuple((key, names.get(value, value)) for key, value in row.items()) for row in entries)
        for table, entries in found.items()
    }


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A course that stock nbgrader has released and graded."""
    course = make_course(tmp_path_factory.mktemp("stock"), CONFIG)
    nbgrader(course, "generate_assignment", "squares")
    hand_in(course, read_masters(course))
    set_due_date(course)
    nbgrader(course, "autograde", "squares")
    return course


def read_masters(course):
    return {name: Master.read(path, course) for name, path in course.master_notebooks("squares").items()}


@pytest.fixture(scope="module", params=["new gradebook", "nbgrader's gradebook"])
def ours(request, tmp_path_factory):
    """The same course, with what was found written by this package, twice over."""
    course = make_course(tmp_path_factory.mktemp("ours"), CONFIG)
    if request.param != "new gradebook":
        nbgrader(course, "generate_assignment", "squares")
    masters = read_masters(course)
    hand_in(course, masters)
    with GradebookWriter(course.db_url, course.course_id, course.config) as gradebook:
        gradebook.prepare("squares", list(masters.values()))
        set_due_date(course)
        for submission in course.submissions("squares") * 2:
            notebooks = merged_notebooks(masters, submission)
            write_autograded(course, submission.student, "squares", notebooks, submission.files)
            result = outcome(submission.student, CLASS[submission.student][2])
            gradebook.write(result, notebooks, submission.timestamp)
    return course


def test_the_gradebooks_are_equal_row_by_row(stock, ours):
    wanted, found = rows(stock), rows(ours)
    assert found.keys() == wanted.keys()
    assert wanted["grade"].total() == 5 * len(CLASS)
    for table in wanted:
        assert found[table] == wanted[table], table


def test_the_graded_folders_hold_the_same_files(stock, ours):
    def files(course):
        folder = course.root / "autograded"
        found = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): oct(path.stat().st_mode) for path in found}

    assert files(ours) == files(stock)


def test_the_release_is_the_one_that_nbgrader_makes(stock):
    for name, master in read_masters(stock).items():
        assert master.release.cells == read_notebook(stock.root / "release" / "squares" / f"{name}.ipynb").cells


def test_nbgrader_goes_on_from_ours(ours):
    nbgrader(ours, "generate_feedback", "squares")
    pages = {
        path.relative_to(ours.root / "feedback").as_posix() for path in ours.root.glob("feedback/*/squares/*.html")
    }
    assert pages == {f"{student}/squares/{name}.html" for student in CLASS for name in ("one", "two")} - {
        "dan/squares/two.html"
    }
    assert "No response." in (ours.root / "feedback" / "bob" / "squares" / "one.html").read_text()
    nbgrader(ours, "export")
    with (ours.root / "grades.csv").open(newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"ada": 3.0, "bob": 0.0, "cyd": 0.0, "dan": 0.0}  # cyd was late, which here costs everything
