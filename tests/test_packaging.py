"""The wheel holds all that a user needs, and works where the repository is not at hand."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_cover  # what runs here is another copy

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built with the build back end that is installed: no network is needed."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel's contents in a folder of their own, which come before the repository's on Python's path."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", folder, wheel]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def run(installed, *arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=240, **options
    )


def test_the_wheel_holds_the_packages_the_assignments_and_the_licence(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "autograder/assignments/source/gates/gates.ipynb" in names
    assert "autograder/assignments/nbgrader_config.py" in names
    assert {"coursekit/py.typed", "autograder/py.typed"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    for module in [*ROOT.glob("coursekit/**/*.py"), *ROOT.glob("autograder/**/*.py")]:
        assert str(module.relative_to(ROOT)) in names
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in names)


def test_the_library_alone_depends_on_little(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    always = [line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line]
    needed = {"anywidget>=0.11", "ipywidgets>=8.1", "matplotlib>=3.9", "numpy>=2.0", "pillow>=10", "tqdm>=4.66"}
    assert {line.removeprefix("Requires-Dist: ") for line in always} == needed


@pytest.mark.slow
def test_the_installed_wheel_runs_the_demo(installed, tmp_path):
    where = run(
        installed, "-c", "import coursekit, autograder; print(coursekit.__file__, autograder.__file__)", cwd=tmp_path
    )
    assert where.stdout.count(str(installed)) == 2
    done = run(installed, "-m", "autograder", "demo", "--students", "3", "--out", tmp_path / "course", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "92 of 92" in done.stdout
    assert (tmp_path / "course" / "gradebook.db").is_file()
    assert str(ROOT) not in done.stdout
