"""A real worker process, as a batch starts it."""

import contextlib

import pytest

from autograder.execution.forkserver import ForkServer, Line
from autograder.execution.graders import environment
from autograder.execution.limits import Limits
from autograder.execution.session import Session


@pytest.fixture(scope="session")
def warm_workers(tmp_path_factory):
    directory = tmp_path_factory.mktemp("workers")
    with ForkServer("autograder.execution.worker", {"imports": ["numpy"]}, environment(directory), directory) as server:
        yield server


@pytest.fixture
def open_session(warm_workers, tmp_path):
    with contextlib.ExitStack() as stack:

        def open_one(**limits):
            line = Line(warm_workers.line())
            session = Session(line, str(tmp_path), Limits(**{"cell_seconds": 2.0, "grace_seconds": 1.0, **limits}))
            stack.callback(line.close)
            stack.callback(session.close)
            return session

        yield open_one
