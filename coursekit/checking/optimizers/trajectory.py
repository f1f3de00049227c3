"""Trajectories: where an optimizer leads the parameters, step by step, and how far two of them may be apart."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Point = dict[str, Array]  # the parameters, by name

# Two formulas for the same update differ by the rounding of a dozen operations, magnified where 1 − β or 1 − βᵗ cancels
# digits: by a thousand for β = 0.999, and a thousand again where one value of it was rounded and the other wasn't. In
# units of the dtype's precision, relative to the path that an entry has travelled; 1e-9 for float64.
OF_PATH = 4.5e6

# In float32 that would be half of the path. There 1 − β, rounded (6e-5 off for β = 0.999), has to pass, and
# a wrong formula not to: how exact the formula is, the cases in float64 tell.
AT_MOST = 1e-3

# Adding an update to a parameter rounds once per step, relative to the parameter.
OF_PARAMETER = 8


class Stepper(Protocol):
    """An optimizer, as far as a trajectory needs one."""

    def step(self, params: Any, grads: Any) -> Any:
        """Move the parameters in place."""
        ...


@dataclass(frozen=True, eq=False)
class Run:
    """What one optimizer is given: where it starts, and the gradients of each step (None: the parameter has none).

    rate: (step, rate), a learning rate that is assigned to `lr` before that step.
    """

    start: Point
    gradients: tuple[dict[str, Array | None], ...]
    rate: tuple[int, float] | None = None

    @property
    def steps(self) -> int:
        """The number of steps."""
        return len(self.gradients)


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The points after each step; `ahead`: those at which the gradients were to be taken, if these are others."""

    points: tuple[Point, ...]
    ahead: tuple[Point, ...] = ()


def follow(optimizer: Stepper, run: Run, *, put_back: bool = False, looks_ahead: bool = False) -> Trajectory:
    """Return where `optimizer` leads. put_back: each step starts from the run's start, while the state goes on."""
    params = copy.deepcopy(run.start)
    points, ahead = [], []
    with np.errstate(all="ignore"):
        for number, gradients in enumerate(run.gradients):
            if put_back:
                params = copy.deepcopy(run.start)
            if run.rate is not None and run.rate[0] == number:
                optimizer.lr = run.rate[1]  # type: ignore[attr-defined]  # asked of those only that have one
            if looks_ahead:
                with optimizer.look_ahead(params):  # type: ignore[attr-defined]  # the same
                    ahead.append(copy.deepcopy(params))
            optimizer.step(params, copy.deepcopy(gradients))
            points.append(copy.deepcopy(params))
    return Trajectory(tuple(points), tuple(ahead))


def differences(run: Run, got: Sequence[Mapping[str, Any]], expected: Trajectory, put_back: bool) -> list[Any]:
    """Return for each step and parameter (step, name, mask of the wrong entries), where there are any."""
    wrong = []
    path = {name: np.zeros(np.shape(value)) for name, value in run.start.items()}
    before = run.start
    with np.errstate(all="ignore"):
        for number, (point, right) in enumerate(zip(got, expected.points, strict=True)):
            for name, want in right.items():
                path[name] = path[name] + np.abs(want - (run.start if put_back else before)[name])
                eps = float(np.finfo(run.start[name].dtype).eps)
                size = np.abs(run.start[name]) + path[name]
                allowed = min(OF_PATH * eps, AT_MOST) * path[name] + OF_PARAMETER * eps * (number + 1) * size
                if name not in point:  # nothing was asked of it in this step
                    continue
                near = np.abs(point[name] - want) <= allowed
                same = (point[name] == want) | (np.isnan(point[name]) & np.isnan(want))
                if not np.all(near | same):
                    wrong.append((number, name, ~(near | same)))
            before = right
    return wrong
