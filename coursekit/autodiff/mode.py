"""Whether computations with tensors are recorded: on, unless `no_grad` says otherwise; each thread for itself."""

import threading
from contextlib import ContextDecorator


class Mode(threading.local):
    """What holds in one thread."""

    recording = True


mode = Mode()


class recording(ContextDecorator):  # noqa: N801 - a verb, used as `with recording(True):`
    """Record what is computed with tensors in this block, or don't."""

    def __init__(self, on: bool) -> None:
        self.on = on
        self.before: list[bool] = []  # one for each block that is open, since a decorated function may call itself

    def __enter__(self) -> None:
        self.before.append(mode.recording)
        mode.recording = self.on

    def __exit__(self, *_: object) -> None:
        mode.recording = self.before.pop()


def no_grad() -> recording:
    """Save time and memory by recording nothing: in a `with` block, or in a function that is decorated with it."""
    return recording(False)
