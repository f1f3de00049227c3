"""Running `coursekit` as its user does, and looking at what it leaves behind."""

import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

SECONDS = 120  # after which something hangs

POINTS = """
SELECT assignment.name, submitted_assignment.student_id, notebook.name, base_cell.name,
       grade.auto_score, grade.manual_score, grade.needs_manual_grade
FROM grade
JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN base_cell ON grade.cell_id = base_cell.id
JOIN notebook ON base_cell.notebook_id = notebook.id
JOIN assignment ON notebook.assignment_id = assignment.id
"""


def command(*arguments):
    return [sys.executable, "-m", "autograder", *map(str, arguments)]


def coursekit(*arguments, **options):
    """Run a command to its end; standard output and error are text."""
    return subprocess.run(command(*arguments), capture_output=True, text=True, timeout=SECONDS, **options)


def start(*arguments, **options):
    """Start a command; Ctrl-C reaches it even where the tests themselves run in the background."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.Popen(
        command(*arguments), **pipes, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    )


def complaint(done, code=2):
    """The one line of a command that failed with this exit code."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    (line,) = done.stderr.splitlines()
    assert line.startswith("coursekit "), line
    return line


def points_in(gradebook):
    """Every grade in a gradebook, as it is whatever the rows' numbers are."""
    connection = sqlite3.connect(gradebook)
    try:
        return sorted(connection.execute(POINTS))
    finally:
        connection.close()


def descendants(pid):
    """The processes below one, each as (pid, command line)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
    below = [child for child, parent in parents.items() if parent == pid]
    lines = [(child, Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()) for child in below]
    return lines + [further for child in below for further in descendants(child)]


class Watched:
    """Processes by descriptors that stay theirs, so that another one that gets the number is not taken for them."""

    def __init__(self, pids):
        self.descriptors = {pid: os.pidfd_open(pid) for pid in pids}

    def left(self, seconds=20):
        """Wait until all have ended; those that have not by then."""
        deadline = time.monotonic() + seconds
        waiting = dict(self.descriptors)
        for pid, descriptor in self.descriptors.items():
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            if poll.poll(max(deadline - time.monotonic(), 0) * 1000):
                del waiting[pid]
        for descriptor in self.descriptors.values():
            os.close(descriptor)
        return list(waiting)
