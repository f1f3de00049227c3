"""Parameters in containers: dictionaries, lists and tuples of arrays, however nested, as one thing."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any


def map_leaves(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """Return the same containers with `function` of each leaf (and of the leaves at its place in the other trees).

    Dictionaries, lists and tuples (named ones, too) are containers; everything else is a leaf.
    """
    if isinstance(tree, Mapping):
        return {key: map_leaves(function, tree[key], *(other[key] for other in others)) for key in tree}
    if isinstance(tree, (list, tuple)):
        mapped = [map_leaves(function, *parts) for parts in zip(tree, *others, strict=True)]
        if isinstance(tree, list):
            return mapped
        return type(tree)(*mapped) if hasattr(tree, "_fields") else tuple(mapped)
    return function(tree, *others)


def leaves(tree: Any) -> Iterator[Any]:
    """Return the leaves, from left to right."""
    if isinstance(tree, Mapping):
        tree = tuple(tree.values())
    if isinstance(tree, (list, tuple)):
        for part in tree:
            yield from leaves(part)
    else:
        yield tree
