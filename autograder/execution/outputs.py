"""Collecting what a cell shows, as a notebook stores it, under caps on how much."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Output = dict[str, Any]

# Of what a display may carry, the types that a notebook shows; a worker can send no others into a stored notebook.
MIME_TYPES = frozenset(
    {
        "text/plain",
        "text/html",
        "text/markdown",
        "text/latex",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/svg+xml",
        "application/pdf",
    }
)


@dataclass
class Recorder:
    """The outputs of one cell, in order. Past `max_bytes` of text and pictures, or `max_outputs`, they are dropped."""

    max_bytes: int = 2**20
    max_outputs: int = 200
    outputs: list[Output] = field(default_factory=list)
    _bytes: int = 0
    _full: bool = False
    _clear_next: bool = False

    def stream(self, name: str, text: str) -> None:
        """Add printed text; consecutive pieces of one stream become one output, as in a notebook."""
        if not text:
            return
        text = _as_text(text)
        self._clear_if_due()
        kept = text[: self._room(len(text))]
        last = self.outputs[-1] if self.outputs else None
        if kept and last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += kept
        elif kept:
            self._append({"output_type": "stream", "name": name, "text": kept})
        if len(kept) < len(text):
            self._say_full()

    def display(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        *,
        execution_count: int | None = None,
        display_id: str | None = None,
        update: bool = False,
    ) -> None:
        """Add a rich output: the cell's result if there is an execution count, else something it displayed."""
        kept = {mime: _as_text(value) for mime, value in data.items() if mime in MIME_TYPES}
        self._clear_if_due()
        size = sum(map(len, kept.values()))
        if self._room(size) < size:
            self._say_full()
            return
        if update:
            for shown in self.outputs:
                if display_id is not None and shown.get("_display_id") == display_id:
                    shown["data"] = kept
            return
        output: Output = {"output_type": "display_data", "data": kept, "metadata": {}}
        if metadata:
            output["metadata"] = {mime: dict(value) for mime, value in metadata.items() if isinstance(value, Mapping)}
        if execution_count is not None:
            output |= {"output_type": "execute_result", "execution_count": execution_count}
        if display_id is not None:
            output["_display_id"] = display_id
        self._append(output)

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        """Add an exception. It is added even when the rest is full: that a cell failed must always show.

        When there is no room, it takes the place of what came last.
        """
        self._clear_if_due()
        if len(self.outputs) > self.max_outputs:
            self.outputs.pop()
        lines = [_as_text(line[:1000]) for line in traceback[:50]]
        name, message = _as_text(name[:200]), _as_text(message[:2000])
        self.outputs.append({"output_type": "error", "ename": name, "evalue": message, "traceback": lines})

    def clear(self, wait: bool) -> None:
        """Drop what was shown so far: at once, or when the next output comes."""
        self._clear_next = True
        if not wait:
            self._clear_if_due()

    def finish(self) -> list[Output]:
        """Return the outputs as they are stored."""
        for output in self.outputs:
            output.pop("_display_id", None)
        return self.outputs

    def _clear_if_due(self) -> None:
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = self._full = False
            self._bytes = 0

    def _append(self, output: Output) -> None:
        if len(self.outputs) < self.max_outputs:
            self.outputs.append(output)
        else:
            self._say_full()

    def _room(self, wanted: int) -> int:
        """Take `wanted` bytes of what is left, and return how many of them fit."""
        room = min(wanted, max(self.max_bytes - self._bytes, 0))
        self._bytes += wanted
        return room

    def _say_full(self) -> None:
        if not self._full:
            self._full = True
            text = "\n[further output of this cell was dropped: it was too much to keep]\n"
            self.outputs.append({"output_type": "stream", "name": "stdout", "text": text})


def _as_text(value: Any) -> str:
    """Return what a notebook's file can hold: pictures in base 64, text that can be encoded."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return str(value).encode("utf-8", "replace").decode("utf-8")


class RecordedStream(io.TextIOBase):
    """A text stream whose writes go to a recorder."""

    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self._name = name

    def write(self, text: str) -> int:
        """Record the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.stream(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        """Text can be written."""
        return True
