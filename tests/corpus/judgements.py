"""What `check` says about mutants, beside what the truth says: `python -m tests.corpus.judgements [NAME ...]`.

Prints a line for each gate (those whose description contains a NAME) and each wrong judgement. A mutant that cannot
even be defined is no gate, and is not counted; one that the contract leaves open may be judged either way.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.mutation import Mutant
from coursekit import check
from tests.corpus.equivalence import compare
from tests.corpus.targets import Target, corpus, library, students

LEVELS = ("quick", "full")


@dataclass
class Tally:
    """The mutants of a gate, by what the truth says of them, and the wrong judgements of `check`."""

    target: Target
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = ", ".join(
            f"{self.counts[kind]} {kind}" for kind in ("wrong", "equivalent", "open") if self.counts[kind]
        )
        return f"{self.target}: {self.counts.total()} mutants ({kinds}), {len(self.wrong)} wrongly judged"


def judged(target: Target) -> Tally:
    """Let `check` judge all mutants of a gate, at both levels."""
    tally = Tally(target)
    for mutant in target.mutants():
        tally.wrong += _judge(target, mutant, tally.counts)
    return tally


def _judge(target: Target, mutant: Mutant, counts: Counter[str]) -> Iterator[str]:
    try:
        gate = target.mutated(mutant)
    except Exception:  # not even a class: a default that refers to what there isn't
        return
    verdict = compare(gate, target.name, target.settings)
    counts[verdict.kind] += 1
    for level in LEVELS:
        said = _said(target, gate, level)
        right = {"wrong": said.startswith("fails"), "equivalent": said == "passes", "open": True}[verdict.kind]
        if right and said.startswith("fails"):
            return  # the full level asks all that the quick one asks, and more
        if not right:
            yield f"{target}, {level}: {mutant.change} (line {mutant.line}) {said}. {verdict.seen or 'It is right.'}"


def _said(target: Target, gate: Callable[[], Any], level: str) -> str:
    try:
        with warnings.catch_warnings(action="error"):
            report = check(gate, reference=target.reference, level=level)
    except Exception as error:
        return f"makes check itself raise {type(error).__name__}: {error}"
    return "passes" if report.passed else f"fails ({report.findings[0].code})"


def main(names: list[str]) -> None:
    total: Counter[str] = Counter()
    wrong = 0
    for target in (*library(), *students(), *corpus()):
        if not names or any(name in str(target) for name in names):
            tally = judged(target)
            total, wrong = total + tally.counts, wrong + len(tally.wrong)
            print("\n".join([str(tally), *(f"    {line}" for line in tally.wrong)]), flush=True)
    print(f"{total.total()} mutants, {total['equivalent']} equivalent, {total['open']} open; {wrong} wrong judgements")


if __name__ == "__main__":
    main(sys.argv[1:])
