"""Word vectors in GloVe's text format: on each line a word and its numbers, separated by spaces.

    the 0.418 0.24968 -0.41242 ...

Source: the format of Pennington, Socher and Manning, "GloVe: global vectors for word representation" (2014), whose
vectors the CS224N lectures use. Files of word2vec, whose first line counts words and numbers, are read too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coursekit.data.examples import Floats, Indices
from coursekit.data.lines import FilePath, numbered_lines, refuse


@dataclass(frozen=True, eq=False)
class WordVectors:
    """A vocabulary and its vectors. words: V different words; vectors: (V, d) float64, row i for words[i]."""

    words: tuple[str, ...]
    vectors: Floats

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.words):
            raise ValueError(
                f"WordVectors: {len(self.words)} words need vectors of shape ({len(self.words)}, d), "
                f"not {self.vectors.shape}"
            )
        if len(self.index) < len(self.words):
            twice = next(word for position, word in enumerate(self.words) if self.index[word] != position)
            raise ValueError(f"WordVectors: the word {twice!r} stands there twice; each needs one vector")

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self.index

    def __getitem__(self, word: str) -> Floats:
        """The vector (d,) of a word; KeyError if it has none."""
        if word not in self.index:
            raise KeyError(f"the word {word!r} is not among the {len(self)} that have vectors")
        vector: Floats = self.vectors[self.index[word]]
        return vector

    def ids(self, tokens: Iterable[str], unknown: str | None = "<unk>") -> Indices:
        """Return the row of each token, shape (tokens,).

        A token that is not in the vocabulary is looked up in small letters, and then gets the row of the word
        `unknown`. Raises KeyError, with the tokens, if they are not found and `unknown` is None or not a word either.
        """
        tokens = list(tokens)
        found = [self.index.get(token, self.index.get(token.lower(), -1)) for token in tokens]
        if -1 in found and (unknown is None or unknown not in self.index):
            missing = sorted({token for token, row in zip(tokens, found, strict=True) if row < 0})
            shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            stand_in = "" if unknown is None else f" nor has {unknown!r}, which would stand for them;"
            raise KeyError(f"these words have no vector: {shown};{stand_in} name a word for them with unknown=")
        return np.array([self.index[str(unknown)] if row < 0 else row for row in found], dtype=np.int64)

    def nearest(self, word: str, count: int = 5) -> list[tuple[str, float]]:
        """Return the `count` words whose vectors have the largest cosine with that of `word`, and the cosines."""
        lengths = np.linalg.norm(self.vectors, axis=1)
        cosines = self.vectors @ self[word] / np.maximum(lengths * lengths[self.index[word]], np.finfo(np.float64).tiny)
        order = [int(row) for row in np.argsort(-cosines, kind="stable") if row != self.index[word]]
        return [(self.words[row], float(cosines[row])) for row in order[:count]]


def read_glove(path: FilePath, words: Iterable[str] | None = None) -> WordVectors:
    """Read word vectors in GloVe's text format, in the order of the file.

    words: read only the vectors of these, and skip the rest without parsing it: a file of gigabytes is read line by
    line, and only what is asked for is kept. Words that are not in the file are left out of the result.

    Raises ValueError, with file and line, if a line is no word followed by as many finite numbers as on the first
    line, if a word comes twice, if the file is not UTF-8, or if it holds none of the vectors.
    """
    wanted = None if words is None else set(words)
    lines: dict[str, int] = {}
    rows: list[Floats] = []
    size = 0
    for number, line in numbered_lines(path):
        word, *fields = line.rstrip(" ").split(" ")
        if number == 1 and word.isdecimal() and len(fields) == 1 and fields[0].isdecimal():
            continue  # the header of word2vec
        if not word or not fields:
            refuse(path, number, line, "expected a word and its numbers, separated by single spaces")
        size = size or len(fields)
        extra = len(fields) - size
        if extra > 0 and not any(map(_is_number, fields[:extra])):  # a word with spaces in it
            word, fields = " ".join([word, *fields[:extra]]), fields[extra:]
        if len(fields) != size:
            refuse(path, number, line, f"expected {size} numbers, as on the lines before, found {len(fields)}")
        if wanted is not None and word not in wanted:
            continue
        if word in lines:
            refuse(path, number, line, f"the word {word!r} has a vector already, on line {lines[word]}")
        lines[word] = number
        rows.append(_numbers(path, number, line, fields))
    if not size:
        raise ValueError(f"{path}: no vectors stand there; expected lines with a word and its numbers")
    if not rows:
        raise ValueError(f"{path}: none of the {len(wanted or ())} words asked for has a vector there")
    return WordVectors(tuple(lines), np.stack(rows))


def _numbers(path: FilePath, number: int, line: str, fields: list[str]) -> Floats:
    try:
        vector = np.array([float(field) for field in fields])
    except ValueError:
        wrong = next(field for field in fields if not _is_number(field))
        refuse(path, number, line, f"expected numbers after the word, but {wrong!r} is none")
    if not np.all(np.isfinite(vector)):
        wrong = fields[int(np.argmin(np.isfinite(vector)))]
        refuse(path, number, line, f"expected finite numbers, found {wrong!r}")
    return vector


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True
