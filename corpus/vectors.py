"""From a text to word vectors: count which words stand near each other, weigh the counts, keep the main directions.

The weight of words w and c is their positive pointwise mutual information max(0, ln p(w, c) / (p(w) p(c))), with the
contexts' probabilities smoothed by the power 0.75. The vectors are U √S of its singular value decomposition, of the
largest singular values.

Source: Levy, Goldberg and Dagan, "Improving distributional similarity with lessons learned from word embeddings"
(2015).
"""

from collections import Counter

import numpy as np

WINDOW = 2  # neighbours on each side that count, as in the windows that the vectors are for
DIMENSIONS = 25
DIGITS = 4


def make_vectors(sentences: list[tuple[str, ...]]) -> tuple[list[str], np.ndarray]:
    """Return the words, the most frequent first, and their vectors (V, 25), rounded to 4 digits.

    Beyond the ends of a sentence stands `<pad>`. `<unk>`, for the words that the text lacks, is the mean of the others.
    """
    counts = Counter(token for sentence in sentences for token in sentence)
    vocabulary = ["<pad>", *sorted(counts, key=lambda token: (-counts[token], token))]
    index = {word: row for row, word in enumerate(vocabulary)}
    near = np.zeros((len(vocabulary), len(vocabulary)))
    for sentence in sentences:
        ids = [0] * WINDOW + [index[token] for token in sentence] + [0] * WINDOW
        for distance in range(1, WINDOW + 1):
            np.add.at(near, (ids[:-distance], ids[distance:]), 1.0)
    near += near.T
    U, S, _ = np.linalg.svd(_ppmi(near))
    vectors = U[:, :DIMENSIONS] * np.sqrt(S[:DIMENSIONS])
    # The sign of a direction is left open by the decomposition: the largest entry shall be positive.
    largest = vectors[np.argmax(np.abs(vectors), axis=0), np.arange(DIMENSIONS)]
    vectors *= np.sign(largest)
    vocabulary.insert(1, "<unk>")
    vectors = np.insert(vectors, 1, vectors[1:].mean(axis=0), axis=0)
    return vocabulary, np.round(vectors, DIGITS) + 0.0  # + 0.0 makes 0 of -0


def _ppmi(near: np.ndarray) -> np.ndarray:
    total = near.sum()
    word = near.sum(axis=1) / total
    context = near.sum(axis=0) ** 0.75
    context /= context.sum()
    ratio = near / total / np.outer(word, context)
    return np.log(np.maximum(ratio, 1.0))
