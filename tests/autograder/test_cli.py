"""The command line: what goes wrong is told in one line that names the remedy, and in the exit code."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

import pytest

import coursekit as library
from autograder import __version__, cli
from autograder.course import gradebook
from tests.autograder.conftest import SQUARES, SmallCourse
from tests.autograder.running import complaint, coursekit, points_in, start

RIGHT = {"squares": "def squares(n): return [i * i for i in range(n)]", "total": "def total(n): return sum(squares(n))"}


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A course that was graded once and has since got a submission that cannot be read."""
    course = SmallCourse(tmp_path_factory.mktemp("cli") / "course", SQUARES)
    course.submit("anna", **RIGHT)
    course.grade()
    course.submit("broken").write_text("{")
    return course.root


@pytest.fixture
def root(handed_in, tmp_path):
    """A copy of that course, to spoil."""
    return shutil.copytree(handed_in, tmp_path / "course")


@pytest.fixture
def fails(capsys):
    """Run a command that must fail with exit code 2; return its one line."""

    def run(*arguments):
        assert cli.main([str(argument) for argument in arguments]) == 2
        output, errors = capsys.readouterr()
        (line,) = errors.splitlines()
        assert line.startswith(f"coursekit {arguments[0]}: ")
        assert "Traceback" not in output + errors
        return line

    return run


# The call


def test_a_folder_without_a_course(fails, tmp_path, monkeypatch):
    assert "run `coursekit new DIR` to make one" in fails("grade", "ps", "--course", tmp_path)
    assert "There is no folder" in fails("grade", "ps", "--course", tmp_path / "nowhere")
    monkeypatch.chdir(tmp_path)
    for command in ("grade", "release", "feedback"):
        assert f"No course in {tmp_path}" in fails(command, "ps")


def test_an_unknown_assignment(fails, root):
    for command in ("grade", "release", "feedback"):
        assert "No assignment pss in" in fails(command, "pss", "--course", root)
    assert "did you mean ps?" in fails("grade", "pss", "--course", root)


def test_nothing_submitted(fails, root):
    shutil.rmtree(root / "submitted")
    line = fails("grade", "ps", "--course", root)
    assert "Nothing submitted for ps: put the students' notebooks into" in line
    assert "submitted/<student>/ps" in line


def test_an_unknown_student(fails, root):
    line = fails("grade", "ps", "--course", root, "--student", "ana", "anna")
    assert "Nothing submitted for ps by ana: name one of the 2 who submitted, such as anna." in line


@pytest.mark.parametrize(
    ("option", "value"),
    [("--jobs", "0"), ("--jobs", "-1"), ("--jobs", "two"), ("--cell-seconds", "0"), ("--cell-seconds", "nan")],
)
def test_numbers_that_are_none(capsys, option, value):
    with pytest.raises(SystemExit) as exit_:
        cli.main(["grade", "ps", f"{option}={value}"])
    assert exit_.value.code == 2
    assert f"argument {option}: {value!r} is no number of" in capsys.readouterr().err.splitlines()[-1]


def test_a_command_is_needed_and_help_needs_none(capsys):
    assert cli.main([]) == 2
    assert "COMMAND" in capsys.readouterr().out
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"coursekit {__version__}\n"


# The course


def test_feedback_before_grading(fails, root):
    shutil.rmtree(root / "autograded")
    assert "Nothing of ps is graded yet: run `coursekit grade ps` first." in fails("feedback", "ps", "--course", root)


@pytest.mark.parametrize(
    ("config", "told"), [("c = (", "SyntaxError"), ("1 / 0", "ZeroDivisionError"), ("raise SystemExit", "SystemExit")]
)
def test_a_broken_configuration(fails, root, config, told):
    (root / "nbgrader_config.py").write_text(config)
    line = fails("grade", "ps", "--course", root)
    assert f"nbgrader_config.py cannot be read ({told}" in line
    assert line.endswith("mend it.")


def test_a_source_notebook_that_cannot_be_read(fails, root):
    (root / "source" / "ps" / "ps.ipynb").write_text("{")
    assert re.search(r"source/ps/ps\.ipynb cannot be read: .*JSON", fails("grade", "ps", "--course", root))


def test_a_source_that_is_newer_than_the_release(fails, root):
    notebook = root / "source" / "ps" / "ps.ipynb"
    notebook.write_text(notebook.read_text().replace("assert total(0) == 0", "assert total(1) == 0"))
    line = fails("grade", "ps", "--course", root)
    assert "The release of ps is older than its source (notebook ps: cell test-total has another source)" in line


def test_a_course_over_another(fails, root):
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert "holds a course already" in fails("new", root)
    assert "holds a course already" in fails("demo", "--out", root)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_course_where_a_file_is(fails, tmp_path):
    (tmp_path / "file").write_text("x")
    assert f"{tmp_path / 'file'}: File exists" in fails("new", tmp_path / "file")
    assert "file/course: Not a directory" in fails("new", tmp_path / "file" / "course")


# The machine


def grade_changed(root):
    """Have something to grade."""
    shutil.copy(root / "submitted" / "anna" / "ps" / "ps.ipynb", root / "submitted" / "broken" / "ps" / "ps.ipynb")
    return ("grade", "ps", "--course", root)


def test_a_results_folder_that_cannot_be_written(fails, root):
    shutil.rmtree(root / "results")
    (root / "results").write_text("in the way")
    assert re.search(
        r"results/\.secret cannot be made or read .*: make the folder writable", fails(*grade_changed(root))
    )


