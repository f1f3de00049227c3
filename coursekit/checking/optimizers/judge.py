"""Comparing an optimizer's answers with the reference's trajectories: what differs first, and by how much."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checking.exam import Answer
from coursekit.checking.judge import as_numbers
from coursekit.checking.optimizers.case import Amiss, Case, Result
from coursekit.checking.optimizers.forms import FORMS, Asked, AskedInForms, by_name
from coursekit.checking.optimizers.trajectory import Point, Trajectory, differences

FAILED = {"raised": "raises", "timed-out": "timeout", "missing": "missing-method", "wrong-arguments": "missing-method"}


def judge(cases: Sequence[Case], asked: AskedInForms, answers: Sequence[Sequence[Answer]]) -> list[Result]:
    """Return the results in the form that the candidate is written in: the one in which it goes furthest."""
    count = len(cases)
    best: list[Result] = []
    for number, form in enumerate(FORMS):
        given = answers[number * count : (number + 1) * count]
        results = [
            _judge_case(case, form, asked[form, case.name][1], each) for case, each in zip(cases, given, strict=True)
        ]
        if not best or _merit(results) > _merit(best):
            best = results
    return best


def _merit(results: Sequence[Result]) -> tuple[bool, int, int]:
    """Rank a form: all right, else the most cases in which every step could be made and moved something."""
    answered = sum(result.ways is not None and not result.still for result in results)
    return all(result.passed for result in results), answered, sum(result.passed for result in results)


def _judge_case(case: Case, form: str, asked: Sequence[Asked], answers: Sequence[Answer]) -> Result:
    for about, answer in zip(asked, answers, strict=True):
        if answer.status != "returned":
            method = {"step": "step", "ahead": "look_ahead", "rate": "lr"}[about.what]
            failed = Amiss(
                FAILED[answer.status],
                about.run,
                about.step,
                detail=answer.signature or "",
                method=method,
                raised=answer.raised,
            )
            return Result(case, form, None, False, (failed,))
    left, returned, ahead, odd = _read(case, form, asked, answers)
    if odd is not None:
        return Result(case, form, None, False, (odd,))
    start = [run.start for run in case.runs]
    unmoved = all(
        np.array_equal(point[name], start[which][name])
        for which, way in enumerate(left)
        for point in way
        for name in point
    )
    put_back = unmoved and returned is not None
    ways = returned if put_back and returned is not None else left
    amiss = _changed_gradients(case, form, asked, answers)
    still = unmoved and not put_back and any(_moves(case, which) for which in range(len(case.runs)))
    rights = case.put_back if put_back else case.expected
    for which, (run, way, right) in enumerate(zip(case.runs, ways, rights, strict=True)):
        for points, targets, method in ((way, right, "step"), (ahead[which], Trajectory(right.ahead), "look_ahead")):
            wrong = differences(run, points, targets, put_back)
            amiss += [
                Amiss(
                    "update-value",
                    which,
                    step,
                    name,
                    points[step][name],
                    targets.points[step][name],
                    mask,
                    method=method,
                )
                for step, name, mask in wrong[:1]
            ]
    return Result(case, form, tuple(map(tuple, ways)), put_back, tuple(amiss), still)


def _moves(case: Case, which: int) -> bool:
    last, start = case.expected[which].points[-1], case.runs[which].start
    return any(np.any(last[name] != start[name]) for name in start)


def _read(case: Case, form: str, asked: Sequence[Asked], answers: Sequence[Answer]) -> Any:
    """Sort the answers by run and step: what was left of the parameters, what was returned, the points ahead."""
    left: list[list[Point]] = [[{} for _ in range(run.steps)] for run in case.runs]
    returned: list[list[Point]] | None = [[{} for _ in range(run.steps)] for run in case.runs]
    ahead: list[list[Point]] = [[{} for _ in range(run.steps if case.expected[0].ahead else 0)] for run in case.runs]
    for about, answer in zip(asked, answers, strict=True):
        if about.what == "rate":
            continue
        if about.what == "ahead":
            result, (params,) = None, answer.value
        else:
            result, (params, _) = answer.value
        point, odd = _point(case, about, by_name(params, about.names, form))
        if odd is not None:
            return left, returned, ahead, odd
        (ahead if about.what == "ahead" else left)[about.run][about.step].update(point)
        if about.what == "step":
            new, odd = _point(case, about, by_name(result, about.names, form))
            if odd is not None:
                returned = None
            elif returned is not None:
                returned[about.run][about.step].update(new)
    for run, way in zip(case.runs, left, strict=True):
        _fill(run.start, way)
    for run, way in zip(case.runs, returned or [], strict=False):
        _fill(run.start, way)
    return left, returned, ahead, None


def _fill(start: Point, way: list[Point]) -> None:
    """Let a parameter that had no step stay where it was."""
    before = start
    for number, point in enumerate(way):
        way[number] = {name: point.get(name, before[name]) for name in start}
        before = way[number]


def _point(case: Case, about: Asked, values: dict[str, Any] | None) -> tuple[Point, Amiss | None]:
    start = case.runs[about.run].start
    point: Point = {}
    for name in about.names:
        array = None if values is None else as_numbers(values[name])[0]
        if array is None or array.shape != start[name].shape or array.dtype.kind not in "iuf":
            what = "gone" if array is None else f"an array of shape {array.shape} and dtype {array.dtype}"
            return {}, Amiss("update-shape", about.run, about.step, name, array, start[name], detail=what)
        point[name] = array
    return point, None


def _changed_gradients(case: Case, form: str, asked: Sequence[Asked], answers: Sequence[Answer]) -> list[Amiss]:
    for about, answer in zip(asked, answers, strict=True):
        if about.what != "step":
            continue
        now = by_name(answer.value[1][1], about.names, form)
        given = case.runs[about.run].gradients[about.step]
        for name in about.names:
            before = given[name]
            if before is not None and (now is None or not np.array_equal(now[name], before)):
                return [Amiss("modifies-input", about.run, about.step, name)]
    return []
