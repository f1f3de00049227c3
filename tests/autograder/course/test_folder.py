import os
import socket
from datetime import datetime

import pytest
from small_course import document, make_course, put

from autograder.course.files import Limits, NotRegularError, inventory, open_regular
from autograder.course.folder import Course
from autograder.errors import CourseError


def submit(course, student, **files):
    folder = course.submitted(student, "squares")
    put(folder / "one.ipynb", document([]))
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def test_a_folder_that_is_no_course_says_how_to_make_one(tmp_path):
    with pytest.raises(CourseError, match=r"No course in .*coursekit new DIR.*--course"):
        Course.open(tmp_path)
    with pytest.raises(CourseError, match="There is no folder"):
        Course.open(tmp_path / "nowhere")


def test_assignments_are_folders_with_a_notebook(course):
    (course.root / "source" / "notes").mkdir()
    assert course.assignments() == ["squares"]
    assert list(course.master_notebooks("squares")) == ["one", "two"]
    assert list(course.supplementary_files("squares")) == ["data.csv"]


def test_an_unknown_assignment_names_those_there_are_and_the_closest_first(course):
    put(course.root / "source" / "cubes" / "cubes.ipynb", document([]))
    with pytest.raises(CourseError, match=r"did you mean squares.*There are: squares, cubes"):
        course.assignment("sqares")


@pytest.mark.parametrize("name", ["../squares", "", ".", "a+b", "squares/", "\x1b[2J", "x" * 200])
def test_a_name_that_is_none_is_an_unknown_assignment(course, name):
    with pytest.raises(CourseError, match="No assignment") as caught:
        course.assignment(name)
    assert str(caught.value).isprintable()


def test_a_course_without_assignments_says_where_to_put_one(tmp_path):
    (tmp_path / "source").mkdir()
    with pytest.raises(CourseError, match="has no assignment: put a notebook into"):
        Course.open(tmp_path).assignment("squares")


def test_settings_rename_folders_gradebook_and_course(tmp_path):
    config = (
        'c.CourseDirectory.submitted_directory = "handed-in"\n'
        'c.CourseDirectory.course_id = "nn"\n'
        'c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"\n'
    )
    put(tmp_path / "source" / "squares" / "." / "one.ipynb", document([]))
    put(tmp_path / "handed-in" / "squares" / "ada" / "one.ipynb", document([]))
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n" + config)
    course = Course.open(tmp_path)
    assert course.course_id == "nn"
    assert course.db_url == f"sqlite:///{tmp_path}/gradebook.db"
    assert course.assignments() == ["squares"]
    assert [found.student for found in course.submissions("squares")] == ["ada"]


def test_signs_of_patterns_in_the_path_of_a_course_are_taken_as_they_are(tmp_path):
    course = make_course(tmp_path / "neural [2025] (nets)")
    submit(course, "ada")
    assert [found.student for found in course.submissions("squares")] == ["ada"]


@pytest.mark.parametrize(("config", "message"), [("c = (", "cannot be read"), ("c.CourseDirectory.ignore = 3", "fit")])
def test_settings_that_cannot_be_read_are_the_courses_fault(tmp_path, config, message):
    (tmp_path / "nbgrader_config.py").write_text(config if "(" in config else "c = get_config()\n" + config)
    with pytest.raises(CourseError, match=message):
        Course.open(tmp_path).assignments()


def test_nothing_submitted_says_where_to_put_it(course):
    with pytest.raises(CourseError, match="Nothing submitted for squares: put"):
        course.submissions("squares")
    with pytest.raises(CourseError, match="ada has submitted nothing for squares"):
        course.submission("ada", "squares")


def test_a_submission_lists_notebooks_files_and_when_it_came(course):
    folder = submit(course, "ada", timestamp_txt="2025-03-01 10:00:00 CET\n", data_csv="1")
    put(folder / "deep" / "other.ipynb", document([]))
    put(folder / ".ipynb_checkpoints" / "one.ipynb", document([]))
    (ada,) = course.submissions("squares")
    assert (ada.student, ada.path, ada.problems) == ("ada", folder, ())
    assert list(ada.notebooks) == ["one"]
    assert list(ada.files) == ["data.csv", "deep/other.ipynb", "one.ipynb", "timestamp.txt"]
    assert ada.timestamp == datetime(2025, 3, 1, 9, 0, 0)


@pytest.mark.parametrize("text", ["soon", "\xff" * 50, "9" * 400])
def test_a_timestamp_that_is_none_is_a_problem_of_that_submission(course, text):
    submit(course, "ada", timestamp_txt=text)
    (ada,) = course.submissions("squares")
    assert ada.timestamp is None
    assert "timestamp.txt holds no time" in ada.problems[0]


def test_only_regular_files_count_and_no_link_is_followed(course, tmp_path):
    folder = submit(course, "eve")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "solution.py").write_text("42")
    (folder / "linked.py").symlink_to(secret / "solution.py")
    (folder / "linked").symlink_to(secret)
    (folder / "two.ipynb").symlink_to(course.master_notebooks("squares")["two"])
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "folder.ipynb").mkdir()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "door"))
    (eve,) = course.submissions("squares")
    assert list(eve.files) == list(map("{}.ipynb".format, eve.notebooks)) == ["one.ipynb"]
    said = " ".join(eve.problems)
    for name, kind in {"linked.py": "link", "linked": "link", "two.ipynb": "link", "pipe.ipynb": "pipe"}.items():
        assert f"{name} is a {kind}; it was left out" in said
    assert "door is a socket" in said


def test_a_submission_that_is_itself_a_link_holds_nothing(course, tmp_path):
    elsewhere = put(tmp_path / "elsewhere" / "one.ipynb", document([])).parent
    course.submitted("eve", "squares").parent.mkdir(parents=True)
    course.submitted("eve", "squares").symlink_to(elsewhere)
    (eve,) = course.submissions("squares")
    assert not eve.files
    assert "is a link" in eve.problems[0]


@pytest.mark.parametrize("name", ["a\nb", "a\u202eb", " a", "x" * 130, "\x1b[31m"])
def test_a_students_name_that_cannot_be_shown_is_named_without_showing_it(course, name):
    submit(course, name)
    with pytest.raises(CourseError, match="rename the folder") as caught:
        course.submissions("squares")
    assert str(caught.value).isprintable()


def test_files_that_are_too_large_are_left_out_and_notebooks_come_first(tmp_path):
    for name, size in {"a.bin": 60, "b.bin": 60, "huge.bin": 101, "one.ipynb": 90}.items():
        (tmp_path / name).write_bytes(b"x" * size)
    found = inventory(tmp_path, limits=Limits(file=100, folder=160))
    assert list(found.files) == ["a.bin", "one.ipynb"]
    assert [problem.split()[0] for problem in found.problems] == ["huge.bin", "b.bin"]


def test_a_hole_of_a_terabyte_is_not_read(tmp_path):
    with (tmp_path / "hole.csv").open("wb") as file:
        file.truncate(10**12)
    assert inventory(tmp_path).files == {}


def test_names_that_are_no_text_are_left_out(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.py")).touch()
    found = inventory(tmp_path)
    assert found.files == {}
    assert "not UTF-8" in found.problems[0]


def test_a_pipe_or_a_device_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name, kind in {"pipe": "pipe", "link": "link", ".": "folder"}.items():
        with pytest.raises(NotRegularError, match=kind):
            open_regular(tmp_path / name)
    with pytest.raises(NotRegularError, match="device"):
        open_regular(tmp_path / "/dev/null")
