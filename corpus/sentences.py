"""From templates and word lists to sentences with tags."""

import string

import numpy as np

from corpus import words
from corpus.templates import INSTITUTES

Tagged = tuple[tuple[str, str], ...]  # a sentence: tokens, each with its tag

SIMPLE = {
    "FIRST": (words.FIRST_NAMES, "PER"),
    "LAST": (words.SURNAMES, "PER"),
    "CITY": (words.CITIES, "LOC"),
    "COUNTRY": (words.COUNTRIES, "LOC"),
    "RIVER": (words.RIVERS, "LOC"),
    "COMPANY": (words.COMPANIES, "ORG"),
    "CLUB": (words.CLUBS, "ORG"),
}


class Writer:
    """Fills in templates at random.

    held_out: how likely a name comes from those that are held out for the test part. screens: the words for the slot
    {screen}. Randomness comes from `RandomState`, whose stream NumPy has promised never to change.
    """

    def __init__(self, seed: int, *, held_out: float, screens: list[str]) -> None:
        self.random = np.random.RandomState(seed)
        self.held_out = held_out
        self.screens = screens
        self.used: set[str] = set()  # what the sentence at hand was filled with

    def sentence(self, templates: list[str]) -> Tagged:
        """Return a sentence made from one of the templates."""
        self.used = set()
        tokens: list[tuple[str, str]] = []
        for piece in self.pick(templates).split():
            slot = piece.strip("{}")
            tokens += self.fill(slot) if piece.startswith("{") else [(piece, "O")]
        first, tag = tokens[0]
        tokens[0] = (first[0].upper() + first[1:], tag)
        return tuple(tokens)

    def fill(self, slot: str) -> list[tuple[str, str]]:
        """Return the tokens for a slot, with their tags."""
        if slot == "PERSON":
            return (
                [*self.fill("FIRST"), *self.fill("LAST")] if self.random.random_sample() < 0.6 else self.fill("FIRST")
            )
        if slot == "PLACE":
            return self.fill("CITY" if self.random.random_sample() < 0.5 else "COUNTRY")
        if slot == "INSTITUTE":
            template = self.pick(list(INSTITUTES))
            inner = {name: self.name(name) for _, name, _, _ in string.Formatter().parse(template) if name}
            return [(token, "ORG") for token in template.format(**inner).split()]
        if slot in SIMPLE:
            return [(token, SIMPLE[slot][1]) for token in self.name(slot).split()]
        choices = self.screens if slot == "screen" else words.phrases(words.FILLERS[slot])
        return [(token, "O") for token in self.pick(choices).split()]

    def name(self, kind: str) -> str:
        """Return a name of a kind."""
        held_out = self.random.random_sample() < self.held_out
        return self.pick(words.names(SIMPLE[kind][0], held_out))

    def pick(self, choices: list[str]) -> str:
        """Return one of the choices, if possible one that isn't in the sentence yet."""
        fresh = [choice for choice in choices if choice not in self.used] or choices
        picked = fresh[self.random.randint(len(fresh))]
        self.used.add(picked)
        return picked
