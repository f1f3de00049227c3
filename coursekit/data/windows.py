"""Word windows: each word of a sentence with its neighbours, the input of the lectures' named entity recogniser.

For size 2, the window of Paris in "Not all museums in Paris are amazing" is (museums, in, Paris, are, amazing). Beyond
the ends of the sentence stands padding, a word of its own.

Source: the window model of the CS224n notes (forward computation, maximum margin objective) and of CS224N lecture 4.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, is_integer, whole_number
from coursekit.data.conll import Sentence, tag_labels
from coursekit.data.examples import Indices
from coursekit.data.glove import WordVectors


def windows(ids: Any, size: int, pad: int) -> Indices:
    """Return the windows of a sentence (n, 2·size + 1): row i is word i between `size` neighbours on each side.

    ids: the words' numbers (n,); n may be 0. size: neighbours on each side, ≥ 0. pad: the number of the padding word.

    Raises TypeError for ids that aren't integers, ValueError for another shape or a negative size.
    """
    size = whole_number("windows", "size", size, 0)
    pad = whole_number("windows", "pad", pad, 0)
    sentence = _word_ids("windows", ids, 1)
    padded = np.concatenate([np.full(size, pad), sentence, np.full(size, pad)])
    rows: Indices = padded[np.arange(len(sentence))[:, np.newaxis] + np.arange(2 * size + 1)]
    return rows


def corrupt(true: Any, candidates: int | Sequence[int], rng: Rng = None) -> Indices:
    """Return corrupt windows: the given ones (n, 2·size + 1), with another word drawn for the centre of each.

    The max-margin model learns to score true windows higher than corrupt ones, such as "Not all museums in Paris",
    whose centre is no place, than "museums in Paris are amazing".

    candidates: word numbers to draw from, or V for all of 0…V − 1; the true centre is never drawn for its own window.
    rng: a seed or a generator.

    Raises ValueError if windows have an even width or if there is no candidate but the true centre.
    """
    given = _word_ids("corrupt", true, 2)
    width = given.shape[1]
    if width % 2 == 0:
        raise ValueError(f"corrupt: windows of {width} words have no centre; the width must be odd, 2·size + 1")
    if is_integer(candidates):
        pool = np.arange(whole_number("corrupt", "candidates", candidates, 1))
    else:
        pool = np.unique(_word_ids("corrupt", candidates, 1))
    centre = given[:, width // 2]
    place = np.searchsorted(pool, centre)
    inside = np.append(pool, -1)[place] == centre
    choices = len(pool) - inside
    if np.any(choices < 1):
        word = int(centre[np.argmin(choices)])
        raise ValueError(f"corrupt: there is no candidate but the true centre {word}; give others to draw from")
    drawn = generator(rng, "corrupt").integers(0, choices)
    # Candidates from the true centre on move up by one place, which leaves it out.
    drawn += inside & (drawn >= place)
    corrupted = given.copy()
    corrupted[:, width // 2] = pool[drawn]
    return corrupted


def tagged_windows(
    sentences: Iterable[Sentence], vocabulary: WordVectors, tags: tuple[str, ...], *, size: int = 2
) -> tuple[Indices, Indices]:
    """Return the windows of all words of all sentences (n, 2·size + 1), and the label of each window's centre (n,).

    vocabulary: the words' numbers, with `"<pad>"` for padding and `"<unk>"` for words that are not in it. tags: the
    tag of each label, as `tag_names` gives them. Raises KeyError without `"<pad>"`, ValueError for an unknown tag.
    """
    if "<pad>" not in vocabulary:
        raise KeyError("tagged_windows: the vocabulary has no word '<pad>', which stands beyond the ends of a sentence")
    pad = vocabulary.index["<pad>"]
    rows: list[Indices] = [np.empty((0, 2 * whole_number("tagged_windows", "size", size, 0) + 1), dtype=np.int64)]
    labels: list[Indices] = [np.empty(0, dtype=np.int64)]
    for sentence in sentences:
        rows.append(windows(vocabulary.ids(sentence.tokens), size, pad))
        labels.append(tag_labels(sentence.tags, tags))
    return np.concatenate(rows), np.concatenate(labels)


def _word_ids(owner: str, value: Any, axes: int) -> Indices:
    given = np.asarray(value)
    if given.ndim != axes:
        expected = "one axis" if axes == 1 else "shape (windows, words)"
        raise ValueError(f"{owner}: word numbers must have {expected}, not shape {given.shape}")
    if given.size and given.dtype.kind not in "iu":
        raise TypeError(f"{owner}: words are given by their numbers, integers, not {given.dtype}; see WordVectors.ids")
    return given.astype(np.int64)
