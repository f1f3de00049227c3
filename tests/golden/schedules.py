"""Learning-rate schedules: the rates of the first steps, and of epochs whose validation errors are given."""

import numpy as np

from coursekit import optim
from tests.golden.family import Case, numbers

STEPS = 60


def cases(seed):
    source = numbers(seed)
    found = []
    for _ in range(3):
        rate = round(float(source.uniform(0.01, 1.0)), 4)
        low = round(rate * float(source.uniform(0.0, 0.5)), 4)
        every, up, down, period, growth, patience = (
            int(n) for n in source.randint([2, 2, 2, 2, 1, 0], [15, 12, 12, 15, 4, 3])
        )
        factor, k, start = (round(float(x), 4) for x in source.uniform(0.05, 0.95, 3))
        settings = {
            "StepDecay": {"rate": rate, "every": every, "factor": factor},
            "ExponentialDecay": {"rate": rate, "k": k},
            "Triangular": {"low": low, "high": rate, "up": up, "down": down},
            "CosineRestarts": {"rate": rate, "period": period, "low": low, "growth": growth},
            "Warmup": {"schedule": rate, "steps": every, "start": start},
            "HalveOnWorse": {"rate": rate, "factor": factor, "against": "best", "patience": patience, "least": low / 9},
        }
        errors = source.randint(1, 40, STEPS) / 8.0
        found += [
            Case(
                f"{kind}({', '.join(f'{name}={value}' for name, value in chosen.items())})",
                kind,
                {"errors": errors},
                chosen,
            )
            for kind, chosen in settings.items()
        ]
    return found


def ours(case):
    schedule = getattr(optim, case.kind)(**case.settings)
    if case.kind != "HalveOnWorse":
        return {"rates": schedule.rates(STEPS)}
    rates = []
    for error in case.inputs["errors"]:
        schedule.observe(error)
        rates.append(schedule(len(rates)))
    return {"rates": np.array(rates)}


def peers(case):
    import math

    import torch
    from torch.optim import lr_scheduler

    given = case.settings
    rate = given.get("rate", given.get("schedule", given.get("low")))
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    make = {
        "StepDecay": lambda: lr_scheduler.StepLR(optimizer, given["every"], given["factor"]),
        "ExponentialDecay": lambda: lr_scheduler.ExponentialLR(optimizer, math.exp(-given["k"])),
        "Triangular": lambda: lr_scheduler.CyclicLR(
            optimizer, given["low"], given["high"], given["up"], given["down"], cycle_momentum=False
        ),
        "CosineRestarts": lambda: lr_scheduler.CosineAnnealingWarmRestarts(
            optimizer, given["period"], given["growth"], given["low"]
        ),
        "Warmup": lambda: lr_scheduler.LinearLR(optimizer, given["start"], 1.0, given["steps"]),
        "HalveOnWorse": lambda: lr_scheduler.ReduceLROnPlateau(
            optimizer,
            factor=given["factor"],
            patience=given["patience"],
            threshold=0.0,
            min_lr=given["least"],
            eps=0.0,
        ),
    }
    scheduler = make[case.kind]()
    rates = []
    for error in case.inputs["errors"]:
        if case.kind == "HalveOnWorse":
            scheduler.step(error)
            rates.append(optimizer.param_groups[0]["lr"])
        else:
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
    return {"rates": np.array(rates)}
