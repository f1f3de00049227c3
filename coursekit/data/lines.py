"""Reading a text file line by line, so that every complaint can name the file, the line and what stood there."""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import NoReturn, TypeAlias

FilePath: TypeAlias = str | PathLike[str]

LONGEST = 60  # characters of a line that an error message shows


def numbered_lines(path: FilePath) -> Iterator[tuple[int, str]]:
    """Iterate over the lines of a UTF-8 text file, without their ends, each with its number from 1.

    A byte order mark is skipped. Lines end at newlines only: some vector files hold other separators as words.

    Raises ValueError at the first line that is not UTF-8.
    """
    with Path(path).open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise ValueError(
                    f"{path}, line {number}: byte {error.object[error.start]:#04x} at position {error.start + 1} is "
                    "not UTF-8, in which the file must be written; save or convert it as UTF-8"
                ) from error
            yield number, line.rstrip("\r\n")


def refuse(path: FilePath, number: int, line: str, expected: str) -> NoReturn:
    """Raise ValueError for a line: where it is, what stands there, and what was expected."""
    shown = line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
    raise ValueError(f"{path}, line {number}: {shown!r} stands there; {expected}")
