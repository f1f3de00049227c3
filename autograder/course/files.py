"""Opening what a student handed in: regular files inside one folder, and nothing that a link leads to.

A submission may hold links, devices, pipes, endless trees and files larger than the disk. None of them is opened
here; each is named among the inventory's `problems`, so that nothing is left out in silence.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

MAX_FILES = 10_000
MAX_FOLDERS = 2_000
MAX_PATH = 1_000  # characters within the folder; leaves room for a copy in another place
# A terminal of the grader must not become the controlling one, a pipe without a writer must not block,
# and the descriptor must not reach a child process.
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class NotRegularError(OSError):
    """What lies at a path is no regular file: a link, a folder, a pipe, a socket or a device."""


@dataclass(frozen=True)
class Limits:
    """How much of a folder is read, in bytes."""

    file: int = 100_000_000
    folder: int = 100_000_000


@dataclass
class Inventory:
    """The regular files of a folder by their path in it ("data/x.csv"), sorted, and what was left out, and why."""

    files: dict[str, Path] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; raise NotRegularError for anything else, a link included."""
    try:
        descriptor = os.open(path, FLAGS)
    except OSError as error:
        if path.is_symlink():
            raise NotRegularError("it is a link") from error
        raise
    try:
        kind = _kind(os.fstat(descriptor).st_mode)
        if kind != "file":
            raise NotRegularError(f"it is a {kind}")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def inventory(
    folder: Path, ignored: Callable[[str], bool] = lambda name: False, limits: Limits | None = None
) -> Inventory:
    """List the regular files in `folder` and below it, without following a link, down to what `limits` allow.

    `ignored(name)` says of the name of a file or folder whether it does not count, as a course's
    `CourseDirectory.ignore` has it.
    """
    limits = limits or Limits()
    found = Inventory()
    sizes: dict[str, int] = {}
    for name, entry in _walk(folder, ignored, found.problems):
        status = entry.stat(follow_symlinks=False)
        kind = _kind(status.st_mode)
        if kind != "file":
            found.problems.append(f"{printable(name)} is a {kind}; it was left out")
        elif status.st_size > limits.file:
            found.problems.append(f"{printable(name)} has {status.st_size:,} bytes; it was left out")
        elif len(sizes) == MAX_FILES:
            found.problems.append(f"more than {MAX_FILES:,} files; the others were left out")
            break
        else:
            sizes[name] = status.st_size
    # Notebooks first: they are what is graded, and nothing beside them should use up their room.
    room = limits.folder
    kept = []
    for name in sorted(sizes, key=lambda name: (not name.endswith(".ipynb"), name)):
        if sizes[name] > room:
            found.problems.append(f"{printable(name)} is beyond {limits.folder:,} bytes in all; it was left out")
            continue
        room -= sizes[name]
        kept.append(name)
    found.files = {name: folder / name for name in sorted(kept)}
    return found


def _walk(folder: Path, ignored: Callable[[str], bool], problems: list[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All entries that are no folder, in order of their names, so that what a limit cuts off is always the same."""
    pending = [""]
    seen = 0
    while pending:
        inside = pending.pop()
        seen += 1
        if seen > MAX_FOLDERS:
            problems.append(f"more than {MAX_FOLDERS:,} folders; the others were left out")
            return
        try:
            entries = sorted(os.scandir(folder / inside), key=lambda entry: entry.name)
        except OSError as error:
            problems.append(f"{printable(inside or '.')} cannot be read ({error.strerror}); it was left out")
            continue
        for entry in entries:
            name = inside + entry.name
            if ignored(entry.name):
                continue
            if not _is_text(entry.name):
                problems.append(f"{printable(name)} has a name that is not UTF-8; it was left out")
            elif len(name) > MAX_PATH:
                problems.append(f"{printable(name[:80])}… lies too deep; it was left out")
            elif entry.is_dir(follow_symlinks=False):
                pending.append(name + "/")
            else:
                yield name, entry


def printable(name: str) -> str:
    """Show a student's name of a file without letting it write on the terminal."""
    return name if name.isprintable() else ascii(name)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _kind(mode: int) -> str:
    kinds = {
        "file": stat.S_ISREG,
        "link": stat.S_ISLNK,
        "folder": stat.S_ISDIR,
        "pipe": stat.S_ISFIFO,
        "socket": stat.S_ISSOCK,
    }
    return next((kind for kind, test in kinds.items() if test(mode)), "device")
