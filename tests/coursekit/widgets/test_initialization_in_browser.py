"""InitializationExplorer as its user has it: choices, the scale, the layer by mouse and keyboard, and symmetry."""

import pytest

from coursekit.widgets import InitializationExplorer
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def test_it_is_for_everybody(staged):
    for_everybody(staged, InitializationExplorer)
