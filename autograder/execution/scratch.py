"""A worker's own folder: the only place where it may write, with the files that stand beside the notebook."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from autograder.course.files import open_regular


def lay_out(directory: Path, files: Mapping[str, str | Path]) -> None:
    """Copy regular files into a folder, under the names given, which are relative to it."""
    for name, source in files.items():
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_regular(Path(source)) as given, target.open("wb") as copy:
            shutil.copyfileobj(given, copy)
