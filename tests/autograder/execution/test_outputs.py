"""What a cell showed is kept as a notebook keeps it, and never more than a notebook can bear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.execution.outputs import RecordedStream, Recorder

PLAIN = {"text/plain": "42"}


def texts(recorder):
    return [output.get("text") for output in recorder.finish()]


def test_consecutive_pieces_of_a_stream_are_one_output():
    recorder = Recorder()
    for name, text in (("stdout", "a"), ("stdout", "b\n"), ("stderr", "c"), ("stdout", ""), ("stdout", "d")):
        recorder.stream(name, text)
    assert [(output["name"], output["text"]) for output in recorder.finish()] == [
        ("stdout", "ab\n"), ("stderr", "c"), ("stdout", "d")
    ]  # fmt: skip


def test_a_stream_takes_text_only():
    stream = RecordedStream(Recorder(), "stdout")
    assert stream.writable()
    assert stream.write("abc") == 3
    with pytest.raises(TypeError, match="must be str, not bytes"):
        stream.write(b"abc")


def test_a_result_a_display_and_their_types():
    recorder = Recorder()
    recorder.display(PLAIN | {"application/x-evil": "x", "text/html": "<b>"}, {"text/html": {"w": 1}, "odd": 3})
    recorder.display(PLAIN, execution_count=7)
    shown, result = recorder.finish()
    assert shown == {
        "output_type": "display_data",
        "data": PLAIN | {"text/html": "<b>"},
        "metadata": {"text/html": {"w": 1}},
    }
    assert result == {"output_type": "execute_result", "execution_count": 7, "data": PLAIN, "metadata": {}}


def test_text_is_cut_where_the_room_ends_and_the_cell_says_so_once():
    recorder = Recorder(max_bytes=10)
    recorder.stream("stdout", "1234567")
    recorder.stream("stdout", "89abcdef")
    recorder.stream("stdout", "more")
    recorder.display(PLAIN)
    first, note = texts(recorder)
    assert first == "123456789a"
    assert "was dropped" in note


def test_a_picture_is_kept_whole_or_dropped():
    recorder = Recorder(max_bytes=10)
    recorder.display({"image/png": "x" * 11})
    assert len(recorder.outputs) == 1
    assert "was dropped" in texts(recorder)[0]


def test_the_number_of_outputs_is_limited():
    recorder = Recorder(max_outputs=3)
    for _ in range(10):
        recorder.display(PLAIN)
    outputs = recorder.finish()
    assert [output["output_type"] for output in outputs] == ["display_data"] * 3 + ["stream"]


def test_an_error_shows_however_full_the_rest_is():
    recorder = Recorder(max_bytes=10, max_outputs=2)
    for number in range(100):
        recorder.stream("stdout", "x" * 100)
        recorder.error(f"Error{number}", "m" * 10**4, ["line" * 10**4] * 10**3)
    outputs = recorder.finish()
    assert outputs[-1]["ename"] == "Error99"
    assert len(outputs) <= 3
    assert all(len(str(output)) < 60_000 for output in outputs)


def test_clearing_makes_room_at_once_or_with_the_next_output():
    recorder = Recorder(max_bytes=10)
    recorder.stream("stdout", "0123456789")
    recorder.clear(wait=False)
    assert recorder.outputs == []
    recorder.stream("stdout", "abcdefghij")
    recorder.clear(wait=True)
    assert texts(recorder) == ["abcdefghij"]
    recorder.stream("stdout", "new")
    assert texts(recorder) == ["new"]


def test_an_update_replaces_what_has_its_name_and_nothing_else():
    recorder = Recorder()
    recorder.display({"text/plain": "one"}, display_id="a")
    recorder.display({"text/plain": "two"}, display_id="b")
    recorder.stream("stdout", "text")
    recorder.display({"text/plain": "new"}, display_id="a", update=True)
    recorder.display({"text/plain": "lost"}, display_id="unknown", update=True)
    recorder.display({"text/plain": "lost"}, update=True)
    first, second, third = recorder.finish()
    assert [first["data"]["text/plain"], second["data"]["text/plain"]] == ["new", "two"]
    assert third == {"output_type": "stream", "name": "stdout", "text": "text"}
    assert "_display_id" not in first


@given(
    st.lists(
        st.tuples(st.sampled_from(["stdout", "stderr", "display", "clear", "wait", "error"]), st.text()), max_size=40
    )
)
def test_whatever_is_shown_stays_within_bounds_and_has_the_form_of_outputs(events):
    recorder = Recorder(max_bytes=20, max_outputs=5)
    for what, text in events:
        if what in ("stdout", "stderr"):
            recorder.stream(what, text)
        elif what == "display":
            recorder.display({"text/plain": text})
        elif what == "error":
            recorder.error(text, text, [text])
        else:
            recorder.clear(wait=what == "wait")
    outputs = recorder.finish()
    assert len(outputs) <= 5 + 2  # the note that output was dropped, and an error
    kept = [output for output in outputs if output["output_type"] != "error" and "dropped" not in str(output)]
    assert sum(len(output.get("text") or output["data"]["text/plain"]) for output in kept) <= 20
