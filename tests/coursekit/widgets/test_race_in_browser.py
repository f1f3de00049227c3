"""OptimizerRace as its user has it: dragged, played, scrubbed, by mouse and keyboard, in both themes, narrow."""

import pytest

from coursekit.widgets.race import OptimizerRace
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def test_it_is_for_everybody(staged):
    for_everybody(staged, OptimizerRace)
