"""Running notebook cells with IPython's own semantics (magics, display, tracebacks), without a kernel.

The worker runs a student's cells in such a shell, the evaluator an instructor's.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.execution.outputs import Output, RecordedStream, Recorder


@dataclass(frozen=True)
class CellRun:
    """What running one cell brought: outputs, the exception that ended it (or None), its result, its time."""

    outputs: list[Output]
    error: BaseException | None
    value: Any
    seconds: float


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    def publish(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        *,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        display_id = (transient or {}).get("display_id")
        self.shell.recorder.display(data, metadata, display_id=display_id, update=update)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.clear(wait)


class _Hook(DisplayHook):  # type: ignore[misc]
    def write_output_prompt(self) -> None:
        """Write nothing: the number goes with the data."""

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None) -> None:
        self.shell.recorder.display(format_dict, md_dict, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        self._is_active = False


class RecordingShell(InteractiveShell):  # type: ignore[misc]
    """An IPython shell whose cells' outputs are recorded as a notebook stores them.

    Make it with `RecordingShell.instance(directory)`: `get_ipython()` and `display` look for the one instance.
    """

    # Commands of `!` and `%%bash` write where the recorder sees it.
    system = InteractiveShell.system_piped

    def __init__(self, directory: str) -> None:
        """Make a shell that keeps no history; IPython's own folder is made in `directory`."""
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self.recorder = Recorder()
        self._names: MutableMapping[str, Any] | None = None
        super().__init__(config=config, ipython_dir=directory, display_pub_class=_Publisher, displayhook_class=_Hook)
        # What a kernel sets, so that `import matplotlib.pyplot` alone makes figures show under their cell.
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        try:
            message = str(evalue)
        except Exception:
            message = ""
        self.recorder.error(etype.__name__, message, [str(line) for line in stb])

    def run(self, source: str, max_bytes: int = 2**20) -> CellRun:
        """Run one cell. What it raises, even SystemExit, is recorded and returned, not raised."""
        started = time.monotonic()
        self.recorder = Recorder(max_bytes)
        with _streams(self.recorder):
            result = self.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        return CellRun(self.recorder.finish(), error, result.result, time.monotonic() - started)

    def run_in(self, names: MutableMapping[str, Any], source: str) -> CellRun:
        """Run one cell whose own reading, assigning and deleting of names goes through `names`.

        Functions that the cell defines or calls go on to look names up in the shell's own namespace.
        """
        self._names = names
        try:
            return self.run(source)
        finally:
            self._names = None

    @property
    def user_ns(self) -> MutableMapping[str, Any]:
        """The namespace of the cell that runs: what `run_in` was given, else the shell's own."""
        return self._own_namespace if self._names is None else self._names

    @user_ns.setter
    def user_ns(self, namespace: MutableMapping[str, Any]) -> None:
        self._own_namespace = namespace

    @contextlib.contextmanager
    def silenced(self) -> Iterator[None]:
        """Drop what is printed or displayed in the block."""
        self.recorder = Recorder()
        with _streams(self.recorder):
            yield


@contextlib.contextmanager
def _streams(recorder: Recorder) -> Iterator[None]:
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = RecordedStream(recorder, "stdout"), RecordedStream(recorder, "stderr")
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept


def refuse_input(prompt: object = "") -> NoReturn:
    """Stand for `input` where nobody can answer."""
    raise StdinNotImplementedError("input() cannot be answered while a notebook is graded; give the value in the code")
