"""NeuronExplorer as its user has it: by mouse and keyboard, in both themes, narrow, and shown twice."""

import numpy as np
import pytest

from coursekit.results import curve_fit, neuron
from coursekit.widgets import NeuronExplorer
from tests.browsing import for_everybody
from tests.node import evaluated

pytestmark = pytest.mark.slow


def handle(stage, name):
    return stage.page.locator(f".ck-handle[aria-label^='{name}']")


@pytest.mark.parametrize("mode", ["one neuron", "hidden layer", "curve"])
def test_it_is_for_everybody(staged, mode, monkeypatch):
    monkeypatch.setattr(NeuronExplorer, "name", f"neuron-{mode.replace(' ', '-')}")
    for_everybody(staged, NeuronExplorer, mode=mode, data="moons", units=4)
