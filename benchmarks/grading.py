"""Grading beside stock nbgrader: how long it takes, and who gets points that are not deserved.

`python -m benchmarks.grading` lets `nbgrader autograde` and `coursekit grade` grade the same submissions, each time in
a fresh copy of the demonstration's course and as a process of its own, and compares wall times and gradebooks. The
report is Markdown. README.md tells what is measured, and what is not.

Stock nbgrader runs the hostile submissions unprotected. They are the demonstration's own (`autograder.demo.hostile`),
which neither write nor send anything, and they run in a temporary folder.
"""

import argparse
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from statistics import median

from autograder.batch import default_jobs
from autograder.demo.course import ASSIGNMENT, make_course, write_submissions
from autograder.demo.students import PROFILES, SyntheticStudent, synthetic_class
from benchmarks.gradebooks import Graded, errors_in, fate, faults, is_graded, points_table, read_points, worth

CELL_SECONDS = 3  # for either program; nbgrader's limit is a whole number
PATIENCE = 60.0  # seconds for a submission, and for what else a program does; none that works takes half of it
PACKAGES = ("coursekit", "nbgrader", "nbclient", "ipykernel", "numpy")


class BenchmarkFailed(Exception):
    """A program did not do its work, so there is nothing to compare."""


@dataclass(frozen=True)
class Program:
    """One way of grading a course folder: its name in the tables, and what Python is to run."""

    name: str
    arguments: tuple[str, ...]


def programs(cores: int) -> list[Program]:
    """Return stock nbgrader first, then this project's grader on one core and on all of them."""
    stock = ("-m", "nbgrader", "autograde", ASSIGNMENT, f"--Execute.timeout={CELL_SECONDS}")
    ours = ("-m", "autograder", "grade", ASSIGNMENT, "--cell-seconds", str(CELL_SECONDS), "--jobs")
    jobs = sorted({1, cores})
    return [
        Program("nbgrader autograde", stock),
        *(Program(f"coursekit grade --jobs {n}", (*ours, str(n))) for n in jobs),
    ]


class Bench:
    """The released course, of which every run grades a copy, and a folder to do it in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "home").mkdir()
        self.released = make_course(root / "course")
        code, log = self.python(self.released, ("-m", "autograder", "release", ASSIGNMENT), PATIENCE)
        if code:
            raise BenchmarkFailed(f"the assignment could not be released: {log.strip()}")
        self.worth = worth(self.released)

    def python(self, folder: Path, arguments: Sequence[str], seconds: float) -> tuple[int, str]:
        """Run Python in `folder`; return its exit code and what it printed. Raise BenchmarkFailed where it hangs.

        Its home is a folder of its own, so that no settings of this user's for Jupyter and IPython count.
        """
        # nbgrader starts alembic by its bare name, which an environment that isn't activated doesn't find.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        environment = os.environ | {"PATH": path, "HOME": str(self.root / "home")}
        command = [sys.executable, *arguments]
        # Into a file: a pipe would be waited for as long as a kernel that was left behind holds it.
        with (self.root / "log").open("w+", encoding="utf-8", errors="replace") as log:
            try:
                done = subprocess.run(
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    timeout=seconds,
                )
            except subprocess.TimeoutExpired as hung:
                raise BenchmarkFailed(f"{shlex.join(arguments)} did not end within {seconds:g} s") from hung
            log.seek(0)
            return done.returncode, log.read()

    def grade(self, program: Program, students: Sequence[SyntheticStudent]) -> Graded:
        """Let the program grade a class that nobody has graded yet; only the program is timed."""
        with tempfile.TemporaryDirectory(dir=self.root) as folder:
            course = Path(shutil.copytree(self.released, Path(folder, "course")))
            write_submissions(course, students)
            started = time.perf_counter()
            code, log = self.python(course, program.arguments, PATIENCE * (1 + len(students)))
            seconds = time.perf_counter() - started
            points = read_points(course, students)
            # Either program ends with 1 where it could not grade some; nbgrader does so where it graded none as well.
            if code not in (0, 1) or not any(map(is_graded, points.values())):
                raise BenchmarkFailed(f"{program.name} ended with {code}: {log[-2000:].strip()}")
            errors = errors_in(log)
            fates = {student: fate(course, student, given, errors) for student, given in points.items()}
        return Graded(seconds, points, fates)

    def measure(self, students: Sequence[SyntheticStudent], rounds: int) -> dict[str, list[Graded]]:
        """Return the runs of each program. Rounds are interleaved, so that a busy machine is busy for all of them."""
        runs: dict[str, list[Graded]] = {}
        for number in range(1, rounds + 1):
            for program in programs(default_jobs()):
                graded = self.grade(program, students)
                runs.setdefault(program.name, []).append(graded)
                tell(f"  round {number} of {rounds}: {program.name}: {graded.seconds:.1f} s")
        return runs


def right_class(count: int) -> list[SyntheticStudent]:
    """Return `count` honest students who have it all right."""
    students = synthetic_class(count * len(PROFILES))  # at least one of each profile for every student wanted
    return list(islice((student for student in students if student.kind == "right"), count))


# The report


def header(arguments: Sequence[str], rounds: int) -> str:
    """Say what was run, on what, and with which versions."""
    command = shlex.join(["python", "-m", "benchmarks.grading", *arguments])
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)])
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"# Grading beside stock nbgrader\n\n`{command}`, {date.today()}  \n"
        f"{_processor()}, {platform.system()} {platform.machine()}, cores for this process: {default_jobs()}; "
        f"load average at the start: {load}  \n{versions}  \n"
        f"{CELL_SECONDS} s for a cell; {'one round' if rounds == 1 else f'medians of {rounds} interleaved rounds'}\n"
    )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or "unnamed processor"


def times_table(count: int, seconds: Mapping[str, Sequence[float]]) -> str:
    """Return the wall times, by program, and how they compare with the first program's."""
    lines = ["| program | wall time, s | per submission, s | times as fast |", "|---|---:|---:|---:|"]
    first = median(next(iter(seconds.values())))
    for name, measured in seconds.items():
        middle = median(measured)
        spread = f" ({min(measured):.1f} to {max(measured):.1f})" if len(measured) > 1 else ""
        lines.append(f"| `{name}` | {middle:.1f}{spread} | {middle / count:.2f} | {first / middle:.1f} |")
    return "\n".join(lines) + "\n"


