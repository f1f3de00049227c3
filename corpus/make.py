"""Write the corpus and the word vectors into `coursekit/data/corpus`: `python -m corpus.make`.

The same files come out every time; of the vectors, the last digit may differ between linear algebra libraries.
"""

from pathlib import Path

import numpy as np

from corpus.sentences import Tagged, Writer
from corpus.templates import TAGGED, UNTAGGED
from corpus.vectors import DIGITS, make_vectors
from corpus.words import FILLERS, LATER_SCREEN, phrases

FOLDER = Path(__file__).parent.parent / "coursekit" / "data" / "corpus"

SEED = 587
SIZES = {"train": 400, "validation": 100, "test": 150}
TEXT = 9000  # sentences from which the vectors are made


def make_parts() -> dict[str, list[Tagged]]:
    """Return the tagged sentences of the three parts; no sentence comes twice, in the same part or another."""
    early = phrases(FILLERS["screen"])
    writers = {
        "train": Writer(SEED, held_out=0.0, screens=early),
        "validation": Writer(SEED + 1, held_out=0.0, screens=early),
        "test": Writer(SEED + 2, held_out=0.4, screens=[LATER_SCREEN]),
    }
    seen: set[Tagged] = set()
    parts: dict[str, list[Tagged]] = {}
    for part, size in SIZES.items():
        parts[part] = []
        while len(parts[part]) < size:
            sentence = writers[part].sentence(TAGGED)
            if sentence not in seen:
                seen.add(sentence)
                parts[part].append(sentence)
    return parts


def make_text() -> list[tuple[str, ...]]:
    """Return the sentences of the text that the vectors are made from: without tags, with the names of all parts."""
    writer = Writer(SEED + 3, held_out=0.3, screens=[*phrases(FILLERS["screen"]), LATER_SCREEN])
    return [tuple(token for token, _ in writer.sentence(TAGGED + UNTAGGED)) for _ in range(TEXT)]


def conll(sentences: list[Tagged]) -> str:
    """Return sentences in the CoNLL format."""
    return "\n".join("".join(f"{token}\t{tag}\n" for token, tag in sentence) for sentence in sentences)


def glove(words: list[str], vectors: np.ndarray) -> str:
    """Return vectors in GloVe's format."""
    rows = (
        f"{word} {' '.join(f'{x:.{DIGITS}f}' for x in vector)}\n" for word, vector in zip(words, vectors, strict=True)
    )
    return "".join(rows)


def main() -> None:
    """Write the four files."""
    FOLDER.mkdir(exist_ok=True)
    for part, sentences in make_parts().items():
        (FOLDER / f"ner_{part}.conll").write_text(conll(sentences), encoding="utf-8", newline="\n")
    (FOLDER / "vectors.txt").write_text(glove(*make_vectors(make_text())), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
