"""What an instructor sees: a bar on a terminal, lines in a log, and nothing that a student could write there."""

import io
import os
import pty
import re

import pytest
from rich.console import Console

from autograder.batch import Summary
from autograder.commands import terminal
from autograder.course.results import CellFinding, CellResult, SubmissionResult
from tests.autograder.running import start


def cell(name, points, worth=10.0, status=None, code=None, message="what was seen"):
    status = status or ("passed" if points == worth else "partial" if points else "failed")
    found = (CellFinding(code, "fail", message),) if code else ()
    return CellResult("ps", name, points, worth, status, found)


def result(student, *cells, status="graded"):
    score, most = sum(each.points or 0 for each in cells), sum(each.max_points for each in cells)
    return SubmissionResult(student, "ps", status, score, most, cells, "process", "ab", "0.1.0", "s1", 1.0)


RIGHT = result("right", cell("test-a", 10.0), cell("why", None, 5.0, "manual"))
SOME = result("some", cell("test-a", 10.0), cell("test-b", 0.0, code="wrong-sign"), cell("c", 0.0, code="wrong-sign"))
STUB = "Forward is not written yet (it raises NotImplementedError)."
NONE = result("none", cell("test-a", 0.0, code="raises", message=STUB), cell("why", 0.0))
BROKEN = result("broken", cell("a", 0.0, code="unreadable", message="ps.ipynb: no JSON"), status="unreadable")
EVIL = ("[red]x[bold]", "a\x1b[31mb", "a\u202eb", ":smile:", "[link=file:///etc]z")


def shown(table, width=100):
    console = terminal.make_console()
    console.file, console.width = io.StringIO(), width
    console.print(table)
    return console.file.getvalue()


def test_a_table_says_what_was_earned_what_is_left_to_do_and_what_was_found():
    lines = shown(terminal.results_table([RIGHT, SOME, NONE, BROKEN])).splitlines()
    assert [re.split(r"  +", line.strip()) for line in lines] == [
        ["student", "score", "by hand", "found"],
        ["right", "10 of 10", "5"],
        ["some", "10 of 30", "wrong-sign: b, c"],
        ["none", "0 of 20", "not written yet: a"],
        ["not answered: why"],
        ["broken", "cannot be read: ps.ipynb: no JSON"],
    ]
    assert "by hand" not in shown(terminal.results_table([SOME]))


def test_an_error_that_is_no_stub_keeps_its_name():
    wrong = result("s", cell("test-a", 0.0, code="raises", message="NameError: y"))
    assert terminal.found(wrong) == ["raises: a"]


def test_a_narrow_terminal_loses_nothing():
    table = shown(terminal.results_table([SOME, BROKEN], {"some": "a long description " * 5, "broken": ""}), width=50)
    assert max(map(len, table.splitlines())) <= 50
    assert table.count("description") == 5
    assert "10 of 30" in table
    assert "…" not in table


@pytest.mark.parametrize("name", EVIL)
def test_a_name_is_shown_and_nothing_more(name):
    harmless = name if name.isprintable() else ascii(name)
    evil = result(name, cell("test-[red]", 0.0, code=name), status="graded")
    table = shown(terminal.results_table([evil]))
    assert harmless in table
    assert "\x1b" not in table
    assert "\u202e" not in table
    log = io.StringIO()
    console = terminal.make_console()
    console.file = log
    with terminal.GradingProgress(console) as progress:
        progress.started(1, 0)
        progress.graded(evil)
    assert log.getvalue() == f"Grading 1 submission.\n[1/1] {harmless}: 0 of 10\n"


@pytest.mark.parametrize("name", EVIL)
def test_a_name_beside_the_bar_is_shown_and_nothing_more(name):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120, highlight=False, color_system=None)
    with terminal.GradingProgress(console) as progress:
        progress.started(2, 1)
        progress.graded(result(name, cell("a", 10.0)))
    assert (name if name.isprintable() else ascii(name)) in screen.getvalue()
    assert "\u202e" not in screen.getvalue()
    assert "\x1b[31m" not in screen.getvalue()


def test_totals_count_everyone_once():
    assert terminal.totals([RIGHT, SOME, NONE, BROKEN]) == (
        "Of 4: 1 earned every point that a machine can give, 1 some, 1 none, 1 cannot be read."
    )


def test_a_summary_names_those_who_need_a_look(capsys):
    summary = Summary(
        {each.student: each for each in (RIGHT, BROKEN)}, ["right"], {"right": ["Cell a was missing"]}, 2.0
    )
    terminal.print_summary(summary, ["right", "broken"])
    assert capsys.readouterr().out.splitlines() == [
        "1 graded now in 2.0 s. Of 2: 1 earned every point that a machine can give, 1 cannot be read.",
        "Note: right: Cell a was missing",
        "Not graded: broken: cannot be read: ps.ipynb: no JSON",
    ]


@pytest.mark.slow
def test_a_terminal_gets_a_bar_that_leaves_no_trace(small_course):
    course = small_course()
    course.submit("anna")
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    process = start("grade", "ps", "--course", course.root, stdout=theirs, env=environment)
    os.close(theirs)
    screen = b""
    with process:
        while True:
            try:
                screen += os.read(ours, 4096)
            except OSError:  # how a terminal ends whose program has ended
                break
        assert process.stderr.read() == ""
    os.close(ours)
    assert process.returncode == 0
    text = screen.decode()
    assert "grading" in text
    assert "0/1" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")  # the cursor is back
    assert "\x1b[2K1 graded now in" in text  # where the bar was
    assert "[1/1]" not in text
