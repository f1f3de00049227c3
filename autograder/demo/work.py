"""What a student does with a released notebook, as plain data: cells filled in, added, deleted, spoiled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Work:
    """The difference between the released notebook and a submission. Call it with the one to get the other.

    answers: the source that replaces a cell's, by grade_id; extra_cells: code of the student's own, by the grade_id
    of the cell that it stands before; deleted: grade_ids of cells that the student threw away; points: what the
    student wrote over the points of every test; arrives: the share of the file that the upload brought through.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    extra_cells: Mapping[str, str] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()
    points: float | None = None
    arrives: float = 1.0

    def __call__(self, release: bytes) -> bytes:
        """Return the submission's bytes, as Jupyter would save them.

        Raises ValueError if the notebook lacks a cell that this work is about.
        """
        notebook = json.loads(release)
        self._require_cells(notebook)
        notebook["cells"] = [new for cell in notebook["cells"] for new in self._edited(cell)]
        text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        submission = text.encode()
        return submission[: int(len(submission) * self.arrives)]

    def _edited(self, cell: dict[str, Any]) -> list[dict[str, Any]]:
        grade_id = grade_id_of(cell)
        extra = [_code_cell(f"extra-{grade_id}", self.extra_cells[grade_id])] if grade_id in self.extra_cells else []
        if grade_id in self.deleted:
            return extra
        if grade_id in self.answers:
            cell["source"] = _lines(self.answers[grade_id])
        if self.points is not None and "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = self.points
        return [*extra, cell]

    def _require_cells(self, notebook: dict[str, Any]) -> None:
        wanted = self.answers.keys() | self.extra_cells.keys() | self.deleted
        missing = wanted - {grade_id_of(cell) for cell in notebook["cells"]}
        if missing:
            raise ValueError(
                f"The released notebook has no cell named {', '.join(sorted(missing))}; "
                "the synthetic class belongs to the assignment 'gates' as CourseKit brings it."
            )


def grade_id_of(cell: Mapping[str, Any]) -> str:
    """Return the name by which nbgrader knows a cell, or an empty string."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _code_cell(cell_id: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": {},
        "outputs": [],
        "source": _lines(source),
    }


def _lines(source: str) -> list[str]:
    return source.strip("\n").splitlines(keepends=True)
