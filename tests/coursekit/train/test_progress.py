"""Where progress is shown, and how."""

import sys
from types import SimpleNamespace

import pytest

from coursekit.train import progress


@pytest.fixture
def kernel(monkeypatch):
    """This process passes for a notebook's kernel."""
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell, version_info=(9,)))
    return shell


def test_nobody_watches_a_file(capsys):
    with progress.bar(3, "step") as shown:
        shown.update()
    assert capsys.readouterr().err == ""


def test_a_kernel_whose_packages_are_merely_imported_is_no_notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    assert not progress.is_notebook()


def test_a_terminal_of_ipython_is_no_notebook(kernel):
    assert progress.is_notebook()
    del kernel.kernel
    assert not progress.is_notebook()


def test_a_notebook_in_the_browser_has_no_kernel_of_its_own(kernel, monkeypatch):
    del kernel.kernel
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert progress.is_notebook()


def test_a_notebook_shows_a_widget(kernel):
    with progress.bar(3, "step", wanted=False) as shown:
        assert type(shown).__name__ == "tqdm_notebook"


def test_a_notebook_without_widgets_shows_text(kernel, monkeypatch, capsys):
    monkeypatch.setattr(progress, "find_spec", lambda name: None)
    with progress.bar(3, "step", description="training") as shown:
        shown.update(3)
    assert "training: 100%" in capsys.readouterr().err
