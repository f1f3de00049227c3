"""A warm process that forks one child per job, and is the only one that may kill it.

Loading NumPy and IPython takes most of a second, a fork a few milliseconds. So a process loads them once and then
forks a child for every job, which begins where the warm process stands and leaves nothing behind when it ends.

A *line* is a socket to such a server. Over it jobs are started (with the descriptors that the child shall have),
killed, and reported when they end. Killing goes by job, through the parent: a process number is never used after its
process is gone. When a line closes, the jobs that were started over it are killed: whoever dies takes its jobs along.
"""

import contextlib
import fcntl
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from autograder.execution.limits import die_with_parent
from autograder.execution.wire import WireClosed, WireError, decode, encode

Job = dict[str, Any]
Handler = Callable[[Job, list[int]], None]

MAX_DESCRIPTORS = 4


@dataclass(frozen=True)
class Ended:
    """How a job's process ended: its exit code, or minus the signal's number; processor seconds and peak memory."""

    code: int
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


class ServerFailed(Exception):
    """The warm process could not get ready, or is gone; says why."""


def _send(sock: socket.socket, message: Job, descriptors: Sequence[int] = ()) -> None:
    body = encode(message)
    try:
        socket.send_fds(sock, [len(body).to_bytes(4, "big")], list(descriptors))
        sock.sendall(body)
    except OSError as error:
        raise WireClosed("the warm process is gone") from error


def _receive(sock: socket.socket) -> tuple[Job, list[int]]:
    header, descriptors, _flags, _address = socket.recv_fds(sock, 4, MAX_DESCRIPTORS)
    if len(header) < 4:
        raise WireClosed("the other end is gone")
    size = int.from_bytes(header, "big")
    body = b""
    while len(body) < size:
        part = sock.recv(size - len(body))
        if not part:
            raise WireClosed("the other end is gone")
        body += part
    message: Job = decode(body)
    return message, descriptors


class Line:
    """A client's end of a line to a fork server."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._jobs = 0
        self._ended: dict[int, Ended] = {}

    def fork(self, payload: Job, descriptors: Sequence[int] = ()) -> int:
        """Start a job; its process gets `payload` and copies of the descriptors. Returns the job's number."""
        self._jobs += 1
        _send(self.sock, {"op": "fork", "job": self._jobs, "payload": payload}, descriptors)
        return self._jobs

    def kill(self, job: int) -> None:
        """Kill the job's process, and all that is in its process group, if it still runs."""
        _send(self.sock, {"op": "kill", "job": job})

    def wait(self, job: int, deadline: float) -> Ended | None:
        """Return how the job ended; None if it still runs at the deadline."""
        while job not in self._ended:
            message = self.next_message(deadline)
            if message is None:
                return None
        return self._ended.pop(job)

    def next_message(self, deadline: float | None) -> Job | None:
        """Return the next message of the server (None at the deadline), after noting jobs that ended."""
        self.sock.settimeout(None if deadline is None else max(deadline - time.monotonic(), 0.001))
        try:
            message, _ = _receive(self.sock)
        except TimeoutError:
            return None
        except OSError as error:
            raise WireClosed("the warm process is gone") from error
        finally:
            self.sock.settimeout(None)
        if message["op"] == "ended":
            self._ended[message["job"]] = Ended(message["code"], message["cpu"], message["peak"])
        return message

    def close(self) -> None:
        """Close the line: the server kills what is left of its jobs."""
        self.sock.close()


