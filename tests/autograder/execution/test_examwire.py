"""What comes back over the wire is the answers to the questions that were asked, or a failed answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.execution.examwire import pack_answers, pack_questions, unpack_answers, unpack_questions
from autograder.execution.wire import WireError, decode, encode
from coursekit.checking.exam import Answer, Line, Raised, Step

QUESTIONS = [(Step(0, "forward", (1.0, 2.0)), Step(0, "backward", (3.0,))), (Step(0, "forward", (4.0, 5.0)),)]
ANSWERS = [
    [
        Answer("returned", 3.0, None, (1,), (), "(x, y)"),
        Answer("returned", (1.0, 2.0), None, (), ((0, 1),), None, Line(9, "backward", "/ h")),
    ],
    [
        Answer(
            "raised",
            None,
            Raised("ValueError", "no", (Line(3, "forward", "raise ValueError"), Line(7, "<lambda>", None))),
            (),
            (),
            None,
        )
    ],
]


def test_questions_and_answers_come_back_as_they_were():
    assert unpack_questions(decode(encode(pack_questions(QUESTIONS)))) == QUESTIONS
    assert unpack_answers(decode(encode(pack_answers(ANSWERS))), QUESTIONS) == ANSWERS


@pytest.mark.parametrize("packed", [None, {}, "", [], [[]], [[], []], pack_answers(ANSWERS) * 2, [None, None]])
def test_another_number_of_answers_is_no_answer(packed):
    with pytest.raises(WireError, match="not as many answers"):
        unpack_answers(packed, QUESTIONS)


GOOD = ("returned", 1.0, None, (), (), None, None, None)


@pytest.mark.parametrize(
    "forged",
    [
        None,
        7,
        (),
        GOOD[:-1],
        (*GOOD, None),
        ("passed", *GOOD[1:]),
        (["returned"], *GOOD[1:]),
        ("raised", *GOOD[1:]),  # without saying what
        ("returned", 1.0, ("E", "m", ((1, "f", "s"),)), (), (), None, None, None),
        ("raised", None, ("E", "m"), (), (), None, None, None),
        ("raised", None, (b"E", "m", ()), (), (), None, None, None),
        ("raised", None, ("E", "m", (("1", "f", "s"),)), (), (), None, None, None),
        ("raised", None, ("E", "m", 7), (), (), None, None, None),
        ("raised", None, ("E", "m", [(1, "f", "s")]), (), (), None, None, None),
        ("raised", None, ("E", "m", ((1, "f"),)), (), (), None, None, None),
        ("raised", None, ("E", "m", ((1, b"f", "s"),)), (), (), None, None, None),
        ("raised", None, ("E", "m", ((1, "f", 3),)), (), (), None, None, None),
        ("raised", None, 7, (), (), None, None, None),
        ("returned", 1.0, None, (2,), (), None, None, None),  # there is no such argument
        ("returned", 1.0, None, (-1,), (), None, None, None),
        ("returned", 1.0, None, (True,), (), None, None, None),
        ("returned", 1.0, None, [0], (), None, None, None),
        ("returned", 1.0, None, (), ((0, 0),), None, None, None),  # of this step, which is not an earlier one
        ("returned", 1.0, None, (), ((0,),), None, None, None),
        ("returned", 1.0, None, (), (None,), None, None, None),
        ("returned", 1.0, None, (), (), 7, None, None),
        ("returned", 1.0, None, (), (), None, None, 7),
    ],
)
def test_a_forged_answer_is_a_failed_answer(forged):
    with pytest.raises(WireError, match="that is none"):
        unpack_answers([[forged, GOOD], [GOOD]], QUESTIONS)


def test_what_is_told_at_length_is_cut():
    told = (
        "raised",
        None,
        ("E" * 10**4, "m" * 10**4, ((1, "f" * 10**4, "s" * 10**4),) * 100),
        (),
        (),
        "x" * 10**4,
        None,
        "s" * 10**4,
    )
    ((answer, _), _) = unpack_answers([[told, GOOD], [GOOD]], QUESTIONS)
    assert [len(answer.raised.type), len(answer.raised.message), len(answer.raised.source)] == [200, 1000, 200]
    assert [len(answer.raised.trace), len(answer.raised.trace[0].function)] == [12, 200]
    assert [len(answer.signature), len(answer.stage)] == [1000, 200]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5)
NAMES = st.sampled_from(["returned", "raised", "missing"])
THINGS = st.recursive(
    SCALARS | NAMES,
    lambda inner: st.lists(inner, max_size=6) | st.lists(inner, max_size=6).map(tuple) | st.dictionaries(NAMES, inner),
    max_leaves=20,
)
EIGHTS = st.lists(THINGS, min_size=8, max_size=8).map(tuple)
FORMED = st.lists(st.lists(EIGHTS, min_size=1, max_size=2), min_size=2, max_size=2)


@given(THINGS | FORMED)
def test_nothing_else_than_a_wire_error_comes_of_what_a_worker_makes_up(packed):
    try:
        answers = unpack_answers(packed, QUESTIONS)
    except WireError:
        return
    assert [len(each) for each in answers] == [2, 1]