def tell(line: str) -> None:
    """Say how far it is; the report alone goes to standard output."""
    print(line, file=sys.stderr, flush=True)


def compare(bench: Bench, name: str, students: Sequence[SyntheticStudent], rounds: int) -> tuple[list[str], list[str]]:
    """Let all programs grade the class; return the sections about it, and what this project's grader got wrong."""
    title = f"{name}, {len(students)} submissions"
    tell(f"{title}:")
    runs = bench.measure(students, rounds)
    seconds = {program: [graded.seconds for graded in several] for program, several in runs.items()}
    sections = [f"## {title}: time\n\n{times_table(len(students), seconds)}"]
    (stock, *_), *ours = runs.values()
    if any(student.kind != "right" for student in students):
        most = sum(bench.worth.values())
        table = points_table(students, bench.worth, stock, ours[-1][0])
        sections.append(f"## {title}: points, of {most:g} that the tests can give\n\n{table}")
    wrong = [fault for several in ours for graded in several for fault in faults(students, bench.worth, graded)]
    return sections, wrong


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark. Return 1 if this project's grader did not give what is deserved, 2 if nothing was measured."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.grading", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--students", type=_count, metavar="N", default=24, help="size of the demo's class (24)")
    parser.add_argument("--right", type=_count, metavar="N", default=12, help="size of the class that is right (12)")
    parser.add_argument("--only-right", action="store_true", help="leave out the demo's class")
    parser.add_argument("--rounds", type=_count, metavar="R", default=1, help="how often; medians are reported (1)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write the report here as well")
    given = parser.parse_args(arguments)
    classes = {"Right submissions alone": right_class(given.right)}
    if not given.only_right:
        classes = {"The demo's class": synthetic_class(given.students)} | classes
    report, wrong = [header(arguments, given.rounds)], []
    try:
        with tempfile.TemporaryDirectory(prefix="coursekit-bench-") as folder:
            bench = Bench(Path(folder))
            tell("To warm up, so that no program is the first to read its files:")
            bench.measure(right_class(1), rounds=1)
            for name, students in classes.items():
                sections, faults_found = compare(bench, name, students, given.rounds)
                report += sections
                wrong += faults_found
    except BenchmarkFailed as failure:
        tell(f"benchmarks.grading: {failure}")
        return 2
    if wrong:
        report.append("## coursekit was wrong\n\n" + "".join(f"- {fault}\n" for fault in dict.fromkeys(wrong)))
    text = "\n".join(report)
    print(text, end="")
    if given.out is not None:
        given.out.write_text(text, encoding="utf-8")
    return int(bool(wrong))


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
