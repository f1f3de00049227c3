"""`coursekit doctor`: what this machine offers, and what to install."""

import argparse
import json
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

# What each extra brings; the library itself needs NumPy alone.
PACKAGES = {
    "numpy": "",
    "nbgrader": "grader",
    "ipython": "grader",
    "msgpack": "grader",
    "rich": "grader",
    "distributed": "cluster",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. good: None where it is only worth knowing."""

    subject: str
    found: str
    good: bool | None = None
    remedy: str = ""


def run(given: argparse.Namespace) -> int:
    """Print what was found; return 2 if grading is not possible here."""
    findings = examine()
    if given.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        width = max(len(finding.subject) for finding in findings)
        for finding in findings:
            mark = {True: "ok", False: "!!", None: "--"}[finding.good]
            remedy = f"  ({finding.remedy})" if finding.remedy else ""
            print(f"{mark}  {finding.subject:{width}}  {finding.found}{remedy}")
    return 2 if any(finding.good is False for finding in findings) else 0


def examine() -> list[Finding]:
    """Look at Python, the packages, the system's sandbox and its programs."""
    return [
        Finding("Python", platform.python_version(), sys.version_info >= (3, 11)),
        Finding("coursekit", version("coursekit"), True),
        *(_package(name, extra) for name, extra in PACKAGES.items()),
        Finding("system", f"{platform.system()} {platform.release()}, {os.cpu_count()} cores"),
        _sandbox(),
        _program("browser", ("chromium", "google-chrome", "firefox"), "to look at feedback pages"),
    ]


def _package(name: str, extra: str) -> Finding:
    try:
        return Finding(name, version(name), True)
    except PackageNotFoundError:
        good = False if extra != "cluster" else None
        purpose = "to grade on several machines: " if extra == "cluster" else ""
        return Finding(name, "not installed", good, f"{purpose}python -m pip install 'coursekit[{extra}]'")


def _sandbox() -> Finding:
    if not hasattr(os, "fork"):
        return Finding("sandbox", "none: this system has no fork", False, "grade on Linux or macOS")
    from autograder.execution.limits import LEVEL

    told = "a process of its own with limits on time, memory and output, without descriptors or environment"
    return Finding("sandbox", f"level {LEVEL}: {told}", True)


def _program(subject: str, names: tuple[str, ...], purpose: str) -> Finding:
    found = next((path for name in names if (path := shutil.which(name))), None)
    return Finding(subject, found or "none found", remedy="" if found else f"only {purpose}")
