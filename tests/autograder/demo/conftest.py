"""The demonstration's course, released by stock nbgrader, and a kernel of one's own to run submissions in."""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.demo.course import make_course
from autograder.demo.work import grade_id_of
from tests.tracing import untraced


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A fresh course folder, with the assignment released as nbgrader itself does it, which takes seconds."""
    folder = make_course(tmp_path_factory.mktemp("demo") / "course")
    scripts = Path(sys.executable).parent
    subprocess.run(
        [scripts / "nbgrader", "generate_assignment", "gates"],
        cwd=folder,
        # nbgrader starts alembic by its bare name, which an environment that isn't activated doesn't find.
        env=untraced(PATH=f"{scripts}{os.pathsep}{os.environ['PATH']}"),
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def release(course):
    """The released notebook's bytes: what a student starts from."""
    return (course / "release" / "gates" / "gates.ipynb").read_bytes()


@pytest.fixture(scope="session")
def master(tmp_path_factory):
    """The instructor's cells by grade_id, hidden tests and all."""
    course = make_course(tmp_path_factory.mktemp("master") / "course")
    notebook = json.loads((course / "source" / "gates" / "gates.ipynb").read_bytes())
    return {grade_id_of(cell): cell for cell in notebook["cells"] if grade_id_of(cell)}


@pytest.fixture
def run(master, tmp_path, monkeypatch):
    """Run a submission with the instructor's tests and return {cell name: exception or None}. Never a hostile one!"""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))

    def run_cells(submission):
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        shell = InteractiveShell(config=config)
        outcome = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a wrong gate may overflow
            for cell in json.loads(submission)["cells"]:
                if cell["cell_type"] == "code":
                    name = grade_id_of(cell)
                    source = master[name]["source"] if name.startswith("test-") else cell["source"]
                    result = shell.run_cell("".join(source))
                    outcome[name or cell["id"]] = result.error_before_exec or result.error_in_exec
        return outcome, shell.user_ns

    return run_cells
