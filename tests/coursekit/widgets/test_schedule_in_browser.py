"""ScheduleExplorer as its user has it: sliders, scrubbing, both themes, narrow."""

import pytest

from coursekit.widgets.schedule import ScheduleExplorer
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def test_it_is_for_everybody(staged):
    for_everybody(staged, ScheduleExplorer)
