"""A warm process forks its jobs, reports how they end, and takes them along when it or its client goes."""

import os
import signal
import time

import pytest

from autograder.execution.forkserver import ForkServer, Line, ServerFailed
from autograder.execution.graders import environment
from autograder.execution.wire import WireClosed
from tests.autograder.running import Watched

MODULE = "tests.autograder.execution.a_server"
SECONDS = 30


def server(directory, start="well", **options):
    return ForkServer(MODULE, {"start": start}, environment(directory), directory, **options)


@pytest.fixture
def warm(tmp_path):
    with server(tmp_path) as started:
        yield started


@pytest.fixture
def line(warm):
    made = Line(warm.line())
    yield made
    made.close()


def run(line, *, descriptors=(), **job):
    return line.wait(line.fork(job, descriptors), time.monotonic() + SECONDS)


def told(line, what):
    """Start a job that tells a process number; return the job and the process."""
    reading, writing = os.pipe()
    job = line.fork({"do": what}, [writing])
    os.close(writing)
    pid = int(os.read(reading, 20))
    os.close(reading)
    return job, pid


def test_a_job_ends_with_its_exit_code_its_time_and_its_memory(line):
    ended = run(line, do="exit", code=7)
    assert ended.code == 7
    assert ended.cpu_seconds >= 0
    small = ended.peak_bytes
    size = 2**26
    assert run(line, do="hog", bytes=size).peak_bytes - small > size / 2
    assert run(line, do="raise").code == 1
    assert run(line, do="hog", bytes=1).code == 0


def test_a_job_is_killed_by_its_number_and_no_other_is(line):
    first, first_pid = told(line, "tell")
    second, second_pid = told(line, "tell")
    line.kill(first)
    line.kill(99)
    assert line.wait(first, time.monotonic() + SECONDS).code == -signal.SIGKILL
    assert line.wait(second, time.monotonic()) is None
    assert Watched([second_pid]).left(seconds=0) == [second_pid]
    assert first_pid != second_pid


def test_what_a_job_leaves_in_its_group_is_killed_when_it_ends(line):
    job, child = told(line, "leave")
    watched = Watched([child])
    assert line.wait(job, time.monotonic() + SECONDS).code == 0
    assert watched.left() == []


def test_a_line_that_closes_takes_its_own_jobs_along(warm, line):
    other = Line(warm.line())
    _, pid = told(other, "tell")
    _, kept = told(line, "tell")
    watched = Watched([pid])
    other.close()
    assert watched.left() == []
    assert Watched([kept]).left(seconds=0) == [kept]


def test_a_server_that_is_stopped_takes_all_jobs_along(tmp_path):
    with server(tmp_path) as warm:
        line = Line(warm.line())
        _, pid = told(line, "tell")
        watched = Watched([pid])
    assert watched.left() == []
    with pytest.raises(WireClosed):
        line.wait(1, time.monotonic() + SECONDS)
    line.close()
    with pytest.raises(WireClosed):
        warm.line()


def test_a_job_has_the_descriptors_that_it_was_given_and_its_own_session(line):
    job, pid = told(line, "tell")
    assert os.getsid(pid) == pid
    assert os.getpgid(pid) == pid
    line.kill(job)


@pytest.mark.parametrize(
    ("start", "words"),
    [("refused", "the instructor's cell 3 stops"), ("broken", "a fault of ours"), ("silent", "ended without a word")],
)
def test_a_server_that_does_not_get_ready_says_why(tmp_path, start, words):
    with pytest.raises(ServerFailed, match=words), server(tmp_path, start):
        raise AssertionError("it is not ready")


@pytest.mark.slow
def test_a_server_that_takes_too_long_is_stopped(tmp_path):
    slow = server(tmp_path, "endless", ready_seconds=0.1)
    watched = Watched([slow._process.pid])
    with pytest.raises(ServerFailed, match=r"not ready within 0\.1 s"):
        slow.ready()
    assert watched.left() == []


def test_a_server_is_ready_with_a_report(warm):
    assert warm.report["warm"].endswith("a_server.py")


def test_a_server_that_was_killed_is_told_of(tmp_path):
    with server(tmp_path) as warm:
        line = Line(warm.line())
        watched = Watched([warm._process.pid])
        os.kill(warm._process.pid, signal.SIGKILL)
        assert watched.left() == []
        with pytest.raises(WireClosed, match="is gone"):
            warm.line()
        with pytest.raises(WireClosed, match="is gone"):
            line.fork({"do": "exit", "code": 0})
        line.close()
