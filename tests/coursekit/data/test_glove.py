"""Reading word vectors: what the file says, or an error that names the line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.data import WordVectors, read_glove


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "vectors.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_words_and_numbers_are_read_in_order(file):
    vectors = read_glove(file("the 0.5 -1e-2\ncafé 1 2\n, 3 4 \n"))
    assert vectors.words == ("the", "café", ",")
    np.testing.assert_array_equal(vectors.vectors, [[0.5, -0.01], [1, 2], [3, 4]])
    assert vectors.vectors.dtype == np.float64
    assert len(vectors) == 3
    assert "café" in vectors
    np.testing.assert_array_equal(vectors[","], [3, 4])


def test_line_ends_marks_and_headers_of_other_programs(file):
    assert read_glove(file("\ufeffa 1 2\r\nb 3 4\r\n")).words == ("a", "b")
    assert read_glove(file("2 3\na 1 2 3\nb 4 5 6\n")).words == ("a", "b")
    # A separator of lines that is not a newline, and a space that is not an ASCII space, are words or parts of them.
    assert read_glove(file("a\u2028 1 2\nb\u00a0c 3 4\n")).words == ("a\u2028", "b\u00a0c")


def test_a_word_with_spaces_is_told_from_numbers(file):
    vectors = read_glove(file("a 1 2\n. . . 3 4\n"))
    assert vectors.words == ("a", ". . .")
    np.testing.assert_array_equal(vectors[". . ."], [3, 4])


def test_only_the_words_asked_for_are_kept_and_parsed(file):
    vectors = read_glove(file("a 1 2\nb x y\nc 5 6\n"), words=["c", "a", "missing"])
    assert vectors.words == ("a", "c")
    np.testing.assert_array_equal(vectors.vectors, [[1, 2], [5, 6]])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "a 1 2\nb 3\n",
            r"vectors.txt, line 2: 'b 3' stands there; expected 2 numbers, as on the lines before, found 1",
        ),
        ("a 1 2\nb 3 4 5\n", "line 2: 'b 3 4 5' stands there; expected 2 numbers, as on the lines before, found 3"),
        ("a 1 2\nb 3 four\n", "line 2: 'b 3 four' stands there; expected numbers after the word, but 'four' is none"),
        ("a 1 nan\n", "line 1: 'a 1 nan' stands there; expected finite numbers, found 'nan'"),
        ("a 1 2\nb 3 inf\n", "line 2.*found 'inf'"),
        ("a 1 2\nb 3 4\na 5 6\n", "line 3: 'a 5 6' stands there; the word 'a' has a vector already, on line 1"),
        ("a 1 2\n\nb 3 4\n", "line 2: '' stands there; expected a word and its numbers"),
        ("alone\n", "line 1: 'alone' stands there; expected a word and its numbers"),
        (" 1 2\n", "line 1.*expected a word and its numbers"),
        ("a 1  2\n", "line 1.*'' is none"),
        ("", "vectors.txt: no vectors stand there; expected lines with a word and its numbers"),
        ("1 2\n", "no vectors stand there"),
        ("a 1 2\nb" + " 1" * 50 + "\n", r"line 2: 'b 1 1 .*…' stands there"),
        (b"a 1 2\ncaf\xe9 3 4\n", "line 2: byte 0xe9 at position 4 is not UTF-8, in which the file must be written"),
    ],
)
def test_malformed_lines_are_named(file, content, message):
    with pytest.raises(ValueError, match=message):
        read_glove(file(content))


def test_none_of_the_words_asked_for(file):
    with pytest.raises(ValueError, match="none of the 2 words asked for has a vector there"):
        read_glove(file("a 1 2\n"), words=["x", "y"])


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Nd"]), min_size=1),
        st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3),
        min_size=1,
    )
)
def test_what_was_written_is_read(tmp_path_factory, vectors):
    path = tmp_path_factory.mktemp("glove") / "vectors.txt"
    text = "".join(f"{word} {' '.join(map(repr, numbers))}\n" for word, numbers in vectors.items())
    path.write_text(text, encoding="utf-8", newline="\n")
    read = read_glove(path)
    assert read.words == tuple(word.removeprefix("\ufeff") if i == 0 else word for i, word in enumerate(vectors))
    np.testing.assert_array_equal(read.vectors, list(vectors.values()))


SMALL = WordVectors(("<unk>", "Paris", "the", "city", "town"), np.array([[0, 0], [1, 0], [0, 1], [1, 1], [2.0, 2.0]]))


def test_ids_of_known_unknown_and_capitalised_words():
    np.testing.assert_array_equal(SMALL.ids(["Paris", "The", "paris", "zebra"]), [1, 2, 0, 0])
    assert SMALL.ids([]).shape == (0,)
    assert SMALL.ids(iter(["city"]), unknown=None).dtype == np.int64
    np.testing.assert_array_equal(SMALL.ids(["zebra"], unknown="town"), [4])


def test_unknown_words_without_a_stand_in_are_named():
    with pytest.raises(KeyError, match="these words have no vector: zebra; name a word for them with unknown="):
        SMALL.ids(["the", "zebra", "zebra"], unknown=None)
    with pytest.raises(
        KeyError, match="no vector: a, b, c, d, e and 1 more; nor has '<none>', which would stand for them"
    ):
        SMALL.ids("fedcba", unknown="<none>")
    with pytest.raises(KeyError, match="the word 'zebra' is not among the 5 that have vectors"):
        SMALL["zebra"]


def test_nearest_words_by_cosine():
    (first, cosine), *_ = SMALL.nearest("city", 2)
    assert first == "town"
    assert cosine == pytest.approx(1, abs=1e-15)  # a few roundings
    assert [word for word, _ in SMALL.nearest("Paris", 10)][:2] == ["city", "town"]
    assert len(SMALL.nearest("Paris", 10)) == 4


def test_words_and_vectors_must_fit():
    with pytest.raises(ValueError, match=r"WordVectors: 1 words need vectors of shape \(1, d\), not \(2, 3\)"):
        WordVectors(("a",), np.ones((2, 3)))
    with pytest.raises(ValueError, match="WordVectors: the word 'a' stands there twice"):
        WordVectors(("a", "b", "a"), np.ones((3, 2)))
