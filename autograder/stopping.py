"""Ctrl-C, and the other ways of asking a program to stop: it stops, but not in the middle of what belongs together."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Seconds in which further signals say nothing new: what was begun is being put away, and then the program ends.
PUTTING_AWAY = 10.0


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Raise KeyboardInterrupt in the block when one of STOPS arrives, and once only for several in quick succession.

    A signal that is ignored, as `nohup` has it, stays so. After a stop the handlers stay, up to the program's end.
    """
    last: float | None = None

    def stop(_number: int, _frame: Any) -> None:
        nonlocal last
        now = time.monotonic()
        if last is None or now - last >= PUTTING_AWAY:
            last = now
            raise KeyboardInterrupt

    kept = {number: signal.getsignal(number) for number in STOPS}
    for number, handler in kept.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        if last is None:
            for number, handler in kept.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def undivided() -> Iterator[None]:
    """Let a signal of STOPS that arrives in the block take effect only at its end."""
    if threading.current_thread() is not threading.main_thread():  # where no signal arrives
        yield
        return
    arrived: list[int] = []
    kept = {number: signal.signal(number, lambda number, _: arrived.append(number)) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
        for late in arrived:
            signal.raise_signal(late)
