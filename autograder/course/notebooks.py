"""Reading a notebook that somebody else wrote, and telling what nbgrader means its cells to be.

`read_notebook` keeps of a notebook what is graded: the cells' kind, text, attachments and metadata, in nbformat 4.5.
Stored outputs are dropped, so nothing of what a submission claims to have printed gets any further.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.files import NotRegularError, open_regular

VERSION = (4, 5)
CELL_TYPES = ("code", "markdown", "raw")
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # as the format's schema has it
MADE_ID = "cell-"  # how an id begins that a cell got here, having none of its own
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class UnreadableNotebook(Exception):
    """A notebook cannot be graded as it is; the message is one sentence that says why."""


@dataclass(frozen=True)
class Caps:
    """How large a notebook may be.

    bytes: of the file. values: JSON values in it, at most (a few bytes of JSON may take fifty times as much memory).
    cells: their number. depth: how deeply lists and objects may nest.
    """

    bytes: int = 32_000_000
    values: int = 2_000_000
    cells: int = 2_000
    depth: int = 40


CAPS = Caps()


def read_notebook(path: Path, caps: Caps = CAPS) -> NotebookNode:
    """Read the notebook at `path`, of any nbformat since 2, as a valid one of nbformat 4.5 without outputs."""
    return parse_notebook(_read(path, caps), caps)


def parse_notebook(data: bytes, caps: Caps = CAPS) -> NotebookNode:
    """Read a notebook from the bytes of its file, as `read_notebook` does."""
    document = _parse(data, caps)
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise UnreadableNotebook('It is JSON, but no notebook: it has no "nbformat".')
    major = document["nbformat"]
    if major > VERSION[0]:
        raise UnreadableNotebook(f"It is written in nbformat {major}; this grader reads up to {VERSION[0]}.")
    if major < VERSION[0]:
        document = _upgrade(document, major)
    return tidy(document, caps)


def tidy(document: Mapping[str, Any], caps: Caps = CAPS) -> NotebookNode:
    """Rebuild a notebook of nbformat 4 as a valid one of 4.5 without outputs, whose cells have ids of their own."""
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise UnreadableNotebook('It has no list of "cells".')
    if len(cells) > caps.cells:
        raise UnreadableNotebook(f"It has {len(cells):,} cells; {caps.cells:,} are the most that are read.")
    taken: set[str] = set()
    metadata = document.get("metadata")
    return NotebookNode(
        nbformat=VERSION[0],
        nbformat_minor=VERSION[1],
        metadata=_node(metadata if isinstance(metadata, dict) else {}),
        cells=[_cell(cell, index, taken) for index, cell in enumerate(cells)],
    )


def _read(path: Path, caps: Caps) -> bytes:
    try:
        with open_regular(path) as file:
            data = file.read(caps.bytes + 1)
    except NotRegularError as error:
        raise UnreadableNotebook(f"It is not a file: {error}.") from error
    except OSError as error:
        raise UnreadableNotebook(f"It cannot be opened: {error.strerror}.") from error
    if len(data) > caps.bytes:
        raise UnreadableNotebook(f"It is larger than {caps.bytes:,} bytes.")
    return data


def _parse(data: bytes, caps: Caps) -> Any:
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableNotebook("It is empty.")
    marked = data.startswith(BYTE_ORDER_MARKS)
    encoding = "utf-16" if marked and not data.startswith(BYTE_ORDER_MARKS[0]) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableNotebook(f"It is not UTF-8 (at byte {error.start:,}).") from error
    # Every value but the first stands after one of these, so this bounds what parsing takes before it is done.
    if sum(map(text.count, ",[{:")) > caps.values:
        raise UnreadableNotebook(f"It holds more than {caps.values:,} values.")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableNotebook(
            f"It is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise UnreadableNotebook(f"It is nested more than {caps.depth} levels deep.") from error
    except ValueError as error:  # an integer of more digits than Python reads
        raise UnreadableNotebook("It holds a number that is too long to be read.") from error
    if _deeper_than(document, caps.depth):
        raise UnreadableNotebook(f"It is nested more than {caps.depth} levels deep.")
    return document


def _deeper_than(document: Any, depth: int) -> bool:
    level = [document]
    for _ in range(depth + 1):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        if not inner:
            return False
        level = inner
    return True


def _upgrade(document: dict[str, Any], major: int) -> dict[str, Any]:
    try:
        upgraded: dict[str, Any] = nbformat.convert(_node(document), VERSION[0])
    except Exception as error:  # an old notebook that isn't one fails in as many ways as there are keys
        raise UnreadableNotebook(f"It claims to be written in nbformat {major}, but isn't.") from error
    return upgraded


def _cell(cell: Any, index: int, taken: set[str]) -> NotebookNode:
    where = f"Its cell {index + 1}"
    if not isinstance(cell, dict):
        raise UnreadableNotebook(f"{where} is no cell.")
    kind = cell.get("cell_type")
    if kind not in CELL_TYPES:
        raise UnreadableNotebook(f'{where} has no "cell_type" of {", ".join(CELL_TYPES)}.')
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise UnreadableNotebook(f'{where} has no text as its "source".')
    metadata = cell.get("metadata")
    result = NotebookNode(
        id=_free_id(cell.get("id"), index, taken),
        cell_type=kind,
        metadata=_node(metadata if isinstance(metadata, dict) else {}),
        source=encodable(source),
    )
    if kind == "code":
        result.update(execution_count=None, outputs=[])
    elif attachments := _attachments(cell.get("attachments")):
        result["attachments"] = attachments
    return result


def _free_id(wanted: Any, index: int, taken: set[str]) -> str:
    """Return the cell's id if it is a valid one that no cell before it has, else one made from its place."""
    found = wanted if isinstance(wanted, str) and CELL_ID.fullmatch(wanted) and wanted not in taken else None
    found = found or free_id(f"{MADE_ID}{index}", taken)
    taken.add(found)
    return found


