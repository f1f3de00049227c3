"""The assignments are found in a wheel and in a checkout; where they lack, the error says so."""

import pytest

from autograder.demo.packaged import CONFIG, assignments_folder
from autograder.errors import CourseError


def lay_out(folder):
    (folder / "source").mkdir(parents=True)
    (folder / CONFIG).write_text("")


def test_this_installation_has_the_assignment():
    assert (assignments_folder() / "source" / "gates" / "gates.ipynb").is_file()


def test_a_wheel_has_them_in_the_package_and_a_checkout_beside_it(tmp_path):
    package = tmp_path / "autograder"
    lay_out(tmp_path / "assignments")
    assert assignments_folder(package) == tmp_path / "assignments"
    lay_out(package / "assignments")
    assert assignments_folder(package) == package / "assignments"


def test_an_unrelated_folder_of_that_name_is_not_taken(tmp_path):
    (tmp_path / "assignments").mkdir()
    with pytest.raises(CourseError, match="Install it again"):
        assignments_folder(tmp_path / "autograder")
