from pathlib import Path

import pytest
from small_course import make_course

from autograder.course.folder import Course
from autograder.course.master import Master


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Master:
    course = make_course(tmp_path_factory.mktemp("master"))
    return Master.read(course.master_notebooks("squares")["one"], course)
