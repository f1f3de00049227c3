"""What grading shows: a progress bar on a terminal, plain lines elsewhere, and a table of results.

Names and messages come from students. They are shown as text without control characters, never as markup.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import batch
from autograder.course.files import printable
from autograder.course.results import CellResult, SubmissionResult

# Beside a score, what is worth a look; a cell that passed says nothing.
WORDS = {"unreadable": "cannot be read", "missing": "no notebook", "crashed": "crashed", "timed-out": "ran out of time"}
LOG_WIDTH = 110  # columns of a table that goes to a file or a pipe
MAX_REASON = 300  # characters


def make_console() -> Console:
    """Return a console that takes what it is given for text, and leaves the breaking of long lines to the terminal."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


class GradingProgress(batch.Progress):
    """Tells of each graded submission: a bar on a terminal, a line each elsewhere (a log, a pipe, CI)."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or make_console()
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
                TextColumn("{task.fields[student]}", markup=False),
            )
            self._bar = Progress(*columns, console=self.console, transient=True)
            self._task = self._bar.add_task("grading", total=due, student="")
            self._bar.start()
        else:
            self.console.print(f"Grading {due} submission{'s' if due > 1 else ''}.")

    def graded(self, result: SubmissionResult) -> None:
        """Advance."""
        self._count += 1
        if self._bar is not None:
            self._bar.update(self._task, advance=1, student=printable(result.student))
        else:
            width = len(str(self._total))
            what = WORDS.get(result.status) or f"{score(result)}{_by_hand(result)}"
            self.console.print(f"[{self._count:{width}}/{self._total}] {printable(result.student)}: {what}")


def score(result: SubmissionResult) -> str:
    """Return what a machine could give, and how much of it was earned; nothing where nothing could be graded."""
    return f"{result.score:g} of {result.max_score - waiting(result):g}" if result.status == "graded" else ""


def waiting(result: SubmissionResult) -> float:
    """Return the points that a person has still to give."""
    return sum(cell.max_points for cell in result.cells if cell.status == "manual")


def _by_hand(result: SubmissionResult) -> str:
    return f", {waiting(result):g} more by hand" if waiting(result) else ""


def found(result: SubmissionResult) -> list[str]:
    """Return what was found, a line for each mistake: its code, and the cells that show it."""
    if result.status != "graded":
        return [f"{WORDS[result.status]}: {_reason(result)}"]
    cells: dict[str, list[str]] = {}
    for cell in result.cells:
        if cell.status not in ("passed", "manual"):
            cells.setdefault(_mistake(cell), []).append(cell.grade_id.removeprefix("test-"))
    return [f"{mistake}: {', '.join(names)}" for mistake, names in cells.items()]


def _mistake(cell: CellResult) -> str:
    if not cell.findings:
        return WORDS.get(cell.status, "not answered")
    worst = cell.findings[0]
    if worst.code == "raises" and "NotImplementedError" in worst.message:  # what a released stub does
        return "not written yet"
    return worst.code


def _reason(result: SubmissionResult) -> str:
    """Say why a submission could not be graded, a reason for each notebook."""
    reasons = dict.fromkeys(finding.message for cell in result.cells for finding in cell.findings[:1])
    return printable("; ".join(reasons))[:MAX_REASON]


def results_table(results: Iterable[SubmissionResult], describe: Mapping[str, str] | None = None) -> Table:
    """Return a table of results; `describe` adds a column that says who each student is."""
    rows = list(results)
    some_by_hand = any(map(waiting, rows))
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("student", overflow="fold", max_width=24)
    if describe is not None:
        table.add_column("who that is", ratio=1, max_width=44)
    table.add_column("score", justify="right", no_wrap=True)
    if some_by_hand:
        table.add_column("by hand", justify="right", no_wrap=True)
    table.add_column("found", overflow="fold", ratio=1)
    for result in rows:
        row = [printable(result.student)]
        if describe is not None:
            row.append(describe[result.student])
        row.append(score(result))
        if some_by_hand:
            row.append(f"{waiting(result):g}" if waiting(result) else "")
        row.append("\n".join(map(printable, found(result))))
        table.add_row(*map(Text, row))
    return table


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal, or as LOG_WIDTH where there is none."""
    console = make_console()
    if not console.is_terminal:
        console.width = LOG_WIDTH
    console.print(table)


def totals(results: Sequence[SubmissionResult]) -> str:
    """Say in a line how many earned all, some or none of what a machine can give, and how many could not be graded."""
    graded = [result for result in results if result.status == "graded"]
    right = sum(result.score >= result.max_score - waiting(result) for result in graded)
    nothing = sum(result.score == 0 < result.max_score - waiting(result) for result in graded)
    counts = [
        (right, "earned every point that a machine can give"),
        (len(graded) - right - nothing, "some"),
        (nothing, "none"),
        *((sum(result.status == status for result in results), words) for status, words in WORDS.items()),
    ]
    return f"Of {len(results)}: {', '.join(f'{count} {what}' for count, what in counts if count)}."


def print_summary(summary: batch.Summary, students: Sequence[str]) -> None:
    """Say what a batch came to, and name those that need a look."""
    console = make_console()
    results = [summary.results[student] for student in students]
    now = len(summary.graded_now)
    console.print(f"{now} graded now{f' in {summary.seconds:.1f} s' if now else ''}. {totals(results)}")
    for result in results:
        name = printable(result.student)
        if result.status != "graded":
            console.print(f"Not graded: {name}: {found(result)[0]}")
        else:
            for remark in summary.remarks.get(result.student, []):
                console.print(f"Note: {name}: {printable(remark)[:MAX_REASON]}")
