"""Mistakes of schedules: functions from the number of a step to its learning rate."""

from docs.mistakes.example import Example

EXPONENTIAL = "optim.ExponentialDecay(0.2, k=0.03)"
STEPS = "optim.StepDecay(0.2, every=10, factor=0.5)"
HOLD = "optim.HoldThenDecay(0.2, tau=20)"
COSINE = "optim.CosineRestarts(0.2, period=15, low=0.02)"
EPOCHS = "optim.PerEpoch(optim.ExponentialDecay(0.2, k=0.3), steps_per_epoch=6)"


def _rate(code: str, reference: str, rate: str, then: str) -> Example:
    return Example(code, f"def rate(t):\n    return {rate}\n", f"check(rate, reference={reference})", then)


SCHEDULES = (
    _rate("never-changes", EXPONENTIAL, "0.2", "Print the rate of the first ten steps."),
    _rate(
        "time-scale",
        EXPONENTIAL,
        "0.2 * 10 ** (-0.03 * t)",
        "After how many steps should the rate be half of the first one, and after how many is it?",
    ),
    _rate(
        "real-division",
        STEPS,
        "0.2 * 0.5 ** (t / 10)",
        "Draw the rate of the first thirty steps. Should it be a slope, or stairs?",
    ),
    _rate(
        "integer-division",
        HOLD,
        "0.2 * 20 / max(t // 20 * 20, 20)",
        "Draw the rate of the first hundred steps. Should it be a slope, or stairs?",
    ),
    _rate("missing-hold", HOLD, "0.2 * 20 / (t + 20)", "Draw the rate of the first thirty steps."),
    _rate(
        "missing-restart",
        COSINE,
        "0.02 + 0.18 * (1 + np.cos(np.pi * min(t, 15) / 15)) / 2",
        "Draw the rate of three periods.",
    ),
    _rate(
        "ignores-setting",
        COSINE,
        "0.1 * (1 + np.cos(np.pi * (t % 15) / 15))",
        "Go through the settings of the task one by one, and look for each in your formula.",
    ),
    _rate(
        "epochs-for-steps",
        EPOCHS,
        "0.2 * np.exp(-0.3 * t)",
        "How many steps does an epoch have? Write down the rate of the first and the last step of each epoch.",
    ),
    _rate(
        "rate-value",
        EXPONENTIAL,
        "0.2 * np.exp(-0.03 * t**2)",
        "Compute the rates of the first three steps with a calculator.",
    ),
)
