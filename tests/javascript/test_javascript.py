"""The tests of the views' own modules, by node's test runner."""

from pathlib import Path

import pytest

from tests.node import node


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("*.test.mjs")), ids=lambda path: path.name)
def test_in_node(path):
    node("--test", str(path))
