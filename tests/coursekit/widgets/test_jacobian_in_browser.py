"""JacobianExplorer as its user has it: by mouse and keyboard, in both themes, narrow, and shown twice."""

import pytest

from coursekit.widgets import JacobianExplorer
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("function", ["Wx + b by W", "softmax"])
def test_it_is_for_everybody(staged, function, monkeypatch):
    monkeypatch.setattr(JacobianExplorer, "name", f"jacobian-{function.replace(' ', '-')}")
    for_everybody(staged, JacobianExplorer, function=function, row=0, column=1)
