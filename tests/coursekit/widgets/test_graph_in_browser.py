"""GraphStepper as its user has it: stepped, played, edited and predicted by mouse and keyboard."""

import pytest

from coursekit.widgets import GraphStepper
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def test_it_is_for_everybody(staged):
    for_everybody(staged, GraphStepper, step=7)
