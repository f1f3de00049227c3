import json
import stat

import pytest
from small_course import cell, document, make_course, put

from autograder.course.autograded import read_autograded, write_autograded
from autograder.course.notebooks import parse_notebook
from autograder.errors import CourseError


@pytest.fixture
def graded():
    return parse_notebook(json.dumps(document([cell("code", "x = 'é'")])).encode())


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def hand_in(course, **files):
    folder = course.submitted("ada", "squares")
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return course.submission("ada", "squares")


def test_the_folder_is_as_nbgrader_leaves_it(course, graded):
    ada = hand_in(course, own__module_py="1", data_csv="forged", timestamp_txt="2025-03-01", other_ipynb="{}")
    place = write_autograded(course, "ada", "squares", {"one": graded}, ada.files)
    assert place == course.autograded("ada", "squares")
    found = files_of(place)
    assert sorted(found) == ["data.csv", "one.ipynb", "own/module.py", "timestamp.txt"]
    assert found["data.csv"].read_text() == "1,4,9\n"
    assert found["timestamp.txt"].read_text() == "2025-03-01"
    assert {mode(path) for path in found.values()} == {0o444}
    assert [path.name for path in place.parent.iterdir()] == ["squares"]
    assert read_autograded(course, "ada", "squares") == {"one": graded}


def test_an_older_read_only_folder_is_replaced(course, graded):
    place = write_autograded(course, "ada", "squares", {"one": graded, "two": graded}, hand_in(course, a_txt="1").files)
    (place / "sub").mkdir()
    for folder in (place / "sub", place):
        folder.chmod(0o555)
    write_autograded(course, "ada", "squares", {"two": graded}, {})
    assert sorted(files_of(place)) == ["data.csv", "two.ipynb"]
    assert [path.name for path in place.parent.iterdir()] == ["squares"]


def test_what_a_killed_run_left_is_cleared_away(course, graded):
    place = course.autograded("ada", "squares")
    put(place.with_name(".squares.building") / "half.ipynb", {})
    put(place.with_name(".squares.old") / "one.ipynb", {})
    assert read_autograded(course, "ada", "squares") is None
    write_autograded(course, "ada", "squares", {"one": graded}, {})
    assert [path.name for path in place.parent.iterdir()] == ["squares"]


def test_a_spoilt_folder_is_to_be_graded_again(course, graded):
    place = write_autograded(course, "ada", "squares", {"one": graded}, {})
    (place / "one.ipynb").chmod(0o644)
    (place / "one.ipynb").write_text("")
    assert read_autograded(course, "ada", "squares") is None


def test_settings_say_permissions_and_what_is_left_to_students(tmp_path, graded):
    course = make_course(
        tmp_path, 'c.Autograde.exclude_overwriting = {"squares": ["data.csv"]}\nc.CourseDirectory.groupshared = True'
    )
    ada = hand_in(course, data_csv="my own")
    place = write_autograded(course, "ada", "squares", {"one": graded}, ada.files)
    assert (place / "data.csv").read_text() == "my own"
    assert mode(place / "one.ipynb") == 0o664
    assert place.stat().st_mode & 0o2770 == 0o2770


def test_a_students_file_does_not_stand_in_the_way(course, graded):
    put(course.root / "source" / "squares" / "sub" / "table.json", {})
    ada = hand_in(course, one_ipynb__x_txt="1", data_csv__y_txt="2", sub="3", free_txt="4")
    place = write_autograded(course, "ada", "squares", {"one": graded}, ada.files)
    assert sorted(files_of(place)) == ["data.csv", "free.txt", "one.ipynb", "sub/table.json"]


def test_a_file_that_became_a_link_is_left_out(course, graded, tmp_path):
    ada = hand_in(course, a_txt="1")
    (tmp_path / "secret").write_text("42")
    ada.files["a.txt"].unlink()
    ada.files["a.txt"].symlink_to(tmp_path / "secret")
    place = write_autograded(course, "ada", "squares", {"one": graded}, ada.files)
    assert "a.txt" not in files_of(place)


def test_a_folder_that_cannot_be_made_says_so(course, graded):
    (course.root / "autograded").write_text("a file where the folder has to be")
    with pytest.raises(CourseError, match=r"autograded.* cannot be written"):
        write_autograded(course, "ada", "squares", {"one": graded}, {})
