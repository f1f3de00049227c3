"""What the exam brings back, and that nothing else gets through."""

import contextlib
import functools

import numpy as np
import pytest

from coursekit.checking.exam import Answer, Examinee, Step, sit
from coursekit.checking.plain import Opaque, plain


class Keeps:
    """Tells how its input lay in memory."""

    def __init__(self, start=0.0):
        self.start = start

    def forward(self, x):
        self.x = x
        return [x.flags.c_contiguous, x.flags.f_contiguous, *x.strides]

    def backward(self, upstream):
        self.x += upstream
        return self.x + self.start


X = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("C", [True, False, 24, 8]),
        ("F", [False, True, 8, 16]),
        ("strided", [False, False, 96, 16]),
        ("reversed", [False, False, -24, -8]),
    ],
)
def test_an_argument_lies_in_memory_as_the_step_says(layout, expected):
    ((answer,),) = sit(Keeps, [(Step(0, "forward", (X,), layout),)])
    assert answer.value == expected


def test_an_unknown_layout_is_the_callers_mistake():
    with pytest.raises(ValueError, match="layout is 'Z'"):
        sit(Keeps, [(Step(0, "forward", (X,), "Z"),)])


def test_a_later_change_of_an_earlier_argument_is_seen():
    up = np.ones((2, 3))
    ((first, second),) = sit(Keeps, [(Step(0, "forward", (X,)), Step(0, "backward", (up,)))])
    assert first.changed == second.changed == ()
    assert first.changed_earlier == ()
    assert second.changed_earlier == ((0, 0),)
    assert np.array_equal(X, np.arange(6.0).reshape(2, 3))


def test_a_list_that_is_changed_is_seen_too():
    items = [1.0, [2.0, 3.0]]
    (answers,) = sit(lambda items: items[1].pop(), [(Step(0, "call", (items,)),)])
    assert answers == [Answer("returned", value=3.0, changed=(0,))]
    (answers,) = sit(lambda items: len(items), [(Step(0, "call", (items,)),)])
    assert answers == [Answer("returned", value=2)]


def test_instances_are_fresh_and_a_given_one_is_copied():
    up = np.ones((2, 3))
    question = (Step(0, "forward", (X,)), Step(0, "backward", (up,)))
    for candidate in (Keeps(2.0), functools.partial(Keeps, start=2.0)):
        answers = sit(candidate, [question, question])
        assert np.array_equal(answers[0][1].value, X + 3)
        assert np.array_equal(answers[1][1].value, X + 3)


def test_steps_after_a_failure_are_not_reached():
    ((first, second),) = sit(Keeps, [(Step(0, "forward", (3,)), Step(0, "backward", (X,)))])
    assert first.status == "raised"
    assert first.raised.type == "AttributeError"
    assert first.raised.source == "return [x.flags.c_contiguous, x.flags.f_contiguous, *x.strides]"
    assert second.status == "not-reached"


def test_missing_and_wrong_arguments():
    answers = sit(Keeps, [(Step(0, "sideways", ()),), (Step(0, "forward", (X, X)),)])
    assert answers == [[Answer("missing")], [Answer("wrong-arguments", signature="(x)")]]


def test_warnings_of_the_candidate_are_silenced():
    ((answer,),) = sit(np.log, [(Step(0, "call", (np.float64(-1.0),)),)])
    assert answer.status == "returned"
    assert np.isnan(answer.value)


def test_who_answers_for_itself_is_an_examinee():
    class StandIn:
        def __coursekit_sit__(self, questions):
            return []

        def __coursekit_bind__(self, arguments, keywords):
            return self

        def __coursekit_name__(self):
            return "Stand"

    assert isinstance(StandIn(), Examinee)
    assert not isinstance(Keeps(), Examinee)


class Eager(np.float64):
    __module__ = "numpy"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Eager(2.0), 2.0),
        (type("MyList", (list,), {})([1, (2,)]), [1, (2,)]),
        ({"a": {1: 2}}, {"a": {1: 2}}),
        (type("Text", (str,), {})("hi"), "hi"),
        (type("Flags", (set,), {})([1, True, (2,)]), {1, (2,)}),
        (type("Fixed", (frozenset,), {})([1, (2,)]), frozenset([1, (2,)])),
        (np.array(["a"]), Opaque("ndarray of dtype <U1")),
        (np.str_("a"), Opaque("str_")),
        (object(), Opaque("object")),
    ],
)
def test_only_plain_data_of_exact_types_comes_back(value, expected):
    reduced = plain(value)
    assert reduced == expected
    assert type(reduced) is type(expected)


def test_deep_nesting_ends_in_opaque():
    nested = []
    nested.append(nested)
    reduced = plain(nested)
    for _ in range(16):
        assert type(reduced) is list
        (reduced,) = reduced
    assert reduced == Opaque("list")


def test_an_array_comes_back_as_an_exact_copy():
    big_endian = np.array([1.0, 2.0], dtype=">f8")[::-1]
    reduced = plain(big_endian)
    assert type(reduced) is np.ndarray
    assert reduced.dtype == np.dtype("=f8")
    assert reduced.flags.owndata
    assert reduced.tolist() == [2.0, 1.0]


class Moves:
    """Moves an array in place, for a while."""

    def step(self, x, by):
        x += by
        return "moved"

    @contextlib.contextmanager
    def elsewhere(self, x):
        x += 10
        yield
        x -= 10

    def __call__(self, rng):
        return rng.random()


def test_an_array_is_kept_from_step_to_step():
    question = (
        Step(0, "step", (X, 1.0), gives="both"),
        Step(0, "elsewhere", (None,), gives="within", kept=((0, 0),)),
        Step(0, "step", (None, 2.0), gives="both", kept=((0, 0),)),
        Step(1, "step", (X, 1.0), gives="arguments"),
    )
    ((first, within, second, other),) = sit(Moves, [question])
    assert first.value[0] == "moved"
    assert np.array_equal(first.value[1][0], X + 1)
    assert np.array_equal(within.value[0], X + 11)
    assert np.array_equal(second.value[1][0], X + 3)
    assert np.array_equal(other.value[0], X + 1)


def test_a_seed_becomes_a_generator_that_goes_on():
    question = (Step(0, "__call__", (5,), seeded=(0,)), Step(0, "__call__", (None,), kept=((0, 0),)))
    own = np.random.default_rng(5)
    expected = [own.random(), own.random()]
    for candidate in (Moves, Moves(), lambda rng: rng.random(), functools.partial(lambda rng, a: rng.random(), a=1)):
        ((first, second),) = sit(candidate, [question])
        assert [first.value, second.value] == expected
