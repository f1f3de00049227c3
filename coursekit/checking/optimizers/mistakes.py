"""What may be wrong with an optimizer, as optimizers that have the mistake: whole trajectories follow from each.

In the order in which they are tried: where two lead to the same place, the first is the simpler explanation.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from coursekit.checking.optimizers import variants
from coursekit.checking.optimizers.variants import Make, with_attribute, with_setting, with_update
from coursekit.optim import SGD, Adadelta, Adafactor, Adagrad, Adam, AdamW, Optimizer, RMSProp, SparseAdam


@dataclass(frozen=True, eq=False)
class Mistake:
    """A mistake: its code, a hint for the student, and what makes optimizers that have it."""

    code: str
    hint: str
    make: Make


SIGN = "Does a step go down the gradient, or up?"
RATE_TWICE = "Follow the learning rate through step: how often does it multiply the gradient?"
RATE_MISSING = "Where does the learning rate come in?"
FORGETS = "What has to be remembered from one step to the next, and where do you keep it?"
SHARED = "Does every parameter have memory of its own?"
SKIPS = "Does the loop reach every parameter, and go on after the first?"
COUNT = "Which number does the first step have? And when does it go up: with every step, or with every parameter?"
EPS = "Look at where ε stands: what is it added to, and when?"
NO_EPS = "What keeps the division from going wrong where the gradients are close to 0?"
BIAS = "The averages start at 0, so they are too small at first. Is each of them made up for that?"
WRONG_BIAS = "Compare how each average is corrected for its start at 0 with the formula: which decay, and is it kept?"
AVERAGE = "An average has weights that sum to 1: which weight does the new value get?"
SQUARE = "What is the second moment an average of?"
ROOT = "Compare the unit of what you divide by with that of the gradient."
MOMENTS = "Which of the two averages gives the direction, and which the size?"
DECAY = "Which decay belongs to which average: how much of the old value is kept?"
MOMENTUM_SIGN = "Does the momentum go on in the direction of earlier steps, or against it?"
NO_MOMENTUM = "What do the earlier gradients contribute to this step?"
LOOK_AHEAD = "This is momentum, but not Nesterov's: at which point does the formula take the gradient?"
NESTEROV = "This is Nesterov's momentum: does the formula of the task count the present gradient in advance?"
FORM = "When the learning rate changes, which of the earlier steps still have the old one?"
WEIGHT_DECAY = "Compare what weight decay does to a parameter with the formula: to what is it added, and times what?"
SUMS = "Is the history of squared gradients to be added up, or averaged so that it forgets?"
HISTORY = "Which gradients are in the history when the step is made: is the present one among them?"


def mistakes(make: Make) -> Iterator[Mistake]:
    """Yield the mistakes that an optimizer like these may have."""
    sample: Any = make()
    yield Mistake("wrong-sign", SIGN, variants.scaled(make, lambda rate: -1.0))
    yield Mistake("wrong-sign", SIGN, lambda: variants.OtherGradients(make, lambda g: -g))
    if isinstance(sample, Optimizer):
        yield from _of_the_formula(sample, make)
        yield from _of_the_rate(make)
        yield from _of_the_state(sample, make)
        yield from _of_weight_decay(sample, make)
    yield Mistake("forgets-state", FORGETS, lambda: variants.Forgetful(make))
    yield Mistake("skips-parameters", SKIPS, variants.only(make, lambda names: names[0]))
    yield Mistake("skips-parameters", SKIPS, variants.only(make, lambda names: names[-1]))
    if isinstance(sample, Optimizer):
        yield from _of_other_settings(sample)


def _of_the_rate(make: Make) -> Iterator[Mistake]:
    yield Mistake("learning-rate-twice", RATE_TWICE, variants.scaled(make, lambda rate: rate))
    yield Mistake("missing-learning-rate", RATE_MISSING, variants.scaled(make, lambda rate: 1 / rate))
    optimizer: Any = make()
    schedule = optimizer.lr
    if schedule(0) != schedule(1):
        for by in (1, -1):
            moved = _moved(schedule, by)
            yield Mistake("wrong-step-count", COUNT, with_attribute(make, "lr", moved))


def _moved(schedule: Callable[[float], float], by: int) -> Callable[[float], float]:
    return lambda t: schedule(max(t + by, 0))


def _of_the_state(sample: Any, make: Make) -> Iterator[Mistake]:
    if isinstance(sample, (Adam, SparseAdam, Adafactor)):  # whose steps depend on their number
        for by in (-1, 1):
            yield Mistake("wrong-step-count", COUNT, with_update(make, variants.later(by)))
        yield Mistake("wrong-step-count", COUNT, with_update(make, variants.counted_per_parameter))
    yield Mistake("shared-state", SHARED, with_update(make, variants.one_state_for_all))


def _of_the_formula(sample: Any, make: Make) -> Iterator[Mistake]:
    match sample:
        case SGD():
            yield from _of_momentum(sample, make)
        case Adam() | SparseAdam():
            yield from _of_adam(sample, make)
        case Adagrad() | RMSProp() | Adadelta():
            yield from _of_adaptive_rates(sample, make)
    if hasattr(sample, "eps_inside_root"):
        other = with_setting(sample, eps_inside_root=not sample.eps_inside_root)
        yield Mistake("eps-placement", EPS, other)
    if isinstance(getattr(sample, "eps", None), float):
        yield Mistake("missing-eps", NO_EPS, with_attribute(make, "eps", 0.0))


def _of_momentum(sample: SGD, make: Make) -> Iterator[Mistake]:
    if sample.momentum == 0:
        return
    if sample.nesterov:
        yield Mistake("missing-look-ahead", LOOK_AHEAD, with_setting(sample, nesterov=False))
    yield Mistake("missing-momentum", NO_MOMENTUM, with_setting(sample, momentum=0.0, nesterov=False, dampening=0.0))
    yield Mistake("momentum-sign", MOMENTUM_SIGN, with_attribute(make, "momentum", -sample.momentum))
    yield Mistake("averaging-factor", AVERAGE, variants.scaled(make, lambda rate: 1 - sample.momentum))
    yield Mistake("swapped-decay", DECAY, with_setting(sample, momentum=1 - sample.momentum))
    if sample.dampening != 0:
        yield Mistake("averaging-factor", AVERAGE, with_setting(sample, dampening=0.0))
        return
    other = "velocity" if sample.form == "buffer" else "buffer"
    yield Mistake("momentum-form", FORM, with_setting(sample, form=other))
    if not sample.nesterov:
        yield Mistake("momentum-form", NESTEROV, with_setting(sample, nesterov=True))


def _of_adam(sample: Any, make: Make) -> Iterator[Mistake]:
    beta1, beta2 = sample.betas
    if isinstance(sample, Adam) and sample.bias_correction:
        yield Mistake("missing-bias-correction", BIAS, with_setting(sample, bias_correction=False))
    elif isinstance(sample, Adam):
        yield Mistake("wrong-bias-correction", WRONG_BIAS, with_setting(sample, bias_correction=True))
    yield Mistake("swapped-decay", DECAY, with_setting(sample, betas=(beta2, beta1)))
    if isinstance(sample, SparseAdam):
        yield Mistake("eps-placement", EPS, with_setting(sample, Adam))
        return
    if sample.amsgrad:
        yield Mistake(
            "wrong-average", "What does AMSGrad keep besides Adam's averages?", with_setting(sample, amsgrad=False)
        )
        return
    corrected = sample.bias_correction

    def wrong(code: str, hint: str, **mistake: Any) -> Mistake:
        both = {"correct": (corrected, corrected)} | mistake
        return Mistake(code, hint, with_update(make, variants.adam(**both)))

    if corrected:
        yield wrong("missing-bias-correction", BIAS, correct=(False, True))
        yield wrong("missing-bias-correction", BIAS, correct=(True, False))
        yield wrong("wrong-bias-correction", WRONG_BIAS, swapped_corrections=True)
        yield wrong("wrong-bias-correction", WRONG_BIAS, keeps_corrected=True)
        yield wrong("eps-placement", EPS, eps_before_correction=True)
    yield wrong("averaging-factor", AVERAGE, fresh=(False, True))
    yield wrong("averaging-factor", AVERAGE, fresh=(True, False))
    yield wrong("averaging-factor", AVERAGE, fresh=(False, False))
    yield wrong("missing-root", ROOT, root=False)
    yield wrong("missing-square", SQUARE, square=False)
    yield wrong("swapped-moments", MOMENTS, swapped=True)
    yield Mistake("swapped-decay", DECAY, with_setting(sample, betas=(1 - beta1, 1 - beta2)))
    yield Mistake("missing-momentum", NO_MOMENTUM, with_setting(sample, betas=(0.0, beta2)))


def _of_adaptive_rates(sample: Any, make: Make) -> Iterator[Mistake]:
    if hasattr(sample, "decay"):
        yield Mistake("swapped-decay", DECAY, with_setting(sample, decay=1 - sample.decay))
    if hasattr(sample, "include_current"):
        yield Mistake("wrong-history", HISTORY, with_setting(sample, include_current=not sample.include_current))
    if isinstance(sample, RMSProp) and sample.centred:
        yield Mistake("missing-term", "Of what is the variance taken?", with_setting(sample, centred=False))
    if isinstance(sample, RMSProp) and sample.momentum:
        yield Mistake("missing-momentum", NO_MOMENTUM, with_setting(sample, momentum=0.0))
    if isinstance(sample, Adadelta) or getattr(sample, "centred", False) or getattr(sample, "momentum", 0.0):
        return

    def wrong(code: str, hint: str, **mistake: Any) -> Mistake:
        return Mistake(code, hint, with_update(make, variants.adaptive(**mistake)))

    yield wrong("missing-square", SQUARE, square=False)
    yield wrong("missing-root", ROOT, root=False)
    if isinstance(sample, RMSProp):
        yield wrong("averaging-factor", AVERAGE, fresh=False)
        yield wrong("wrong-average", SUMS, sums=True)
    else:
        yield wrong("wrong-average", SUMS, sums=False)


def _of_weight_decay(sample: Any, make: Make) -> Iterator[Mistake]:
    decay = getattr(sample, "weight_decay", 0.0)
    if decay == 0:
        return
    rate = sample.rate
    for factor in (0.0, -1.0, 2.0, 0.5, 1 / rate, rate):
        yield Mistake("wrong-weight-decay", WEIGHT_DECAY, with_attribute(make, "weight_decay", factor * decay))
    if isinstance(sample, AdamW):
        yield Mistake("wrong-weight-decay", WEIGHT_DECAY, with_setting(sample, Adam))
    else:
        without = with_setting(sample, weight_decay=0.0)
        yield Mistake("wrong-weight-decay", WEIGHT_DECAY, variants.decays(without, decay))
        yield Mistake("wrong-weight-decay", WEIGHT_DECAY, variants.decays(without, decay / rate))


# What textbooks and frameworks have for a setting.
USUAL: dict[str, tuple[Any, ...]] = {
    "eps": (1e-10, 1e-8, 1e-7, 1e-6, 1e-5),
    "decay": (0.9, 0.95, 0.99, 0.999),
    "momentum": (0.5, 0.9, 0.95, 0.99),
    "betas": ((0.9, 0.999), (0.9, 0.99), (0.9, 0.9), (0.95, 0.999)),
    "lr": (1.0, 0.1, 0.01, 0.001, 1e-4),
}


def _of_other_settings(sample: Any) -> Iterator[Mistake]:
    own = variants.settings(sample)
    for name, values in USUAL.items():
        for value in values:
            if name in own and own[name] != value and not (name == "momentum" and own[name] == 0):
                hint = f"Everything else being right, {name} = {value} would explain it; the reference has another. "
                hint += "Which is the default in your constructor?"
                yield Mistake("other-setting", hint, with_setting(sample, **{name: value}))
