"""`JacobianExplorer`: every output's derivative by every input, and how the matrix by W folds into δxᵀ."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.jacobian import jacobian_figure
from coursekit.plots.palette import Palette
from coursekit.results.jacobian import (
    ELEMENTWISE,
    FUNCTIONS,
    MOST,
    MOST_OUTPUTS,
    OWN,
    Jacobian,
    drawn_numbers,
    jacobian_of,
    normalised,
)
from coursekit.results.jacobian import Numbers as Given
from coursekit.results.numbers import written
from coursekit.widgets.explorer import Explorer, place, setting
from coursekit.widgets.traits import Numbers

COLLAPSE = ("the matrix", "times δᵀ", "folded: δxᵀ")


class JacobianExplorer(Explorer):
    """Look at a Jacobian entry by entry: which output, by which input, and what a second way of computing it says.

    - `function`: of which function, and by what; `activation`: the f of `"f(z)"`.
    - `own`: only when it is made: a NumPy function of one vector, or a gate of one input, for `"own function"`. It is
      no setting, so `from_state` needs it again: `from_state(state, own)`.
    - `inputs` m and `outputs` n; the numbers `x` (which is z in f(z) and softmax, and h in uᵀh), `W`, `b`, `u`, and
      the upstream gradient `delta`. Those that are empty are drawn by `seed`.
    - `row`, `column`: the entry that is looked at, from 0; −1 for none. `collapse`: by W, how far the matrix has been
      turned into δxᵀ.
    """

    name: ClassVar[str] = "jacobian"
    title: ClassVar[str] = "Jacobians, entry by entry"

    function = setting(t.Enum(FUNCTIONS, FUNCTIONS[0]), "function")
    activation = setting(t.Enum(tuple(ELEMENTWISE), "sigmoid"), "f")
    inputs = setting(t.Int(3, min=1, max=MOST), "inputs m")
    outputs = setting(t.Int(2, min=1, max=MOST), "outputs n")
    x = setting(Numbers(sizes=[(0, MOST)]), "x")
    W = setting(Numbers(sizes=[(0, MOST), (1, MOST)]), "W")
    b = setting(Numbers(sizes=[(0, MOST)]), "b")
    u = setting(Numbers(sizes=[(0, MOST)]), "u")
    delta = setting(Numbers(sizes=[(0, MOST_OUTPUTS)]), "δ")
    row = place(t.Int(-1, min=-1, max=MOST_OUTPUTS - 1), "row")
    column = place(t.Int(-1, min=-1, max=MOST * MOST - 1), "column")
    collapse = place(t.Enum(COLLAPSE, COLLAPSE[-1]), "collapse")

    def __init__(self, own: Callable[[Any], Any] | None = None, **settings: Any) -> None:
        self._own = normalised if own is None else own
        if own is not None:
            settings.setdefault("function", OWN)
        super().__init__(**_sizes(settings) | settings)

    def compute(self) -> Jacobian:
        return jacobian_of(self.function, self._numbers(), activation=self.activation, own=self._own)

    def scene(self, result: Jacobian) -> Mapping[str, Any]:
        numbers = self._numbers()
        fields = ("outputs", "inputs", "analytic", "numeric", "error", "zero", "delta", "pulled")
        return {
            **{name: getattr(result, name) for name in fields},
            "numbers": {name: getattr(numbers, name) for name in ("x", "W", "b", "u")},
            "function": result.function,
            "formula": result.formula,
            "shape": result.shape,
            "outputNames": result.output_names,
            "inputNames": result.input_names,
            "kinks": result.kind == "kink",
            "largest": result.largest_difference,
        }

    def picture(self, result: Jacobian, palette: Palette) -> Figure:
        return jacobian_figure(result, palette)

    def describe(self, result: Jacobian) -> str:
        rows, columns = result.analytic.shape
        size = f"{rows} output{'s' * (rows > 1)} by {columns} input{'s' * (columns > 1)}"
        told = [f"{result.formula}, {size}."]
        if np.isfinite(result.largest_difference):
            told.append(f"Backpropagation and differences are at most {written(result.largest_difference, 1)} apart.")
        if kinks := int(np.sum(result.kind == "kink")):
            entries = "entry is" if kinks == 1 else "entries are"
            told.append(f"{kinks} {entries} at a kink, where the slopes on both sides differ.")
        finite = np.isfinite(result.outputs) & np.all(np.isfinite(result.analytic), axis=1)
        if names := [name for name, fine in zip(result.output_names, finite, strict=True) if not fine]:
            told.append(f"Not finite: {', '.join(names)}, or a derivative of it.")
        if 0 <= self.row < rows and 0 <= self.column < columns:
            entry = f"∂{result.output_names[self.row]}/∂{result.input_names[self.column]}"
            told.append(f"{entry} = {written(result.analytic[self.row, self.column], 4)}.")
        return " ".join(told)

    def receive(self, message: Mapping[str, Any]) -> None:
        if message.get("kind") != "draw":
            super().receive(message)
        self.update(seed=(self.seed + 1) % 10_000, x=[], W=[], b=[], u=[], delta=[])

    def _numbers(self) -> Given:
        drawn = drawn_numbers(self.outputs, self.inputs, self.seed)
        self._refuse_misfit("x", self.x, "inputs")
        self._refuse_misfit("u", self.u, "inputs")
        self._refuse_misfit("b", self.b, "outputs")
        self._refuse_misfit("W", self.W, "outputs")
        self._refuse_misfit("a row of W", self.W[0] if self.W else (), "inputs")
        return Given(
            x=np.array(self.x or drawn.x.tolist(), float),
            W=np.array(self.W or drawn.W.tolist(), float),
            b=np.array(self.b or drawn.b.tolist(), float),
            u=np.array(self.u or drawn.u.tolist(), float),
            delta=np.array([*self.delta, *drawn.delta[len(self.delta) :]], float),
        )

    def _refuse_misfit(self, name: str, given: Sequence[Any], size: str) -> None:
        wanted = getattr(self, size)
        if len(given) not in (0, wanted):
            kind = "rows" if name == "W" else "numbers"
            raise ValueError(
                f"{name} has {len(given)} {kind}, but {size} = {wanted}; change both at once, "
                f"update({size}={len(given)}, ...), or leave it empty ([]) to have numbers drawn"
            )


def _sizes(settings: Mapping[str, Any]) -> dict[str, int]:
    """Return the sizes that numbers given from the start have."""
    W = settings.get("W")
    found = {
        "inputs": [len(each) for each in (W[0] if W else None, settings.get("x"), settings.get("u")) if each],
        "outputs": [len(each) for each in (W, settings.get("b")) if each],
    }
    return {name: sizes[0] for name, sizes in found.items() if sizes}
