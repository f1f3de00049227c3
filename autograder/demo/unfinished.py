"""Students who have not finished, and students whose file is damaged through no fault of their gates."""

from autograder.demo.answers import PLAIN
from autograder.demo.profiles import TESTS, Profile, all_but, only
from autograder.demo.work import Work

FIRST_HALF = ("add-gate", "multiply-gate", "maximum-gate")

UNFINISHED = (
    Profile("unfinished", "handed in as it was released", Work(), expected=only()),
    Profile(
        "unfinished",
        "stopped after the maximum",
        Work(answers={exercise: PLAIN[exercise] for exercise in FIRST_HALF}),
        expected=only("test-add-gate", "test-multiply-gate", "test-maximum-gate"),
    ),
)

BROKEN = (
    # Nothing can be read of it, so nothing is deserved, whatever it held before the upload broke off.
    Profile("broken", "the upload broke off half way", Work(answers=PLAIN, arrives=0.5), expected=only()),
    Profile("broken", "deleted every test cell", Work(answers=PLAIN, deleted=frozenset(TESTS)), expected=all_but()),
)
