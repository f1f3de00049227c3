"""A batch that is stopped or whose processes are killed: nothing graded is lost, nothing stays behind, none hangs."""

import contextlib
import os
import signal
import subprocess

import pytest

from autograder.course.folder import Course
from autograder.course.results import ResultsFile
from tests.autograder.meeting import Meeting
from tests.autograder.running import SECONDS, Watched, complaint, coursekit, descendants, points_in, start

pytestmark = [pytest.mark.slow, pytest.mark.no_cover, pytest.mark.timeout(SECONDS)]


@pytest.fixture
def meeting(tmp_path):
    return Meeting(tmp_path)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The grades that nobody disturbed."""
    meeting = Meeting(tmp_path_factory.mktemp("undisturbed"))
    meeting.end()
    meeting.course.grade()
    return points_in(meeting.root / "gradebook.db")


@pytest.fixture
def launch():
    """Start a command that does not outlive the test."""
    with contextlib.ExitStack() as stack:

        def launch_one(*arguments, **options):
            process = stack.enter_context(start(*arguments, **options))
            stack.callback(process.kill)
            return process

        yield launch_one


@pytest.fixture
def begin(launch, meeting, tmp_path):
    """Start grading one after another; return the process when two are graded and the third holds it up."""

    def begin_grading():
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        environment = os.environ | {"TMPDIR": str(scratch)}
        process = launch("grade", "ps", "--course", meeting.root, "--jobs", "1", env=environment)
        assert any("bert" in line for line in process.stdout), process.stderr.read()
        return process, meeting.evaluator()

    return begin_grading


def ended(process):
    output, errors = process.communicate(timeout=SECONDS)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def graded(meeting):
    """The students whose result, notebooks and grades are all there."""
    results = ResultsFile(meeting.root / "results" / "ps.jsonl").results()
    assert all((meeting.root / "autograded" / student / "ps" / "ps.ipynb").is_file() for student in results)
    assert {student for _, student, *_ in points_in(meeting.root / "gradebook.db")} == results.keys()
    return sorted(results)


def finish(meeting):
    """Grade the rest; return who was graded."""
    meeting.end()
    return sorted(meeting.course.grade().graded_now)


@pytest.mark.parametrize(
    "signals", [[signal.SIGINT], [signal.SIGINT] * 3, [signal.SIGTERM], [signal.SIGHUP, signal.SIGTERM]], ids=str
)
def test_a_batch_that_is_stopped_goes_on_where_it_was(meeting, begin, tmp_path, undisturbed, signals):
    process, evaluator = begin()
    watched = Watched([pid for pid, _ in descendants(process.pid)])
    assert evaluator in watched.descriptors
    assert len(watched.descriptors) == 4  # two warm processes, an evaluator and a worker
    for number in signals:
        process.send_signal(number)
    line = complaint(ended(process), code=1)
    assert f"2 of 4 are graded and kept; `coursekit grade ps --course {meeting.root}` goes on" in line
    assert watched.left() == []
    assert list((tmp_path / "scratch").iterdir()) == []
    assert graded(meeting) == ["anna", "bert"]
    assert finish(meeting) == ["cora", "dora"]
    assert points_in(meeting.root / "gradebook.db") == undisturbed


def test_a_grader_that_is_killed_takes_its_processes_along(meeting, begin, undisturbed):
    process, _ = begin()
    watched = Watched([pid for pid, _ in descendants(process.pid)])
    process.kill()
    assert ended(process).returncode == -signal.SIGKILL
    assert watched.left() == []
    assert graded(meeting) == ["anna", "bert"]
    assert finish(meeting) == ["cora", "dora"]
    assert points_in(meeting.root / "gradebook.db") == undisturbed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_grader_that_ends_while_its_processes_warm_up_takes_them_along(small_course, launch, tmp_path, number):
    course = small_course()
    pipe = tmp_path / "warming-up"
    os.mkfifo(pipe)
    notebook = course.root / "source" / "ps" / "ps.ipynb"
    endless = f"open({str(pipe)!r}, 'w').close()\\nwhile True: pass"
    notebook.write_text(notebook.read_text().replace("import math", endless))
    course.submit("anna")
    process = launch("grade", "ps", "--course", course.root)
    pipe.read_text()
    watched = Watched([pid for pid, _ in descendants(process.pid)])
    process.send_signal(number)
    done = ended(process)
    assert "Traceback" not in done.stderr
    assert watched.left() == []


def test_a_submission_whose_evaluator_is_killed_is_named_and_tried_again(meeting, begin, undisturbed):
    process, evaluator = begin()
    os.kill(evaluator, signal.SIGKILL)
    done = ended(process)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Not graded: cora: crashed: ps.ipynb: the evaluator ended without a result (exit code -9" in done.stdout
    results = ResultsFile(meeting.root / "results" / "ps.jsonl").results()
    assert {student: result.status for student, result in results.items()} == {
        "anna": "graded", "bert": "graded", "cora": "crashed", "dora": "graded"
    }  # fmt: skip
    assert {cell.status for cell in results["cora"].cells} == {"crashed"}
    assert "cora" not in {student for _, student, *_ in points_in(meeting.root / "gradebook.db")}
    assert finish(meeting) == ["cora"]
    assert points_in(meeting.root / "gradebook.db") == undisturbed


@pytest.mark.parametrize("module", ["autograder.execution.worker", "autograder.execution.evaluator"])
def test_a_warm_process_that_is_killed_stops_the_batch_in_words(meeting, begin, undisturbed, module):
    process, _ = begin()
    warm = next(pid for pid, line in descendants(process.pid) if module in line)
    os.kill(warm, signal.SIGKILL)
    assert Watched([warm]).left() == []
    if module.endswith("worker"):  # the evaluator's children end with it
        meeting.go_on()
    assert "was killed, perhaps for its memory: run the same command again" in complaint(ended(process))
    if module.endswith("worker"):  # what was judged without a worker is no judgement
        assert graded(meeting) == ["anna", "bert"]
    finish(meeting)
    assert points_in(meeting.root / "gradebook.db") == undisturbed


def test_two_batches_at_once_do_not_spoil_each_other(meeting, begin, undisturbed):
    process, _ = begin()
    other = coursekit("grade", "ps", "--course", meeting.root, "--student", "anna", "dora")
    assert other.returncode == 0, other.stderr
    meeting.go_on()
    assert ended(process).returncode == 0
    assert points_in(meeting.root / "gradebook.db") == undisturbed
    assert Course(meeting.root).submissions("ps")
