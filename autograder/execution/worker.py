"""The untrusted process: it runs a student's cells and answers calls, and holds nothing worth stealing.

The warm process has loaded NumPy, IPython and what the notebook imports. It has never seen a reference, a test or a
secret. Each child runs one notebook of one submission. Everything in this file must be assumed to be under the
student's control once their first cell has run: nothing it sends is believed beyond being numbers, strings and handles.

Requests and replies are dicts on the wire:

| request                                    | reply                                                    |
|--------------------------------------------|----------------------------------------------------------|
| `op: "run", source, number`                | `outputs, error`                                         |
| `op: "do", action, target, arguments, ...` | `value`, or `raised`                                     |
| `op: "examine", target, questions, ...`    | `answers` of a whole exam (`coursekit.checking.exam`)    |
"""

import builtins
import gc
import importlib
import os
import random
import socket
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder.execution import limits
from autograder.execution.examwire import pack_answers, unpack_questions
from autograder.execution.forkserver import Handler, Job, serve
from autograder.execution.operations import perform
from autograder.execution.shell import RecordingShell, refuse_input
from autograder.execution.wire import Channel, Handle, WireClosed, WireError, encode
from coursekit.checking.clock import OutOfTime, time_limit
from coursekit.checking.exam import sit
from coursekit.checking.plain import Opaque, plain

MAX_TRACEBACK = 20


class Names:
    """The student's objects, by the name they have in the notebook or by the number of a handle."""

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self.namespace = namespace
        self.objects: list[Any] = []

    def find(self, target: Any) -> Any:
        """Return what a request names: a name of the notebook, or a handle."""
        if isinstance(target, Handle):
            return self.objects[target.number]
        if target in self.namespace:
            return self.namespace[target]
        if hasattr(builtins, target):
            return getattr(builtins, target)
        raise NameError(f"name {target!r} is not defined")

    def receive(self, value: Any) -> Any:
        """Put the student's own objects in place of their handles, however deep in lists, tuples and dicts."""
        if isinstance(value, Handle):
            return self.objects[value.number]
        if isinstance(value, list):
            return [self.receive(item) for item in value]
        if isinstance(value, tuple):
            return tuple(self.receive(item) for item in value)
        if isinstance(value, dict):
            return {key: self.receive(item) for key, item in value.items()}
        return value

    def hand_out(self, value: Any, depth: int = 16) -> Any:
        """Return plain data as it is, and a handle for any other object, however deep in lists, tuples and dicts."""
        if isinstance(value, (list, tuple)) and depth and type(value) in (list, tuple):
            return type(value)(self.hand_out(item, depth - 1) for item in value)
        if type(value) is dict and depth and all(isinstance(key, (str, int, float, bool, tuple)) for key in value):
            return {plain(key): self.hand_out(item, depth - 1) for key, item in value.items()}
        if not isinstance(value, (list, tuple, dict)):
            data = plain(value)
            if _is_plain(data):
                return data
        self.objects.append(value)
        return Handle(len(self.objects) - 1, type(value).__name__[:100], callable(value))


def _is_plain(data: Any) -> bool:
    """Whether nothing of a value was lost when it was made plain."""
    return not isinstance(data, Opaque) and (not isinstance(data, (set, frozenset)) or all(map(_is_plain, data)))


class Worker:
    """Answers the requests of one session."""

    def __init__(self, shell: RecordingShell, channel: Channel, limits: limits.Limits) -> None:
        self.shell = shell
        self.channel = channel
        self.limits = limits
        self.names = Names(shell.user_ns)

    def serve(self) -> None:
        """Answer until the other end closes the wire."""
        answer = {"run": self.run, "do": self.do, "examine": self.examine}
        while True:
            try:
                request = self.channel.receive()
            except WireClosed:
                return
            try:
                reply = answer[request["op"]](request)
                encode(reply)  # a reply that cannot be sent is the fault of this request alone
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                reply = {"raised": self.describe(error)}
            self.channel.send(reply)

    def run(self, request: Job) -> Job:
        """Run a cell."""
        self.shell.execution_count = request["number"]
        with time_limit(self.limits.cell_seconds):
            run = self.shell.run(request["source"], self.limits.output_bytes)
        return {
            "outputs": plain(run.outputs),
            "error": None if run.error is None else type(run.error).__name__[:200],
        }

    def do(self, request: Job) -> Job:
        """Do one thing with an object, hand out a handle for it or its value, or set or delete a name."""
        action = request["action"]
        if action == "set-name":
            self.names.namespace[request["target"]] = self.names.receive(request["arguments"][0])
            return {"value": None}
        if action == "delete-name":
            del self.names.namespace[request["target"]]
            return {"value": None}
        target = self.names.find(request["target"])
        arguments = self.names.receive(request["arguments"])
        keywords = self.names.receive(request["keywords"])
        with time_limit(self.limits.cell_seconds), self.shell.silenced():
            if action == "handle":
                self.names.objects.append(target)
                return {"value": Handle(len(self.names.objects) - 1, type(target).__name__[:100], callable(target))}
            value = target if action == "value" else perform(action, target, arguments, keywords)
        return {"value": self.names.hand_out(value)}

    def examine(self, request: Job) -> Job:
        """Let an object sit an exam; all its questions come, and all answers go, in one frame."""
        target = self.names.find(request["target"])
        with self.shell.silenced():
            answers = sit(target, unpack_questions(request["questions"]), request["seconds_per_step"])
        return {"answers": pack_answers(answers)}

    def describe(self, error: BaseException) -> Job:
        """Return an exception as data: its types, its message, and its traceback as the student would see it."""
        try:
            message = str(error)
        except Exception:
            message = ""
        try:
            lines = self.shell.InteractiveTB.stb2text(
                self.shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__, tb_offset=1)
            ).splitlines()
        except Exception:
            lines = []
        return {
            "types": [kind.__name__[:200] for kind in type(error).__mro__],
            "message": message[:2000],
            "traceback": [line[:500] for line in lines[-MAX_TRACEBACK:]],
            "timed_out": isinstance(error, OutOfTime),
        }


def prepare(setup: Job) -> tuple[Job, Handler]:
    """Load what is to be warm."""
    sys.path.append("")  # a student's own modules, found after everything that is installed
    shell = RecordingShell.instance(str(Path.cwd()))
    builtins.input = refuse_input
    failed = {}
    for name in setup["imports"]:
        try:
            importlib.import_module(name)
        except Exception as error:  # the student's own import will fail in the same way, and say so
            failed[name] = repr(error)[:200]
    shell.run("pass")  # what IPython does once, it does now
    shell.reset(new_session=True)
    shell.execution_count = 1
    gc.collect()
    gc.freeze()  # what is warm stays shared: a collection in a child would touch, and copy, all of it

    def handle(job: Job, descriptors: list[int]) -> None:
        allowed = limits.Limits(**job["limits"])
        (descriptor,) = descriptors
        limits.enclose(allowed, job["directory"], descriptor)
        # Unseeded random numbers are the same in every worker, so that a submission has the same result each time.
        random.seed(0)
        np.random.seed(0)
        worker = Worker(shell, Channel(socket.socket(fileno=descriptor)), allowed)
        try:
            worker.serve()
        except WireError:
            os._exit(3)

    return {"failed_imports": failed}, handle


if __name__ == "__main__":
    serve(prepare)
