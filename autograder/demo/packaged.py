"""Where the assignments lie: inside the installed package, or beside it in a checkout."""

from pathlib import Path

from autograder.errors import CourseError

CONFIG = "nbgrader_config.py"
PACKAGE = Path(__file__).parents[1]


def assignments_folder(package: Path = PACKAGE) -> Path:
    """Return the folder that holds `source/` and `nbgrader_config.py` of the assignments that CourseKit brings.

    Raises CourseError if this installation has none.
    """
    candidates = (package / "assignments", package.parent / "assignments")
    for folder in candidates:
        if (folder / "source").is_dir() and (folder / CONFIG).is_file():
            return folder
    looked = " or ".join(str(folder) for folder in candidates)
    raise CourseError(
        f"This installation of CourseKit is incomplete: its assignments are missing (looked for {looked}). "
        "Install it again, from a wheel or from a complete checkout."
    )
