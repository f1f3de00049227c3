"""Parameters in containers: dictionaries, lists and tuples of arrays, however nested, as one thing."""

from collections.abc import Callable
from typing import Any


def map_leaves(function: Callable[[Any], Any], tree: Any) -> Any:
    """Return the same containers with `function` of each leaf.

    Dictionaries, lists and tuples (named ones, too) are containers; everything else is a leaf.
    """
    if isinstance(tree, dict):
        return {key: map_leaves(function, part) for key, part in tree.items()}
    if isinstance(tree, list):
        return [map_leaves(function, part) for part in tree]
    if isinstance(tree, tuple):
        mapped = [map_leaves(function, part) for part in tree]
        return type(tree)(*mapped) if hasattr(tree, "_fields") else tuple(mapped)
    return function(tree)


def leaves(tree: Any) -> list[Any]:
    """Return the leaves, from left to right."""
    found: list[Any] = []
    map_leaves(found.append, tree)
    return found
