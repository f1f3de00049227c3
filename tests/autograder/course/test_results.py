import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.results import (
    CellFinding,
    CellResult,
    Graded,
    ResultsFile,
    SubmissionResult,
    submission_sha256,
)
from autograder.errors import CourseError

RESULT = SubmissionResult(
    student="ada",
    assignment="squares",
    status="graded",
    score=2.5,
    max_score=11.0,
    cells=(
        CellResult("one", "squares-test", 2.0, 2.0, "passed", (CellFinding("raises", "fail", "x\n\u2028\ud800"),), 0.1),
        CellResult("one", "why", None, 3.0, "manual"),
    ),
    sandbox="process",
    submission_sha256="ab",
    grader_version="0.1.0",
    seed_id="s1",
    seconds=1.25,
)


@pytest.fixture
def file(tmp_path):
    return ResultsFile(tmp_path / "results" / "squares.jsonl")


def test_a_line_has_the_fields_that_others_rely_on():
    line = RESULT.to_line()
    assert line.count(b"\n") == 1
    entry = json.loads(line)
    fields = "student assignment status score max_score cells sandbox submission_sha256 grader_version seed_id seconds"
    assert " ".join(entry) == fields
    assert " ".join(entry["cells"][0]) == "notebook grade_id points max_points status findings seconds"
    assert list(entry["cells"][0]["findings"][0]) == ["code", "severity", "message"]


def test_what_is_appended_is_read_back_and_the_last_line_counts(file):
    assert file.results() == {}
    bob = replace(RESULT, student="bob", status="missing", cells=())
    again = replace(RESULT, score=3.0, submission_sha256="cd")
    for result in (RESULT, bob, again):
        file.append(result)
    assert file.results() == {"bob": bob, "ada": again}
    assert file.done() == {
        "bob": Graded("ab", "s1", "0.1.0", "process"),
        "ada": Graded("cd", "s1", "0.1.0", "process"),
    }


@given(cut=st.integers(1, len(RESULT.to_line()) - 1), before=st.integers(0, 2))
def test_a_torn_last_line_is_passed_over_and_cut_off(tmp_path_factory, cut, before):
    file = ResultsFile(tmp_path_factory.mktemp("results") / "squares.jsonl")
    whole = replace(RESULT, student="bob").to_line() * before
    file.path.write_bytes(whole + RESULT.to_line()[:cut])
    assert set(file.results()) == ({"bob"} if before else set())
    file.append(RESULT)
    assert file.path.read_bytes() == whole + RESULT.to_line()


def test_a_torn_line_longer_than_a_block_is_cut_off(file):
    file.append(RESULT)
    with file.path.open("ab") as raw:
        raw.write(b"x" * 3_000_000)
    file.append(RESULT)
    assert file.path.read_bytes() == RESULT.to_line() * 2


@pytest.mark.parametrize("line", [b"{}", b"nonsense", b"[]", RESULT.to_line().replace(b'"graded"', b'"fine"').strip()])
def test_a_spoilt_line_is_named(file, line):
    file.append(RESULT)
    file.path.write_bytes(file.path.read_bytes() + line + b"\n")
    with pytest.raises(CourseError, match=r"squares.jsonl, line 2 is no result .*remove the line"):
        file.results()


def test_fields_of_later_versions_are_passed_over():
    entry = json.loads(RESULT.to_line()) | {"mood": "fine"}
    assert SubmissionResult.from_line(json.dumps(entry).encode()) == RESULT


def test_results_that_cannot_be_written_say_so(tmp_path):
    (tmp_path / "results").write_text("a file where the folder has to be")
    with pytest.raises(CourseError, match="cannot be written"):
        ResultsFile(tmp_path / "results" / "squares.jsonl").append(RESULT)


def test_a_full_disk_leaves_the_lines_before(file, monkeypatch):
    file.append(RESULT)
    monkeypatch.setattr("os.write", lambda descriptor, data: 7)
    with pytest.raises(CourseError, match="the disk is full"):
        file.append(RESULT)
    monkeypatch.undo()
    assert file.path.read_bytes() == RESULT.to_line()


def test_the_hash_tells_apart_names_contents_and_where_files_end(tmp_path):
    def hash_of(**files):
        paths = {}
        for name, content in files.items():
            paths[name] = tmp_path / name
            paths[name].write_bytes(content)
        return submission_sha256(paths)

    hashes = [
        hash_of(a=b"1", b=b"2"),
        hash_of(b=b"1", a=b"2"),
        hash_of(a=b"12", b=b""),
        hash_of(ab=b"12"),
        hash_of(),
        submission_sha256({"a": tmp_path / "gone"}),
        hash_of(a=b""),
    ]
    assert len(set(hashes)) == len(hashes)
    assert hash_of(b=b"2", a=b"1") == hashes[0]
