"""Where a schedule may bend, jump or start anew, as far as what it is made with tells."""

import dataclasses
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from coursekit.optim import Schedule


def bends_of(schedule: Any) -> list[int]:
    """Return the whole numbers near which a schedule may do something: those of at least 2 that it is made with."""
    numbers: list[float] = []
    for field in dataclasses.fields(schedule):
        value = getattr(schedule, field.name)
        if isinstance(value, Schedule):
            numbers += bends_of(value)
        elif isinstance(value, (int, float, np.number)):
            numbers.append(float(value))
    whole = [math.floor(value) for value in numbers if 2 <= value < 1e6]
    return sorted({*whole, *(a + b for a, b in pairwise(whole)), *(_multiples(whole))})


def _multiples(whole: Sequence[int]) -> list[int]:
    """Products of two: where one number counts what the other is the length of, as epochs and steps."""
    return [a * b for index, a in enumerate(whole) for b in whole[index + 1 :]]
