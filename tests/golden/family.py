"""Values of PyTorch, stored: how a family of cases is described, written to disk, and read back.

A family is a module of this folder with three functions:

- `cases(seed)`: a list of `Case`, the same for the same seed on every machine and with every version of NumPy;
- `ours(case)`: what CourseKit makes of a case, by name;
- `peers(case)`: what PyTorch makes of it, under the same names. PyTorch is imported inside.

`python -m tests.golden.make` stores `peers` of the cases of seed 0. `make test` compares `ours` with what is stored;
where PyTorch is installed (`pytest -m peers`), both are computed anew from other seeds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One call: what is computed (`kind`), with which settings, from which arrays.

    `tolerance` is the largest difference allowed, relative to the largest entry of what is expected, or to 1 where that
    is smaller.
    """

    name: str
    kind: str
    inputs: Mapping[str, Any]
    settings: Mapping[str, Any] = field(default_factory=dict)
    tolerance: float = 1e-12


def numbers(seed: int) -> np.random.RandomState:
    """Return a source of random numbers whose stream NumPy has promised never to change."""
    return np.random.RandomState(seed)


def store(family: str, results: Mapping[str, Mapping[str, Any]]) -> Path:
    """Write the results of a family, one dictionary of arrays for each case."""
    flat = {f"{case}|{name}": np.asarray(array) for case, found in results.items() for name, array in found.items()}
    path = FOLDER / f"{family}.npz"
    np.savez_compressed(path, **flat)
    return path


def stored(family: str) -> dict[str, dict[str, np.ndarray]]:
    """Read what `store` wrote."""
    results: dict[str, dict[str, np.ndarray]] = {}
    with np.load(FOLDER / f"{family}.npz", allow_pickle=False) as file:
        for key in file.files:
            case, _, name = key.rpartition("|")
            results.setdefault(case, {})[name] = file[key]
    return results


def differences(case: Case, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Say, for each array of a case, how it differs from what is expected; nothing where it agrees."""
    found = [] if set(ours) == set(theirs) else [f"{case.name}: computed {sorted(ours)}, expected {sorted(theirs)}"]
    for name in sorted(set(ours) & set(theirs)):
        seen, expected = np.asarray(ours[name]), np.asarray(theirs[name])
        if seen.shape != expected.shape:
            found.append(f"{case.name}, {name}: shape {seen.shape}, expected {expected.shape}")
        elif expected.size:
            scale = max(1.0, float(np.max(np.abs(expected))))
            off = float(np.max(np.abs(seen.astype(np.float64) - expected.astype(np.float64)))) / scale
            if not off <= case.tolerance:
                found.append(f"{case.name}, {name}: off by {off:.2e}, allowed {case.tolerance:.0e}")
    return found
