"""Where a check's random numbers come from: a seed, the names of what is drawn, and a salt.

The same seed, names and salt give the same numbers on every machine. A grader sets a salt for a batch: then its cases
are not the ones that a student can see at home with the same seed, and still the same for everyone in the batch.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

_salt: ContextVar[bytes] = ContextVar("salt", default=b"")


def current_salt() -> bytes:
    """Return the salt in force; empty outside any `salt(...)` block."""
    return _salt.get()


@contextmanager
def salt(secret: bytes | int | str) -> Iterator[None]:
    """Within the block, let all cases of `check` depend on `secret` besides their seed."""
    if isinstance(secret, bool) or not isinstance(secret, (bytes, int, str)):
        raise TypeError(f"salt got {secret!r}; it takes bytes, an integer or a string")
    before = _salt.set(secret if isinstance(secret, bytes) else str(secret).encode())
    try:
        yield
    finally:
        _salt.reset(before)


def generator(seed: int, *names: object) -> np.random.Generator:
    """Make the generator that belongs to `seed`, the salt in force and these names."""
    text = "\x1f".join([str(int(seed)), *map(str, names)])
    digest = hashlib.blake2b(text.encode(), key=hashlib.blake2b(current_salt(), digest_size=32).digest()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))
