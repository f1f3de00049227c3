"""The corpus and the vectors: what is promised of them, and that the scripts still make them."""

from collections import defaultdict

import numpy as np
import pytest

from corpus.make import FOLDER, SIZES, conll, glove, make_parts, make_text
from corpus.vectors import DIGITS, make_vectors
from corpus.words import CITIES, phrases
from coursekit.data import read_glove, tag_names
from coursekit.data.corpus import ner_sentences, word_vectors


@pytest.fixture(scope="module")
def parts():
    return {part: ner_sentences(part) for part in SIZES}


@pytest.fixture(scope="module")
def vectors():
    return word_vectors()


def meanings(sentences):
    found = defaultdict(set)
    for sentence in sentences:
        for token, tag in zip(sentence.tokens, sentence.tags, strict=True):
            found[token].add(tag)
    return found


def test_the_parts_are_different_sentences(parts):
    assert {part: len(sentences) for part, sentences in parts.items()} == SIZES
    everything = [sentence.tokens for sentences in parts.values() for sentence in sentences]
    assert len(set(everything)) == len(everything)
    for sentences in parts.values():
        assert tag_names(sentences) == ("O", "LOC", "ORG", "PER")


def test_names_mean_different_things_in_different_windows(parts):
    found = meanings(parts["train"])
    assert found["Paris"] >= {"LOC", "PER"}
    assert found["Jordan"] >= {"LOC", "PER"}
    assert found["Amazon"] >= {"LOC", "ORG"}
    assert found["Chelsea"] == {"LOC", "ORG", "PER"}
    assert found["May"] >= {"O", "PER"}


def test_the_test_part_has_names_that_no_other_part_has(parts):
    known = set(meanings(parts["train"])) | set(meanings(parts["validation"]))
    names = [(token, tag) for s in parts["test"] for token, tag in zip(s.tokens, s.tags, strict=True) if tag != "O"]
    unseen = [tag for token, tag in names if token not in known]
    assert 0.3 < len(unseen) / len(names) < 0.5
    assert set(unseen) == {"LOC", "ORG", "PER"}


def test_television_is_in_the_test_part_alone_and_near_tv_and_telly(parts, vectors):
    assert {"TV", "telly"} <= set(meanings(parts["train"]))
    assert not {"television", "Television"} & (set(meanings(parts["train"])) | set(meanings(parts["validation"])))
    assert "television" in meanings(parts["test"])
    assert {word for word, _ in vectors.nearest("television", 2)} == {"TV", "telly"}


def test_every_word_has_a_vector_and_like_words_like_ones(parts, vectors):
    assert vectors.words[:2] == ("<pad>", "<unk>")
    assert vectors.vectors.shape[1] == 25
    for sentences in parts.values():
        assert all(token in vectors for token in meanings(sentences))
    assert vectors.nearest("Porto", 1)[0][0] in phrases(CITIES[0]) + phrases(CITIES[1])
    days = {"Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
    assert {word for word, _ in vectors.nearest("Monday", 6)} == days


def test_files_are_small():
    assert (FOLDER / "vectors.txt").stat().st_size < 400_000
    assert sum((FOLDER / f"ner_{part}.conll").stat().st_size for part in SIZES) < 150_000


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="ner_sentences: part must be 'train' or 'validation' or 'test', not 'dev'"):
        ner_sentences("dev")


def test_the_scripts_still_make_the_sentences():
    for part, sentences in make_parts().items():
        assert conll(sentences) == (FOLDER / f"ner_{part}.conll").read_text(encoding="utf-8")


def test_the_scripts_still_make_the_vectors(tmp_path, vectors):
    words, made = make_vectors(make_text())
    assert tuple(words) == vectors.words
    # Another linear algebra library may round the last digit the other way.
    np.testing.assert_allclose(made, vectors.vectors, atol=1.5 * 10.0**-DIGITS)
    path = tmp_path / "vectors.txt"
    path.write_text(glove(words, made), encoding="utf-8")
    np.testing.assert_array_equal(read_glove(path).vectors, made)