def free_id(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, or the first of wanted-1, wanted-2, … that isn't taken."""
    candidate, number = wanted, 0
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _attachments(attachments: Any) -> NotebookNode | None:
    """Pictures pasted into a text cell, {name: {MIME type: data}}; what is anything else is dropped."""
    if not isinstance(attachments, dict):
        return None
    return _node(
        {
            name: {mime: data for mime, data in bundle.items() if isinstance(data, str)}
            for name, bundle in attachments.items()
            if isinstance(bundle, dict)
        }
    )


def encodable(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can spell but no file can hold, by the replacement sign."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _node(document: Mapping[str, Any]) -> NotebookNode:
    return nbformat.from_dict(dict(document))


# What nbgrader means a cell to be. A submission may write anything into its metadata, so nothing is taken for granted.


def nbgrader_metadata(cell: NotebookNode) -> Mapping[str, Any]:
    """Return what nbgrader keeps in the cell; nothing for a cell that is none of its."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, Mapping) else {}


def grade_id(cell: NotebookNode) -> str | None:
    """Return the cell's name in the gradebook."""
    found = nbgrader_metadata(cell).get("grade_id")
    return found if isinstance(found, str) and found else None


def points(cell: NotebookNode) -> float:
    """Return the most points that the cell can bring: 0 for one that isn't graded."""
    found = nbgrader_metadata(cell).get("points")
    graded = _flag(cell, "grade") or is_task(cell)
    return float(found) if graded and isinstance(found, int | float) else 0.0


def is_test(cell: NotebookNode) -> bool:
    """Say whether running the cell gives its points: code that is graded and not the student's to write."""
    return bool(cell.cell_type == "code" and _flag(cell, "grade") and not _flag(cell, "solution"))


def is_solution(cell: NotebookNode) -> bool:
    """Say whether the student writes the cell, graded by hand or not."""
    return _flag(cell, "solution")


def is_manual(cell: NotebookNode) -> bool:
    """Say whether the student writes the cell and a person grades it."""
    return _flag(cell, "grade") and _flag(cell, "solution")


def is_task(cell: NotebookNode) -> bool:
    """Say whether the cell sets a task that a person grades, answered anywhere in the notebook."""
    return _flag(cell, "task")


def is_locked(cell: NotebookNode) -> bool:
    """Say whether the cell's text is the instructor's: tests, and what is marked as read-only."""
    return not _flag(cell, "solution") and (_flag(cell, "grade") or _flag(cell, "locked"))


def is_marked(cell: NotebookNode) -> bool:
    """Say whether the gradebook knows the cell; every other cell is the student's own to change."""
    flagged = any(_flag(cell, name) for name in ("grade", "solution", "locked", "task"))
    return flagged and grade_id(cell) is not None


def is_unanswered(cell: NotebookNode) -> bool:
    """Say whether a cell of a merged notebook still stands as it was handed out.

    nbgrader gives such an answer zero points without asking anybody, and the comment "No response."
    """
    from nbgrader.utils import compute_checksum  # takes more than a second, so only where it is needed

    return bool(nbgrader_metadata(cell).get("checksum") == compute_checksum(cell))


def _flag(cell: NotebookNode, name: str) -> bool:
    return nbgrader_metadata(cell).get(name) is True
