"""`TrainingPlayground`: a network learns to tell two classes of points apart; its boundary, units and curves."""

import itertools
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from ipywidgets.widgets.trait_types import TypedTuple
from matplotlib.figure import Figure

from coursekit.plots.palette import Palette
from coursekit.plots.playground import draw_playground, playground_figure
from coursekit.results.choices import HIDDEN, INITIALISERS, OPTIMIZERS
from coursekit.results.numbers import written
from coursekit.results.playground import DATA, LAST_EPOCH, REACH, SHOWN, Plan, Run, input_maps, kept_epochs
from coursekit.widgets.codec import heat_bytes, pack
from coursekit.widgets.explorer import Animation, Explorer, place, setting

MOST_LAYERS, WIDEST = 4, 32
# How many epochs are filmed if there are none yet.
FILM = 60
# Of one answer to a view that plays: so soon can it be stopped.
SECONDS = 0.04

_ticks = itertools.count(1)  # two news are never the same


class TrainingPlayground(Explorer):
    """Choose points, a network and how it learns; play, and see the boundary bend, unit by unit.

    - `data`, `examples`, `noise`: what is learnt, and from how many examples; 100 more validate.
    - `hidden`: the widths of the hidden layers, such as `(4, 2)`; `activation`, `initialiser`.
    - `optimizer`, `rate`, `batch`, `l1`, `l2`, `dropout`: how it learns.
    - `epoch`: after how many epochs; assign it to train so far. Another setting begins anew, at epoch 0.
    - `patience`: of the early stopping that the marker shows; `stop_early`: whether playing stops there.
    """

    name: ClassVar[str] = "playground"
    title: ClassVar[str] = "A playground for training"

    data = setting(t.Enum(tuple(DATA), "moons"), "data")
    examples = setting(t.Int(100, min=10, max=300), "examples")
    noise = setting(t.Float(1.0, min=0.0, max=3.0), "noise ×", step=0.1)
    hidden = setting(TypedTuple(t.Int(), (4, 2)), "hidden layers")
    activation = setting(t.Enum(tuple(HIDDEN), "tanh"), "activation")
    initialiser = setting(t.Enum(tuple(INITIALISERS), "Glorot uniform"), "initialiser")
    optimizer = setting(t.Enum(tuple(OPTIMIZERS), "Adam"), "optimizer")
    rate = setting(t.Float(0.03, min=1e-4, max=30.0), "learning rate", log=True)
    batch = setting(t.Int(10, min=1, max=100), "batch size")
    l1 = setting(t.Float(0.0, min=0.0, max=0.1), "L1", step=0.001)
    l2 = setting(t.Float(0.0, min=0.0, max=0.1), "L2", step=0.001)
    dropout = setting(t.Float(0.0, min=0.0, max=0.9), "dropout", step=0.05)
    epoch = place(t.Int(0, min=0, max=LAST_EPOCH), "epoch")
    patience = place(t.Int(20, min=1, max=200), "patience")
    stop_early = place(t.Bool(False), "stop early")

    # What has come since the scene: the curves so far, and the epoch that is shown.
    _news = t.Dict().tag(sync=True)

    @t.validate("hidden")  # type: ignore[untyped-decorator]
    def _valid_hidden(self, proposal: Any) -> tuple[int, ...]:
        widths: tuple[int, ...] = proposal.value
        if len(widths) > MOST_LAYERS or any(not 1 <= width <= WIDEST for width in widths):
            raise t.TraitError(
                f"hidden is the widths of at most {MOST_LAYERS} layers, each from 1 to {WIDEST}, such as (4, 2), and "
                f"not {widths}"
            )
        return widths

    def compute(self) -> Run:
        run = Run(
            Plan(
                points=self.data,
                examples=self.examples,
                noise=self.noise,
                hidden=self.hidden,
                activation=self.activation,
                initialiser=self.initialiser,
                optimizer=self.optimizer,
                rate=self.rate,
                batch=self.batch,
                l1=self.l1,
                l2=self.l2,
                dropout=self.dropout,
                seed=self.seed,
            )
        )
        run.train(self.epoch)
        return run

    def scene(self, result: Run) -> Mapping[str, Any]:
        given = result.examples
        return {
            "run": repr(result.plan),
            "reach": REACH,
            "last": LAST_EPOCH,
            "most": {"layers": MOST_LAYERS, "width": WIDEST, "shown": SHOWN},
            "hidden": list(result.plan.hidden),
            "dropout": result.plan.dropout > 0,
            "parameters": result.parameters,
            "x": given.x.astype("f4"),
            "y": given.y.astype("u1"),
            "x_validation": given.x_validation.astype("f4"),
            "y_validation": given.y_validation.astype("u1"),
            "inputs": heat_bytes(input_maps() / REACH),
            "news": self._latest(result),
        }

    def picture(self, result: Run, palette: Palette) -> Figure:
        return playground_figure(result, self._shown(result), self.patience, palette)

    def animation(self, result: Run, palette: Palette) -> Animation:
        if not result.trained and not result.ended:
            result = Run(result.plan)
            result.train(FILM)
        figure = playground_figure(result, 0, self.patience, palette)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # the frames are placed like the first: to ask anew takes most of the time

        def draw(epoch: int) -> None:
            draw_playground(figure, result, epoch, self.patience, palette)

        return figure, draw, kept_epochs(result.trained)

    def describe(self, result: Run) -> str:
        number = self._shown(result)
        now, plan = result.epochs[number], result.plan
        widths = "-".join(map(str, (2, *plan.hidden, 1)))
        stopping = result.stopping(self.patience)
        words = [
            f"{plan.points}, a {widths} network with {result.parameters} parameters, after {number} "
            f"epoch{'s' * (number != 1)}: the loss is {written(now.loss)} on {plan.examples} training examples, "
            f"{written(now.validation_loss)} on validation; {now.accuracy:.0%} and {now.validation_accuracy:.0%} are "
            "right."
        ]
        if stopping.stopped is not None:
            words.append(f"Early stopping would end after epoch {stopping.stopped}, and keep epoch {stopping.best}.")
        return " ".join([*words, *filter(None, [result.trouble()])])

    def receive(self, message: Mapping[str, Any]) -> None:
        """Train on, as far as 40 ms allow, and show the last epoch: `{"kind": "train", "epochs": 5, "token": "a"}`.

        The news that answer have the same token: so a view knows its own answers from those that others asked for.
        """
        if message.get("kind") == "train":
            self._go_on(message)
        else:
            super().receive(message)

    def _go_on(self, message: Mapping[str, Any]) -> None:
        run: Run = self.result
        wanted = min(max(int(message["epochs"]), 1), LAST_EPOCH)
        stopped = run.stopping(self.patience).stopped if self.stop_early else None
        if stopped is None:
            run.train(wanted, seconds=SECONDS)
            stopped = run.stopping(self.patience).stopped if self.stop_early else None
        last = run.trained if stopped is None else stopped
        self._token = str(message.get("token", ""))
        if self.epoch == last:
            self._bring()  # nothing more is learnt: the view has to know
        self.epoch = last
        self._token = ""

    def reset(self) -> None:
        super().reset()
        if self.result.trained > self.epoch:
            self._refresh()

    def update(self, **settings: Any) -> None:
        self._exactly = "epoch" in settings
        try:
            super().update(**settings)
        finally:
            self._exactly = False

    # -- how it works --

    # Whether the epoch was told together with the settings, and is not to go back to 0.
    _exactly = False
    # Of the answer that is being made.
    _token = ""

    @classmethod
    def _making(cls) -> set[str]:
        """Return the names of the settings that make another training."""
        return {name for name, trait in cls.settings().items() if trait.metadata["setting"] == "result"}

    def _follow(self, touched: set[str]) -> None:
        if touched & self._making():
            if "epoch" not in touched and not self._exactly:
                held, self._held = self._held, True
                self.epoch = 0
                self._held = held
        elif touched:
            self.result.train(self.epoch - self.result.trained)
            self._bring()
        super()._follow(touched)

    def _refresh(self) -> None:
        with self.hold_sync():
            self._news = {}  # of another training, if also by the same plan
            super()._refresh()

    def _bring(self) -> None:
        """Send what is new since the scene."""
        self._news = pack({"tick": next(_ticks), "token": self._token, **self._latest(self.result)})

    def _shown(self, run: Run) -> int:
        """Return the epoch that is shown: that of the setting, if training came so far."""
        return min(int(self.epoch), run.trained)

    @np.errstate(over="ignore", invalid="ignore")  # what is too large to be drawn is infinite
    def _latest(self, run: Run) -> dict[str, Any]:
        number = self._shown(run)
        stopping = run.stopping(self.patience)
        here = self.stop_early and stopping.stopped is not None and number >= stopping.stopped
        columns = np.array([(each.loss, each.validation_loss) for each in run.epochs], "f4")
        right = np.array([(each.accuracy, each.validation_accuracy) for each in run.epochs], "f4")
        return {
            "run": repr(run.plan),
            "epoch": number,
            "losses": np.ascontiguousarray(columns.T),
            "accuracies": np.ascontiguousarray(right.T),
            "best": stopping.best,
            "stopped": stopping.stopped,
            "done": bool(run.ended or number >= LAST_EPOCH or here),
            "trouble": run.trouble(),
            "maps": _sent(run, number),
        }


def _sent(run: Run, epoch: int) -> dict[str, Any]:
    """Return the maps of an epoch as bytes, and the numbers of the units that are shown."""
    maps = run.maps(epoch)
    largest = [np.maximum(1.0, np.max(np.abs(unit), axis=(1, 2), initial=0)) for unit in maps.units]
    return {
        "output": heat_bytes(2 * maps.output - 1),
        "units": [heat_bytes(unit / size[:, None, None]) for unit, size in zip(maps.units, largest, strict=True)],
        "largest": [size.astype("f4") for size in largest],
        "weights": [W[:SHOWN, :SHOWN].astype("f4") for W in maps.weights],
        "biases": [b[:SHOWN].astype("f4") for b in maps.biases],
        "kept": [kept[:SHOWN] for kept in run.epochs[epoch].kept],
    }
