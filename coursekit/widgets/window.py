"""`WordWindowExplorer`: a window's gradient split into words, and where training moves the vectors, or leaves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.palette import Palette
from coursekit.plots.window import window_animation, window_figure
from coursekit.results.numbers import written
from coursekit.results.window import (
    HIGH,
    LOW,
    MARGIN,
    STEPS,
    THREE,
    UNSEEN,
    VECTORS,
    WINDOWS,
    WindowTraining,
    window_ids,
    window_training,
)
from coursekit.widgets.explorer import Animation, Explorer, place, setting

SCORE, LOSS = "score s", "loss J"


@dataclass(frozen=True, eq=False)
class Trainings:
    """The same training twice: with fixed vectors and with fine-tuned ones."""

    fixed: WindowTraining
    tuned: WindowTraining


class WordWindowExplorer(Explorer):
    """Play a training of word windows: with fine-tuning TV and telly move, television stays where it was.

    - `fine_tune`: whether training changes the vectors; `step`: where in the training one is.
    - `window`: the window whose gradient is split into its words; `of`: the gradient of its score, or of the loss.
    - `lr`: the learning rate. `seed` draws the network's first parameters and two of the corrupt windows.
    """

    name: ClassVar[str] = "window"
    title: ClassVar[str] = "Word windows, and whether to train the vectors"

    lr = setting(t.Float(0.05, min=0.003, max=1.0), "learning rate", log=True)
    fine_tune = place(t.Bool(True), "fine-tune the vectors")
    window = place(t.Enum(WINDOWS, WINDOWS[0]), "window")
    of = place(t.Enum((SCORE, LOSS), SCORE), "gradient of the")
    step = place(t.Int(0, min=0, max=STEPS), "step")

    def compute(self) -> Trainings:
        fixed, tuned = (window_training(fine_tune=each, lr=self.lr, seed=self.seed) for each in (False, True))
        return Trainings(fixed, tuned)

    def shown(self, result: Trainings) -> WindowTraining:
        """Return the training that `fine_tune` chooses."""
        return result.tuned if self.fine_tune else result.fixed

    def scene(self, result: Trainings) -> Mapping[str, Any]:
        return {
            "words": list(VECTORS.words),
            "three": list(THREE),
            "margin": MARGIN,
            "plane": [LOW, HIGH],
            "windows": {window: window_ids(window) for window in WINDOWS},
            "true": result.fixed.true,
            "corrupted": result.fixed.corrupted,
            "trainings": [_packed(each) for each in (result.fixed, result.tuned)],
        }

    def picture(self, result: Trainings, palette: Palette) -> Figure:
        return window_figure(self.shown(result), self.step, self.window, palette, of_loss=self.of == LOSS)

    def animation(self, result: Trainings, palette: Palette) -> Animation:
        figure, draw = window_animation(self.shown(result), palette)
        return figure, draw, range(0, STEPS + 1, 5)

    def describe(self, result: Trainings) -> str:
        shown, step = self.shown(result), self.step
        vectors = "fine-tuned" if self.fine_tune else "fixed"
        moved = ", ".join(f"{word} {written(shown.moved(step, word), 2)}" for word in THREE)
        margins = ", ".join(f"{word} {each:.2f}" for word, each in zip(THREE, shown.margins[step], strict=True))
        return (
            f"Step {step} with {vectors} vectors: J = {written(shown.loss[step], 2)}. Moved by {moved}. In “we love · "
            f"at night” they score below Rome by {margins}, where training asks for {MARGIN:g}; {UNSEEN} is in no "
            "training window."
        )


def _packed(training: WindowTraining) -> dict[str, Any]:
    """Return a training as its view takes it: trajectories in float32."""
    names = ("vectors", "W", "b", "u", "loss", "scores")
    return {name: np.asarray(getattr(training, name)).astype("f4") for name in names}
