"""Tagged sentences in the CoNLL format: a token and its tags on each line, a blank line after each sentence.

    Museums O
    in      O
    Paris   LOC

Source: the format of the shared tasks of CoNLL, such as Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003
shared task: language-independent named entity recognition" (2003).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from coursekit.arguments import is_integer
from coursekit.data.examples import Indices
from coursekit.data.lines import FilePath, numbered_lines, refuse


@dataclass(frozen=True)
class Sentence:
    """The tokens of a sentence and the tag of each, as many as there are tokens."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.tokens) != len(self.tags):
            raise ValueError(f"Sentence: {len(self.tokens)} tokens need as many tags, not {len(self.tags)}")

    def __len__(self) -> int:
        return len(self.tokens)


def read_conll(path: FilePath, *, token_column: int = 0, tag_column: int = -1) -> list[Sentence]:
    """Read the sentences of a file in the CoNLL format.

    Columns are separated by tabs if the line has one, otherwise by any number of spaces; they count from 0, negative
    ones from the last. Tags are kept as they stand, prefixes such as B- and I- included. Lines that start with
    `-DOCSTART-` separate documents and are skipped.

    Raises ValueError, with file and line, if a line has not both columns or another number of them than the lines
    before, if a token or tag is empty, if the file is not UTF-8, or if it holds no sentence.
    """
    for name, column in (("token_column", token_column), ("tag_column", tag_column)):
        if not is_integer(column):
            raise TypeError(f"read_conll: {name} must be an integer, not {type(column).__name__} {column!r}")
    sentences: list[Sentence] = []
    tokens: list[str] = []
    tags: list[str] = []
    width = 0

    def end_sentence() -> None:
        if tokens:
            sentences.append(Sentence(tuple(tokens), tuple(tags)))
            tokens.clear()
            tags.clear()

    for number, line in numbered_lines(path):
        if not line.strip() or line.startswith("-DOCSTART-"):
            end_sentence()
            continue
        columns = line.split("\t") if "\t" in line else line.split()
        width = width or len(columns)
        if len(columns) != width:
            refuse(path, number, line, f"expected {width} columns, as on the lines before, found {len(columns)}")
        token = _column(path, number, line, columns, token_column, "a token")
        tag = _column(path, number, line, columns, tag_column, "a tag")
        if token_column % width == tag_column % width:
            refuse(path, number, line, "expected a token and a tag in two columns, separated by a tab or spaces")
        tokens.append(token)
        tags.append(tag)
    end_sentence()
    if not sentences:
        raise ValueError(f"{path}: no sentence stands there; expected lines with a token and a tag")
    return sentences


def tag_names(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Return the tags that occur, `"O"` (no entity) first and the others sorted: the position is the class label."""
    found = {tag for sentence in sentences for tag in sentence.tags}
    return tuple(sorted(found, key=lambda tag: (tag != "O", tag)))


def tag_labels(tags: Iterable[str], names: tuple[str, ...]) -> Indices:
    """Return the class label of each tag: its position in `names`. Raises ValueError for a tag that isn't there."""
    positions = {name: position for position, name in enumerate(names)}
    labels = []
    for tag in tags:
        if tag not in positions:
            raise ValueError(f"tag_labels: the tag {tag!r} is none of {', '.join(names)}; take names from all parts")
        labels.append(positions[tag])
    return np.array(labels, dtype=np.int64)


def _column(path: FilePath, number: int, line: str, columns: list[str], column: int, what: str) -> str:
    if not -len(columns) <= column < len(columns):
        refuse(path, number, line, f"expected {what} in column {column}, but there are {len(columns)} columns")
    if not (text := columns[column].strip()):
        refuse(path, number, line, f"expected {what} in column {column}, but it is empty")
    return text
