"""How often `check` fails a reference by mistake: `python -m tests.corpus.false_alarms [--seeds 200] [--level full]`.

Every gate of the library is checked against itself with every seed. Each report must have passed, without a finding.
"""

import argparse
import functools
import multiprocessing

from tqdm import tqdm

from coursekit import check, gates
from coursekit.checking import forget_plans

# What a gate must be made with to be checked: noise is the same each time if its seed is.
SETTINGS = {
    "Dropout": {"rate": 0.3, "rng": 1},
    "DropConnect": {"rate": 0.3, "rng": 1},
    "StochasticPooling": {"rng": 1},
    "AddAlongAxis": {"shape": (3, 5)},
    "BroadcastTo": {"shape": (3, 4)},
    "Einsum": {"subscripts": "ij,jk->ik"},
    "Index": {"key": (slice(1, 3),)},
    "Reshape": {"shape": (2, -1)},
    "Scatter": {"key": (slice(1, 3),), "shape": (4, 3)},
}


def alarms(seed: int, level: str) -> list[str]:
    """Check every gate of the library against itself; return what was found, which should be nothing."""
    found = []
    for name in gates.gate_names():
        try:
            report = check(functools.partial(getattr(gates, name), **SETTINGS.get(name, {})), seed=seed, level=level)
        except ValueError as error:  # the reference is said to contradict itself
            found.append(f"seed {seed}, {name}: {error}")
        else:
            if not report.passed or report.findings:
                found.append(f"seed {seed}, {report}")
    forget_plans()
    return found


def main() -> None:
    """Run all seeds, on all cores, and print the alarms and their number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--level", default="full")
    given = parser.parse_args()
    total = 0
    with multiprocessing.Pool() as pool:
        of_seed, seeds = functools.partial(alarms, level=given.level), range(given.first, given.first + given.seeds)
        for found in tqdm(pool.imap(of_seed, seeds), total=given.seeds, unit="seed"):
            total += len(found)
            tqdm.write("".join(f"{each}\n" for each in found), end="")
    checks = given.seeds * len(gates.gate_names())
    print(f"{given.seeds} seeds from {given.first}, level {given.level}: {total} false alarms in {checks} checks")


if __name__ == "__main__":
    main()
