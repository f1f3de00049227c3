"""The widgets' benchmark measures what it says; how fast it was is not asked here."""

import pytest

from benchmarks import widgets


def test_percentiles_and_times_for_reading():
    assert widgets.percentile([float(value) for value in range(101)], 95) == 95
    assert widgets.milliseconds(1.26) == "1.3 ms"


@pytest.mark.slow
def test_every_line_of_the_report_is_measured(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["widgets", "--rounds", "1"])
    monkeypatch.setattr(widgets.widgets, "__all__", ["ActivationExplorer", "OptimizerRace"])
    assert widgets.main() == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert len(rows) == 4 + 2 * len(widgets.widgets.__all__)
    assert all(row.count("|") == 5 for row in rows)
