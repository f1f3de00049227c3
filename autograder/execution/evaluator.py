"""The trusted process: it runs the instructor's test cells against a student's objects, and says what they earned.

The warm process holds the rehearsed instructor's notebook. Each child takes one notebook of one submission: it merges
the submission into the master, lets a worker run the student's cells, runs the test cells itself with proxies in place
of what the student wrote, and hands the graded notebook and the cells' results to the grader.
"""

import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from autograder.course.master import Master
from autograder.course.merge import merge
from autograder.course.notebooks import UnreadableNotebook, read_notebook
from autograder.execution.evaluation import Evaluation, cell_results
from autograder.execution.forkserver import Handler, Job, Line, serve
from autograder.execution.limits import LEVEL, MAX_RESULT, Limits, limit_memory
from autograder.execution.rehearsal import Rehearsal
from autograder.execution.scratch import lay_out
from autograder.execution.session import Session, WorkersGone
from autograder.execution.shell import RecordingShell
from autograder.execution.wire import Channel
from coursekit.checking import seeding

MEMORY_BYTES = 2**32  # for what a student's answers may grow to here


def evaluate(rehearsal: Rehearsal, master: Master, job: Job, line: socket.socket) -> Job:
    """Judge one notebook; return what the grader wants to know of it."""
    started = time.monotonic()
    try:
        submission = read_notebook(Path(job["notebook"]))
    except UnreadableNotebook as fault:
        return {"unreadable": str(fault)}
    merged = merge(master, submission)
    directory = tempfile.mkdtemp(dir=job["scratch"])
    try:
        lay_out(Path(directory), job["files"])
        session = Session(Line(line), directory, Limits(**job["limits"]))
        evaluation = Evaluation(rehearsal, session)
        try:
            evaluation.run(merged.notebook)
        finally:
            session.close()
        if session.workers_gone:
            raise WorkersGone
        return {
            "notebook": nbformat.writes(merged.notebook),
            "cells": cell_results(master, merged.notebook, evaluation),
            "remarks": [repair.message for repair in merged.repairs] + [str(death) for death in session.deaths],
            "sandbox": LEVEL,
            "seconds": time.monotonic() - started,
        }
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def prepare(setup: Job) -> tuple[Job, Handler]:
    """Rehearse the instructor's notebook."""
    master = Master.from_forms(setup["master"])
    os.chdir(setup["directory"])
    sys.path.append(setup["directory"])  # the modules beside the instructor's notebook
    shell = RecordingShell.instance(setup["directory"])
    with seeding.salt(setup["salt"]):
        rehearsal = Rehearsal(shell, master.notebook, master.student_names)

    def handle(job: Job, descriptors: list[int]) -> None:
        result, line = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        with result, line, seeding.salt(setup["salt"]):
            limit_memory(MEMORY_BYTES)
            Channel(result, MAX_RESULT).send(evaluate(rehearsal, master, job, line))

    return {"cells": len(master.notebook.cells)}, handle


if __name__ == "__main__":
    serve(prepare)
