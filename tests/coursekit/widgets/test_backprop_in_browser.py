"""BackpropExplorer as its user has it: weights picked, inputs dragged, the error followed step by step."""

import pytest

from coursekit.widgets import BackpropExplorer
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def test_it_is_for_everybody(staged):
    for_everybody(staged, BackpropExplorer, step=2)
