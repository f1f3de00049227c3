import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_course import cell, document

from autograder.course.notebooks import (
    Caps,
    UnreadableNotebook,
    grade_id,
    is_locked,
    is_manual,
    is_marked,
    is_solution,
    is_task,
    is_test,
    parse_notebook,
    points,
    read_notebook,
)


def parse(content, **caps):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return parse_notebook(data, Caps(**caps))


def test_a_notebook_is_read_without_its_outputs(tmp_path):
    printed = cell("code", "1 / 0") | {"outputs": [{"output_type": "stream", "name": "stdout", "text": "PASSED"}]}
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps(document([printed, cell("markdown", "text")])))
    notebook = read_notebook(path)
    nbformat.validate(notebook)
    assert notebook.cells[0].outputs == []
    assert [found.source for found in notebook.cells] == ["1 / 0", "text"]
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_do_no_harm(encoding):
    notebook = parse(json.dumps(document([cell("code", "δ = 'é'")]), ensure_ascii=False).encode(encoding))
    assert notebook.cells[0].source == "δ = 'é'"


def test_an_older_format_is_upgraded():
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "one"},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Squares"},
                    {"cell_type": "code", "language": "python", "metadata": {}, "input": "x = 1", "outputs": []},
                ]
            }
        ],
    }
    notebook = parse(old)
    nbformat.validate(notebook)
    assert [(found.cell_type, found.source) for found in notebook.cells] == [
        ("markdown", "# Squares"),
        ("code", "x = 1"),
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "empty"),
        (b"\0" * 100, "empty"),
        (b"\xff\xd8\xff\xe0 a picture", "not UTF-8"),
        ("é".encode("latin-1"), "not UTF-8"),
        (b"# Squares", "not JSON"),
        (b'{"nbformat": 4, "cells": [', "not JSON.*line 1"),
        (b"[]", "no notebook"),
        (b"{}", "no notebook"),
        (b'{"nbformat": "4"}', "no notebook"),
        (b'{"nbformat": 9}', "nbformat 9"),
        (b'{"nbformat": 3}', "claims to be written in nbformat 3"),
        (b'{"nbformat": 4}', "no list"),
        (b'{"nbformat": 4, "cells": {}}', "no list"),
        (b'{"nbformat": 4, "cells": [1]}', "cell 1 is no cell"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "heading"}]}', "cell 1 has no"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}', "cell 1 has no text"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a", 7]}]}', "cell 1 has no text"),
        (b'{"nbformat": 4, "metadata": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested"),
        (b'{"nbformat": 4, "metadata": ' + b"[" * 60 + b"]" * 60 + b"}", "nested"),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", "too long"),
    ],
)
def test_what_is_no_notebook_is_told_in_one_sentence(data, fault):
    with pytest.raises(UnreadableNotebook, match=fault) as caught:
        parse(data)
    assert str(caught.value).endswith(".")
    assert str(caught.value).isprintable()


def test_caps_hold(tmp_path):
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps(document([cell("code", "")] * 3)))
    for caps, fault in ((Caps(bytes=100), "larger"), (Caps(cells=2), "3 cells"), (Caps(values=20), "values")):
        with pytest.raises(UnreadableNotebook, match=fault):
            read_notebook(path, caps)


def test_what_is_no_file_is_unreadable(tmp_path):
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "nowhere.ipynb")
    for name, fault in {"folder": "folder", "link": "link", "none": "cannot be opened"}.items():
        with pytest.raises(UnreadableNotebook, match=fault):
            read_notebook(tmp_path / f"{name}.ipynb")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
ODD_CELLS = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw"]), "source": st.text() | st.lists(st.text(), max_size=3)},
    optional={
        "id": st.sampled_from(["a", "a", "b c", ""]) | JSON,
        "metadata": st.fixed_dictionaries({"nbgrader": JSON}) | JSON,
        "attachments": JSON | st.dictionaries(st.text(max_size=3), st.dictionaries(st.text(max_size=3), JSON)),
        "outputs": JSON,
    },
)


@given(st.lists(ODD_CELLS, max_size=5), JSON)
def test_whatever_is_read_is_valid_and_can_be_written(cells, metadata):
    notebook = parse({"nbformat": 4, "nbformat_minor": 2, "metadata": metadata, "cells": cells})
    for name in ("kernelspec", "language_info"):
        notebook.metadata.pop(name, None)  # whose inner form is not looked at: merging drops a submission's
    nbformat.validate(notebook)
    nbformat.v4.writes(notebook).encode("utf-8")
    for found in notebook.cells:
        assert not is_test(found) or is_locked(found)
        grade_id(found), points(found), is_marked(found)


def test_half_a_pair_of_surrogates_is_replaced():
    assert parse(b'{"nbformat":4,"cells":[{"cell_type":"code","source":"a\\ud800b"}]}').cells[0].source == "a�b"


TESTS = {"test": is_test, "solution": is_solution, "manual": is_manual, "task": is_task, "locked": is_locked}


@pytest.mark.parametrize(
    ("found", "roles", "worth"),
    [
        (cell("code", "", grade_id="a", grade=True, points=2), "test locked", 2),
        (cell("code", "", grade_id="a", solution=True, points=5), "solution", 0),
        (cell("markdown", "", grade_id="a", solution=True, grade=True, points=1), "solution manual", 1),
        (cell("markdown", "", grade_id="a", task=True, locked=True, points=4), "task locked", 4),
        (cell("code", "", grade_id="a", locked=True), "locked", 0),
        (cell("code", "", grade_id="a"), "", 0),
        (cell("code", "", grade_id="a", grade="yes", points=1), "", 0),
    ],
)
def test_roles(found, roles, worth):
    (read,) = parse(document([found])).cells
    assert {name for name, test in TESTS.items() if test(read)} == set(roles.split())
    assert points(read) == worth
    assert is_marked(read) == bool(roles)


def test_a_cell_without_a_name_is_not_marked():
    (read,) = parse(document([cell("code", "", grade_id=["a"], grade=True)])).cells
    assert grade_id(read) is None
    assert not is_marked(read)
