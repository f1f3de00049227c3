"""What grading shows: a progress bar on a terminal, plain lines elsewhere, and a table of results.

Names and messages come from students. They are shown as text without control characters, never as markup.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import batch
from autograder.course.files import printable
from autograder.course.results import SubmissionResult

# Beside a score, what is worth a look; a cell that passed says nothing.
WORDS = {"unreadable": "cannot be read", "missing": "no notebook", "crashed": "crashed", "timed-out": "ran out of time"}


class GradingProgress(batch.Progress):
    """Tells of each graded submission: a bar on a terminal, a line each elsewhere (a log, a pipe, CI)."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._bar: Progress | None = None
        self._task: Any = None
        self._total = self._count = 0

    def __enter__(self) -> "GradingProgress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def started(self, due: int, kept: int) -> None:
        """Begin the bar, or say what is to be done."""
        self._total = due
        if kept:
            self.console.print(f"{kept} already graded and unchanged.")
        if not due:
            return
        if self.console.is_terminal:
            columns = (
                TextColumn("grading"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[student]}"),
            )
            self._bar = Progress(*columns, console=self.console, transient=True)
            self._task = self._bar.add_task("grading", total=due, student="")
            self._bar.start()
        else:
            self.console.print(f"Grading {due} submissions.")

    def graded(self, result: SubmissionResult) -> None:
        """Advance."""
        self._count += 1
        if self._bar is not None:
            self._bar.update(self._task, advance=1, student=printable(result.student))
        else:
            width = len(str(self._total))
            line = f"[{self._count:{width}}/{self._total}] {printable(result.student)}: {score(result)}"
            self.console.print(Text(line))


def score(result: SubmissionResult) -> str:
    """Return a result's score in words: points, what is still to be graded by hand, or why there is none."""
    if result.status in ("unreadable", "missing", "crashed"):
        return WORDS[result.status]
    waiting = sum(cell.max_points for cell in result.cells if cell.status == "manual")
    by_hand = f" + {waiting:g} by hand" if waiting else ""
    return f"{result.score:g} of {result.max_score - waiting:g}{by_hand}"


def found(result: SubmissionResult) -> list[str]:
    """Return what was found, a line for each cell that did not pass: the mistake's code, and in which cells."""
    if result.status in ("unreadable", "missing", "crashed"):
        return []
    cells: dict[str, list[str]] = {}
    for cell in result.cells:
        if cell.status in ("passed", "manual"):
            continue
        code = cell.findings[0].code if cell.findings else WORDS.get(cell.status, "not answered")
        cells.setdefault(code, []).append(cell.grade_id.removeprefix("test-"))
    return [f"{code}: {', '.join(names)}" for code, names in cells.items()]


def results_table(results: Iterable[SubmissionResult], describe: dict[str, str] | None = None) -> Table:
    """Return a table of results; `describe` adds a column that says who each student is."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("student", no_wrap=True)
    if describe is not None:
        table.add_column("who that is", max_width=44)
    table.add_column("score", no_wrap=True)
    table.add_column("found", overflow="fold")
    for result in results:
        row = [printable(result.student), score(result), "\n".join(map(printable, found(result)))]
        if describe is not None:
            row.insert(1, describe[result.student])
        table.add_row(*map(Text, row))
    return table


def print_summary(summary: batch.Summary, students: Sequence[str], results_file: Path) -> None:
    """Say what a batch came to: the graded in a line, those who need a look in a table."""
    console = Console(highlight=False, soft_wrap=True)
    results = [summary.results[student] for student in students]
    graded = [result for result in results if result.status == "graded"]
    pace = f" in {summary.seconds:.1f} s" if summary.graded_now else ""
    console.print(f"{len(graded)} of {len(results)} graded ({len(summary.graded_now)} now{pace}).")
    for result in results:
        if result.status != "graded":
            remarks = "; ".join(summary.remarks.get(result.student, [])) or WORDS[result.status]
            console.print(Text(f"Not graded: {printable(result.student)}: {printable(remarks)}"))
    console.print(f"Results: {results_file}")
