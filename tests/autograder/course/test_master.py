import copy

import nbformat
import pytest
from small_course import cell, document, make_course, put

from autograder.course.master import GradedCell, Master
from autograder.course.notebooks import grade_id, is_unanswered
from autograder.errors import CourseError


def source_of(notebook, name):
    return next(found.source for found in notebook.cells if grade_id(found) == name)


def test_the_three_forms(master):
    for form in (master.notebook, master.stored, master.release):
        nbformat.validate(form)
        assert form.metadata.kernelspec.name == "python3"
    assert "i * i" in source_of(master.notebook, "squares")
    assert "NotImplementedError" in source_of(master.stored, "squares")
    assert "HIDDEN" in source_of(master.stored, "squares-test")
    assert "HIDDEN" not in source_of(master.release, "squares-test")
    assert "MARK SCHEME" in source_of(master.stored, "draw")
    assert "MARK SCHEME" not in source_of(master.release, "draw")


def test_what_brings_points_in_order(master):
    assert master.graded_cells == (
        GradedCell("squares-test", 2.0, "code", "test"),
        GradedCell("why", 3.0, "markdown", "manual"),
        GradedCell("by-hand", 1.0, "code", "manual"),
        GradedCell("sum-test", 1.0, "code", "test"),
        GradedCell("draw", 4.0, "markdown", "task"),
    )
    assert master.max_score == 11


def test_an_answer_stands_unanswered_until_its_text_changes(master):
    answer = copy.deepcopy(next(found for found in master.stored.cells if grade_id(found) == "why"))
    assert is_unanswered(answer)
    answer["source"] += " "
    assert not is_unanswered(answer)


def test_analyses_come_with_it(master):
    assert master.student_names == {"squares", "result"}
    assert master.imported_modules == ("numpy",)


def test_headers_and_stubs_are_the_courses(tmp_path):
    config = 'c.IncludeHeaderFooter.header = "header.ipynb"\nc.ClearSolutions.code_stub = {"python": "pass  # you"}'
    course = make_course(tmp_path, config)
    put(tmp_path / "header.ipynb", document([cell("markdown", "Name:")]))
    master = Master.read(course.master_notebooks("squares")["one"], course)
    assert master.notebook.cells[0].source == "Name:"
    assert "pass  # you" in source_of(master.release, "squares")
    ids = [found.id for found in master.notebook.cells]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([cell("code", "### BEGIN SOLUTION", grade_id="a", solution=True)], "no end solution"),
        ([cell("code", "### BEGIN SOLUTION\n### END SOLUTION")], "non-solution cell"),
        ([cell("code", "", grade_id="a", locked=True)] * 2, "Duplicate grade id"),
        ([cell("code", "", grade_id="a", schema_version=1, locked=True)], "schema version"),
        ([cell("code", "", grade_id="a", grade=True)], "does not have points"),
        ([cell("raw", "", grade_id="a", locked=True)], "raw cell"),
    ],
)
def test_a_source_that_cannot_be_handed_out_is_the_courses_fault(course, cells, message):
    path = put(course.root / "source" / "squares" / "one.ipynb", document(cells))
    with pytest.raises(CourseError, match=message) as caught:
        Master.read(path, course)
    assert str(path) in str(caught.value)


def test_a_source_that_is_no_notebook_is_the_courses_fault(course):
    path = course.master_notebooks("squares")["one"]
    path.write_text("")
    with pytest.raises(CourseError, match=r"one\.ipynb cannot be read: It is empty"):
        Master.read(path, course)


def test_a_course_that_records_nothing_is_told_so(tmp_path):
    course = make_course(tmp_path, "c.GenerateAssignment.preprocessors = []")
    with pytest.raises(CourseError, match="lacks SaveCells"):
        Master.read(course.master_notebooks("squares")["one"], course)
