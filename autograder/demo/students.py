"""A class whose every submission is known beforehand: right, wrong, unfinished, broken and hostile."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, cycle, islice, zip_longest

from autograder.demo.hostile import HOSTILE
from autograder.demo.profiles import Kind, Profile
from autograder.demo.right import RIGHT
from autograder.demo.unfinished import BROKEN, UNFINISHED
from autograder.demo.work import Work
from autograder.demo.wrong import WRONG

# One of each kind in turn, so that a small class is a mixed one as well.
PROFILES: tuple[Profile, ...] = tuple(
    profile
    for profile in chain.from_iterable(zip_longest(RIGHT, WRONG, HOSTILE, UNFINISHED, BROKEN))
    if profile is not None
)

# Invented, so that no one's name stands beside a cheat.
NAMES = (
    "Abrina", "Belkor", "Cadwy", "Dorvane", "Elmisa", "Fenrith", "Galdora", "Hesper",
    "Ilvane", "Jorlin", "Kestia", "Lumor", "Mirevo", "Nadrel", "Ozmira", "Pelwyn",
    "Quorin", "Rusvel", "Sabrel", "Tovani", "Ulmera", "Vesko", "Wendrik", "Xandora",
    "Ysolt", "Zarimo", "Ambrel", "Borvik", "Celwen", "Dristan", "Evarol", "Fiorgan",
)  # fmt: skip


@dataclass(frozen=True)
class SyntheticStudent:
    """One member of the class. `submission(release)` turns the released notebook's bytes into the student's.

    id: as in the course's folders; kind, description, expected, expected_codes: see `Profile`.
    """

    id: str
    name: str
    kind: Kind
    description: str
    submission: Work
    expected: Mapping[str, float]
    expected_codes: Mapping[str, str]


def synthetic_class(count: int = 24, seed: int = 0) -> list[SyntheticStudent]:
    """Return `count` students, the same ones for the same seed; the seed decides who is who.

    The first 24 all differ in what they do; a larger class has several of each. Raises ValueError if count < 1.
    """
    if count < 1:
        raise ValueError(f"A class of {count} students cannot be made; ask for 1 or more.")
    names = random.Random(seed).sample(NAMES, len(NAMES))
    return [
        _student(names[index % len(names)], index // len(names) + 1, profile)
        for index, profile in enumerate(islice(cycle(PROFILES), count))
    ]


def _student(name: str, bearer: int, profile: Profile) -> SyntheticStudent:
    """Make a student; `bearer` tells apart those who bear the same name."""
    return SyntheticStudent(
        id=name.lower() if bearer == 1 else f"{name.lower()}-{bearer}",
        name=name if bearer == 1 else f"{name} {bearer}",
        kind=profile.kind,
        description=profile.description,
        submission=profile.submission,
        expected=profile.expected,
        expected_codes=profile.expected_codes,
    )
