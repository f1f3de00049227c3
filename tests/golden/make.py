"""Store what PyTorch says about the golden cases: `python -m tests.golden.make [FAMILY ...]`; needs PyTorch."""

import sys
from importlib import import_module

from tests.golden.family import FOLDER, store

NOT_FAMILIES = {"family", "make", "test_golden"}


def families() -> list[str]:
    """Return the names of all families: the modules of this folder that describe cases."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_FAMILIES)


def main(names: list[str]) -> None:
    for name in names or families():
        family = import_module(f"tests.golden.{name}")
        results = {case.name: family.peers(case) for case in family.cases(0)}
        path = store(name, results)
        print(f"{path.name}: {len(results)} cases, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