@pytest.mark.slow
def test_a_graded_folder_that_cannot_be_written(fails, root):
    before = points_in(root / "gradebook.db"), (root / "results" / "ps.jsonl").read_bytes()
    (root / "autograded" / "broken").write_text("in the way")
    line = fails(*grade_changed(root))
    assert re.search(r"autograded/broken/ps cannot be written .*: make room, or make it writable", line)
    assert (points_in(root / "gradebook.db"), (root / "results" / "ps.jsonl").read_bytes()) == before


def test_a_gradebook_that_is_none(fails, root, tmp_path):
    (tmp_path / "text").write_text("no database " * 100)
    arguments = grade_changed(root)
    assert "is no database: move the file away" in fails(*arguments, "--db", f"sqlite:///{tmp_path}/text")
    assert "cannot be opened" in fails(*arguments, "--db", f"sqlite:///{tmp_path}/nowhere/gradebook.db")
    assert "cannot be opened" in fails(*arguments, "--db", f"sqlite:///{tmp_path}")
    assert "mend nbgrader_config.py or --db" in fails(*arguments, "--db", "my gradebook")
    assert (tmp_path / "text").read_text() == "no database " * 100


@pytest.mark.slow
def test_a_gradebook_that_is_read_only(fails, root):
    url = f"sqlite:///file:{root}/gradebook.db?mode=ro&uri=true"
    before = points_in(root / "gradebook.db")
    assert "is read-only: make the file and its folder writable" in fails(*grade_changed(root), "--db", url)
    assert points_in(root / "gradebook.db") == before


def test_a_gradebook_that_another_program_holds(fails, root, monkeypatch):
    waits = gradebook.GradebookWriter.__init__.__defaults__
    monkeypatch.setattr(gradebook.GradebookWriter.__init__, "__defaults__", (*waits[:-1], 0.1))
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    line = fails(*grade_changed(root))
    other.close()
    assert "is locked by another program: close what uses it (formgrader, a database viewer), then run again" in line


# As a process


@pytest.mark.slow
def test_an_unreadable_notebook_is_named_and_the_others_are_graded(root):
    done = coursekit("grade", "ps", "--course", root)
    assert (done.returncode, done.stderr) == (1, "")
    assert "1 already graded and unchanged." in done.stdout
    assert re.search(r"Not graded: broken: cannot be read: ps\.ipynb: .*JSON", done.stdout)
    again = coursekit("grade", "ps", "--course", root)
    assert again.returncode == 1
    assert "0 graded now. Of 2: 1 earned every point that a machine can give, 1 cannot be read." in again.stdout
    assert re.search(r"Not graded: broken: cannot be read: ps\.ipynb: .*JSON", again.stdout)
    only = coursekit("grade", "ps", "--course", root, "--student", "anna")
    assert only.returncode == 0


@pytest.mark.slow
def test_a_fault_of_the_call_is_one_line_of_the_process(tmp_path):
    assert complaint(coursekit("grade", "ps", cwd=tmp_path)).startswith("coursekit grade: No course in")


@pytest.mark.slow
def test_a_reader_that_has_had_enough_is_no_error(root):
    process = start("grade", "ps", "--course", root)
    process.stdout.close()
    with process:
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.fixture(scope="module")
def without_grader(tmp_path_factory):
    """Run a command where only NumPy and CourseKit are installed."""
    site = tmp_path_factory.mktemp("site")
    installed = Path(sysconfig.get_path("purelib"))
    for pattern in ("numpy", "numpy.libs", "numpy-*.dist-info", "coursekit-*.dist-info"):
        for found in installed.glob(pattern):
            (site / found.name).symlink_to(found)
    (site / "coursekit").symlink_to(Path(library.__file__).parent)
    (site / "autograder").symlink_to(Path(cli.__file__).parent)
    environment = os.environ | {"PYTHONPATH": str(site)}

    def run(*arguments):
        command = [sys.executable, "-S", "-P", "-m", "autograder", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, cwd=site)

    return run


def test_without_the_grader_extra_the_light_commands_work(without_grader):
    assert without_grader("--version").stdout == f"coursekit {__version__}\n"
    assert "commands" in without_grader("--help").stdout
    assert without_grader("grade", "--help").returncode == 0
    doctor = without_grader("doctor")
    assert doctor.stderr == ""
    assert doctor.returncode == 2  # grading is not possible
    assert re.search(r"!!  nbgrader +not installed  \(python -m pip install 'coursekit\[grader\]'\)", doctor.stdout)
    assert re.search(r"ok  numpy", doctor.stdout)


@pytest.mark.parametrize(
    "arguments", [("demo",), ("new", "x"), ("release", "ps"), ("grade", "ps"), ("feedback", "ps")], ids=lambda a: a[0]
)
def test_without_the_grader_extra_the_others_say_what_to_install(without_grader, arguments):
    line = complaint(without_grader(*arguments))
    assert (
        "needs nbgrader, IPython, msgpack, rich: install them with: python -m pip install 'coursekit[grader]'" in line
    )


def test_doctor_finds_this_machine_fit():
    done = coursekit("doctor", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert '"subject": "sandbox"' in done.stdout


@pytest.mark.slow
def test_no_grammar_of_web_addresses_is_compiled_at_the_start():
    assert version("rfc3987-syntax")  # it is installed, so that not loading it is worth something
    for module in ("autograder.batch", "autograder.execution.evaluator"):
        listing = f"import sys, {module}\nprint('jsonschema' in sys.modules, 'lark' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
        assert done.stdout == "True False\n"
