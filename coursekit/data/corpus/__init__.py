"""The named entity corpus and the word vectors of the project's own making, to be read with one call each.

Sentences of everyday news in three parts, tagged PER, LOC, ORG or O. Many names mean different things in different
windows: Paris and Florence are cities and first names, Amazon is a river and a company. Of the names in the test part,
almost half are in no other part; all have vectors. So a model that learns names by heart fails on them, and one that
learns from vectors and windows does not. For the lectures' question of fine-tuning, the training part has TV and
telly, and only the test part has television, whose vector is near theirs.

Everything is generated from templates by `corpus/make.py` of the source repository.
"""

from pathlib import Path
from typing import Literal

from coursekit.data.conll import Sentence, read_conll
from coursekit.data.examples import one_of
from coursekit.data.glove import WordVectors, read_glove

FOLDER = Path(__file__).parent


def ner_sentences(part: Literal["train", "validation", "test"]) -> list[Sentence]:
    """Return the tagged sentences of a part: 400 for training, 100 for validation, 150 for the test."""
    one_of("ner_sentences", "part", part, ("train", "validation", "test"))
    return read_conll(FOLDER / f"ner_{part}.conll")


def word_vectors() -> WordVectors:
    """Return vectors (V, 25) for all words of the corpus, the most frequent first, after `<pad>` and `<unk>`."""
    return read_glove(FOLDER / "vectors.txt")
