"""`import coursekit` is light, and a process that runs students' code knows nothing of right answers."""

import subprocess
import sys

import pytest


def modules_after(statement):
    """The modules of this project that a fresh process has loaded after `statement`."""
    listing = (
        f"import sys\n{statement}\nprint(*(m for m in sys.modules if m.split('.')[0] in ('coursekit', 'IPython')))"
    )
    run = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_package_loads_nothing_of_it():
    assert modules_after("import coursekit") == {"coursekit"}


def test_the_exam_knows_neither_gates_nor_answers():
    assert modules_after("import coursekit.checking.exam") == {
        "coursekit",
        "coursekit.checking",
        "coursekit.checking.clock",
        "coursekit.checking.exam",
        "coursekit.checking.honest",
        "coursekit.checking.numerical",
        "coursekit.checking.numerical_source",
        "coursekit.checking.plain",
        "coursekit.checking.programs",
        "coursekit.checking.programs.program",
        "coursekit.checking.programs.scenes",
    }


@pytest.mark.parametrize(
    "use", ["coursekit.check", "coursekit.real", "coursekit.gates", "coursekit.nn", "coursekit.__version__"]
)
def test_names_come_when_they_are_used_and_without_ipython(use):
    loaded = modules_after(f"import coursekit\n{use}")
    assert "IPython" not in loaded
    assert loaded >= {"coursekit"}


@pytest.mark.parametrize("package", ["coursekit", "coursekit.checking"])
def test_every_public_name_is_there(package):
    module = __import__(package, fromlist=["*"])
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        module.nothing  # noqa: B018
    assert set(module.__all__) <= set(dir(module))
