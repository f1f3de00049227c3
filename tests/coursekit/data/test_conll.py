"""Reading tagged sentences: what the file says, or an error that names the line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.data import Sentence, read_conll, tag_labels, tag_names


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "tagged.conll"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_sentences_are_separated_by_blank_lines(file):
    sentences = read_conll(file("\nParis\tLOC\nsleeps\tO\n\n \n\nAnna\tPER\n"))
    assert sentences == [Sentence(("Paris", "sleeps"), ("LOC", "O")), Sentence(("Anna",), ("PER",))]
    assert [len(sentence) for sentence in sentences] == [2, 1]


def test_columns_of_the_shared_task_and_prefixes(file):
    text = "-DOCSTART- -X- -X- O\n\nU.N. NNP I-NP B-ORG\r\nofficial NN I-NP O\r\n"
    assert read_conll(file(text)) == [Sentence(("U.N.", "official"), ("B-ORG", "O"))]
    assert read_conll(file(text), tag_column=1)[0].tags == ("NNP", "NN")
    assert read_conll(file("1\tAnna\tB-PER\t_\n"), token_column=1, tag_column=2) == [Sentence(("Anna",), ("B-PER",))]


def test_a_token_may_hold_spaces_if_tabs_separate(file):
    assert read_conll(file("New York\tLOC\n"))[0].tokens == ("New York",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Paris\tLOC\nsleeps\n", "tagged.conll, line 2: 'sleeps' stands there; expected 2 columns, .* found 1"),
        ("Paris\n", "line 1: 'Paris' stands there; expected a token and a tag in two columns"),
        ("Paris\t\n", "line 1.*expected a tag in column -1, but it is empty"),
        ("\tLOC\n", "line 1.*expected a token in column 0, but it is empty"),
        ("a b O\nc O\n", "line 2: 'c O' stands there; expected 3 columns, as on the lines before, found 2"),
        ("", "tagged.conll: no sentence stands there"),
        ("\n\n", "no sentence stands there"),
        ("-DOCSTART- O\n", "no sentence stands there"),
        (b"Gen\xe8ve\tLOC\n", "line 1: byte 0xe8 at position 4 is not UTF-8"),
    ],
)
def test_malformed_lines_are_named(file, content, message):
    with pytest.raises(ValueError, match=message):
        read_conll(file(content))


def test_columns_that_are_not_there(file):
    path = file("Paris LOC\n")
    with pytest.raises(
        ValueError, match="line 1: 'Paris LOC' stands there; expected a tag in column 3, but there are 2"
    ):
        read_conll(path, tag_column=3)
    with pytest.raises(ValueError, match="in two columns"):
        read_conll(path, token_column=1, tag_column=-1)
    with pytest.raises(TypeError, match="read_conll: token_column must be an integer, not str 'word'"):
        read_conll(path, token_column="word")


words = st.text(st.characters(categories=["L", "P"]), min_size=1, max_size=8)


@given(st.lists(st.lists(st.tuples(words, words), min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_was_written_is_read(tmp_path_factory, sentences):
    path = tmp_path_factory.mktemp("conll") / "tagged.conll"
    text = "\n".join("".join(f"{token}\t{tag}\n" for token, tag in sentence) for sentence in sentences)
    path.write_text(text, encoding="utf-8", newline="\n")
    assert [tuple(zip(s.tokens, s.tags, strict=True)) for s in read_conll(path)] == [tuple(s) for s in sentences]


def test_labels_of_tags():
    names = tag_names([Sentence(("a", "b"), ("PER", "O")), Sentence(("c",), ("LOC",))])
    assert names == ("O", "LOC", "PER")
    np.testing.assert_array_equal(tag_labels(["PER", "O"], names), [2, 0])
    with pytest.raises(ValueError, match="tag_labels: the tag 'ORG' is none of O, LOC, PER; take names from all parts"):
        tag_labels(["ORG"], names)


def test_a_sentence_has_a_tag_for_each_token():
    with pytest.raises(ValueError, match="Sentence: 2 tokens need as many tags, not 1"):
        Sentence(("a", "b"), ("O",))
