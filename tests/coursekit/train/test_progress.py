"""Where progress is shown, and how."""

import sys

from coursekit.train import progress


def test_nobody_watches_a_file(capsys):
    with progress.bar(3, "step") as shown:
        shown.update()
    assert capsys.readouterr().err == ""


def test_a_notebook_shows_a_widget(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    with progress.bar(3, "step", wanted=False) as shown:
        assert type(shown).__name__ == "tqdm_notebook"


def test_a_notebook_without_widgets_shows_text(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    monkeypatch.setattr(progress, "find_spec", lambda name: None)
    with progress.bar(3, "step", description="training") as shown:
        shown.update(3)
    assert "training: 100%" in capsys.readouterr().err
