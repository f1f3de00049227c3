"""The demonstration's course is one that stock nbgrader takes, and its submissions lie where nbgrader looks."""

import pytest

from autograder.demo.course import make_course, write_submissions
from autograder.demo.students import synthetic_class
from autograder.errors import CourseError


@pytest.mark.slow
def test_the_release_keeps_nothing_from_students_but_the_answers(release, master):
    text = release.decode()
    for secret in ("BEGIN SOLUTION", "HIDDEN TESTS", "Mark scheme", "seed="):
        assert secret not in text
        assert any(secret in "".join(cell["source"]) for cell in master.values())
    assert text.count("still to be written") == 2 * 6 + 3
    assert "Your answer goes here" in text


def test_a_course_is_not_written_over_another(tmp_path):
    course = make_course(tmp_path / "course")
    with pytest.raises(CourseError, match="holds a course already"):
        make_course(course)


def test_a_course_needs_a_release_before_anyone_can_hand_in(tmp_path):
    course = make_course(tmp_path / "new")
    with pytest.raises(CourseError, match="Release the assignment"):
        write_submissions(course, synthetic_class(1))


def test_submissions_lie_where_nbgrader_looks_with_a_time_stamp(course, release):
    students = synthetic_class(3)
    written = write_submissions(course, students)
    assert [path.relative_to(course).parts for path in written] == [
        ("submitted", student.id, "gates", "gates.ipynb") for student in students
    ]
    assert [path.read_bytes() for path in written] == [student.submission(release) for student in students]
    assert (written[0].parent / "timestamp.txt").read_text() == "2025-10-17 18:00:00 UTC"
