"""A limit on how long a call may take, where the system offers one.

The limit is a signal to the main thread (POSIX). Elsewhere (another thread, Windows, a browser's Python) a call
simply runs on: there, the limit is kept from outside, by whoever owns the process.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutOfTime(BaseException):
    """A call used up its time. Not an Exception, so that a student's `except Exception` lets it through."""


@contextmanager
def time_limit(seconds: float, *, patience: float = 1.0) -> Iterator[None]:
    """Raise OutOfTime within the block once it has run for `seconds`.

    patience: a block that had less of the processor than that, since the machine was busy with other things, may take
    so many times as long. Limits nest: the outer one goes on counting, less what the inner block took, when the inner
    one is done.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    began, computed = time.monotonic(), time.process_time()

    def ring(_number: int, _frame: Any) -> None:
        taken, at_work = time.monotonic() - began, time.process_time() - computed
        left = min(seconds - at_work, patience * seconds - taken)
        if left <= 0:
            raise OutOfTime(f"no answer within {seconds:g} s")
        signal.setitimer(signal.ITIMER_REAL, max(left, 1e-3))

    outer_handler = signal.signal(signal.SIGALRM, ring)
    outer_left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, outer_handler)
        if outer_left:
            # Already past the outer limit? Then let it ring at once, not never: zero would switch it off.
            signal.setitimer(signal.ITIMER_REAL, max(outer_left - (time.monotonic() - began), 1e-6))