class ForkServer:
    """The owner's view of a warm process: it starts it, opens lines to it, and stops it."""

    def __init__(
        self,
        module: str,
        setup: Job,
        environment: Mapping[str, str],
        directory: str | os.PathLike[str],
        ready_seconds: float = 120.0,
    ) -> None:
        """Start `python -m module`, which calls `serve`, in a clean environment; `ready` waits until it is."""
        self._ready_seconds = ready_seconds
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=dict(environment),
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C reaches the owner alone, which decides what becomes of the jobs
            )
        self._line = Line(ours)
        self._errors = _Tail(self._process.stderr)
        with contextlib.suppress(WireClosed):  # it ended at once: `ready` says why
            _send(ours, {"op": "setup", "setup": setup})

    def ready(self) -> "ForkServer":
        """Wait until the process is ready to fork.

        Raises ServerFailed with the server's own words, if it has any; the process is stopped then.
        """
        try:
            message = self._line.next_message(time.monotonic() + self._ready_seconds)
        except WireError:
            message = {"op": "failed", "why": self._errors.text() or "it ended without a word"}
        except BaseException:
            self.stop()
            raise
        if message is None:
            message = {"op": "failed", "why": f"not ready within {self._ready_seconds:g} s"}
        if message["op"] != "ready":
            self.stop()
            raise ServerFailed(message["why"])
        self.report: Any = message["report"]
        return self

    def line(self) -> socket.socket:
        """Open a further line, to be wrapped in a `Line` here or handed to another process."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                _send(self._line.sock, {"op": "line"}, [theirs.fileno()])
            except WireClosed:
                ours.close()
                raise
        return ours

    def stop(self) -> None:
        """End the warm process and everything that it forked."""
        self._line.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._errors.close()

    def __enter__(self) -> "ForkServer":
        return self.ready()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Tail(threading.Thread):
    """Keeps the last part of a stream, so that the writer never blocks and its last words can be told."""

    def __init__(self, stream: Any, keep: int = 4000) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._keep = keep
        self._last = b""
        self.start()

    def run(self) -> None:
        while part := self._stream.read1(65536):
            self._last = (self._last + part)[-self._keep :]

    def text(self) -> str:
        self.join(2)
        return self._last.decode("utf-8", "replace").strip()

    def close(self) -> None:
        self.join(2)
        if not self.is_alive():
            self._stream.close()


# The server's side ------------------------------------------------------------------------------------------------


@dataclass
class _Child:
    line: socket.socket
    job: int


class _Server:
    def __init__(self, owner: socket.socket, handle: Handler) -> None:
        self.owner = owner
        self.handle = handle
        self.children: dict[int, _Child] = {}
        self.selector = selectors.DefaultSelector()
        self.wake, wake_write = socket.socketpair()
        self.wake.setblocking(False)
        wake_write.setblocking(False)
        self.wake_write = wake_write
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
        self.selector.register(owner, selectors.EVENT_READ)
        self.selector.register(self.wake, selectors.EVENT_READ)

    def run(self) -> None:
        """Serve until the owner's line closes; then kill what still runs."""
        while True:
            for key, _ in self.selector.select():
                sock: Any = key.fileobj
                if sock is self.wake:
                    self.reap()
                elif not self.serve_line(sock):
                    return

    def serve_line(self, sock: socket.socket) -> bool:
        """Take one message of a line; False when the owner is gone."""
        try:
            message, descriptors = _receive(sock)
        except (WireError, OSError):
            self.drop_line(sock)
            return sock is not self.owner
        match message["op"]:
            case "line":
                line = socket.socket(fileno=descriptors[0])
                self.selector.register(line, selectors.EVENT_READ)
            case "fork":
                self.fork(sock, message["job"], message["payload"], descriptors)
            case "kill":
                for pid, child in self.children.items():
                    if child.line is sock and child.job == message["job"]:
                        _kill(pid)
        return True

    def fork(self, line: socket.socket, job: int, payload: Job, descriptors: list[int]) -> None:
        pid = os.fork()
        if pid == 0:
            self.become_child(payload, descriptors)
        self.children[pid] = _Child(line, job)
        for descriptor in descriptors:
            os.close(descriptor)

    def become_child(self, payload: Job, descriptors: list[int]) -> NoReturn:
        """Run the job and end: whatever happens in it, a child never returns into the server's loop."""
        code = 1
        try:
            os.setsid()  # a process group of its own, to be killed as a whole
            die_with_parent()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for key in list(self.selector.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]
            self.selector.close()
            self.wake_write.close()
            self.handle(payload, descriptors)
            code = 0
        finally:
            os._exit(code)

    def reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self.wake.recv(4096):
                pass
        while self.children:
            # Look without reaping first: while the process is a zombie its number, and its group's, are still its own.
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            _kill(ended.si_pid)  # what the child left in its process group
            pid, status, usage = os.wait4(ended.si_pid, 0)
            child = self.children.pop(pid)
            scale = 1 if sys.platform == "darwin" else 1024
            message = {
                "op": "ended",
                "job": child.job,
                "code": os.waitstatus_to_exitcode(status),
                "cpu": usage.ru_utime + usage.ru_stime,
                "peak": usage.ru_maxrss * scale,
            }
            with contextlib.suppress(WireError):
                _send(child.line, message)

    def drop_line(self, line: socket.socket) -> None:
        for pid, child in self.children.items():
            if child.line is line or line is self.owner:
                _kill(pid)
        self.selector.unregister(line)
        line.close()


def _kill(pid: int) -> None:
    """Kill a process group; the process alone where it has not yet made a group of its own."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _dying_with(owner: socket.socket) -> Iterator[None]:
    """Let the kernel end this process when the owner goes away, while it is busy and does not look.

    The owner sends nothing before it has heard that we are ready, so what stirs on the line is its end.
    """
    flags = fcntl.fcntl(owner, fcntl.F_GETFL)
    fcntl.fcntl(owner, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(owner, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        yield
    finally:
        fcntl.fcntl(owner, fcntl.F_SETFL, flags)


def serve(prepare: Callable[[Job], tuple[Any, Handler]]) -> None:
    """Be a warm process: `prepare(setup)` loads what is to be warm and returns a report and the jobs' handler.

    A `ServerFailed` that `prepare` raises is told to the owner in its own words.
    """
    owner = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(owner.fileno(), False)
    message, _ = _receive(owner)
    try:
        with _dying_with(owner):
            report, handle = prepare(message["setup"])
    except ServerFailed as failure:
        _send(owner, {"op": "failed", "why": str(failure)})
        return
    server = _Server(owner, handle)
    _send(owner, {"op": "ready", "report": report})
    server.run()
