"""`coursekit`: one console script for instructors, students and CI.

Exit codes: 0 done; 1 stopped, or done, but some submissions could not be graded; 2 the call, the course or the machine
is at fault (one line says what, and how to mend it). Only what a command needs is imported, and only when it runs.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from autograder.errors import CourseError
from autograder.stopping import stoppable

# name: (what it does, whether it needs the extra `grader`); the order is that of the help.
COMMANDS = {
    "demo": ("make a course with a synthetic class, grade it, and show what was found", True),
    "new": ("make a course of your own, ready for nbgrader", True),
    "release": ("check the instructor's version of an assignment against itself, then make the students'", True),
    "grade": ("grade what was submitted, into nbgrader's gradebook", True),
    "feedback": ("make a page for every student", True),
    "doctor": ("say what this machine offers, and what to install", False),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` (the program's own, if None) name, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="coursekit",
        description="Teach backpropagation: release assignments, grade them safely, tell students which mistake it is.",
        epilog="`coursekit COMMAND --help` tells more of each.",
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, (purpose, _) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        ADD_ARGUMENTS[name](command)
    given = parser.parse_args(arguments)
    if given.version:
        from autograder import __version__

        print(f"coursekit {__version__}")
        return 0
    if given.command is None:
        parser.print_help()
        return 2
    try:
        with stoppable():
            if COMMANDS[given.command][1]:
                require_grader(given.command)
            code: int = import_module(f"autograder.commands.{given.command}").run(given)
            sys.stdout.flush()
        return code
    except CourseError as error:
        return _fail(given.command, error, 2)
    except KeyboardInterrupt as stop:
        return _fail(given.command, f"stopped: {stop}" if stop.args else "stopped.", 1)
    except BrokenPipeError:  # what reads the output, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left to be flushed at the end
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(given.command, f"{where}{error.strerror or error}: see to the file, the folder or the disk.", 2)


def _fail(command: str, reason: object, code: int) -> int:
    """Say in one line what went wrong, and return the exit code."""
    print(f"coursekit {command}: {' '.join(str(reason).split())}", file=sys.stderr)
    return code


def require_grader(command: str) -> None:
    """Raise CourseError if what the extra `grader` installs is missing."""
    missing = [package for package in ("nbgrader", "IPython", "msgpack", "rich") if find_spec(package) is None]
    if missing:
        names = ", ".join(missing)
        raise CourseError(f"`{command}` needs {names}: install them with: python -m pip install 'coursekit[grader]'")


def _add_course(command: argparse.ArgumentParser) -> None:
    command.add_argument("--course", metavar="DIR", default=".", help="the course's folder (default: this one)")


def _add_jobs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--jobs", type=_count, metavar="N", help="submissions graded at once (default: the cores)")


def _demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--students", type=_count, metavar="N", default=24, help="size of the class (default: 24)")
    command.add_argument("--out", metavar="DIR", help="where to make the course (default: a new temporary folder)")
    _add_jobs(command)


def _new(command: argparse.ArgumentParser) -> None:
    command.add_argument("directory", metavar="DIR", help="the folder to make, or an empty one")


def _release(command: argparse.ArgumentParser) -> None:
    command.add_argument("assignment", metavar="ASSIGNMENT")
    _add_course(command)
    command.add_argument("--force", action="store_true", help="make it anew where it was released before")


def _grade(command: argparse.ArgumentParser) -> None:
    command.add_argument("assignment", metavar="ASSIGNMENT")
    _add_course(command)
    command.add_argument("--student", nargs="+", metavar="ID", help="only these (default: all who submitted)")
    _add_jobs(command)
    command.add_argument("--db", metavar="URL", help="the gradebook (default: the course's own)")
    command.add_argument("--force", action="store_true", help="grade again what is graded and unchanged")
    command.add_argument(
        "--cell-seconds", type=_seconds, metavar="S", default=10.0, help="time for a cell (default: 10)"
    )


def _feedback(command: argparse.ArgumentParser) -> None:
    command.add_argument("assignment", metavar="ASSIGNMENT")
    _add_course(command)
    command.add_argument("--force", action="store_true", help="make all pages anew, after grading by hand")


def _doctor(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print it as JSON")


ADD_ARGUMENTS = {
    "demo": _demo,
    "new": _new,
    "release": _release,
    "grade": _grade,
    "feedback": _feedback,
    "doctor": _doctor,
}


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds between 0 and a day")
    return seconds
