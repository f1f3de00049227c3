"""How far a training is: a bar on a terminal and in a notebook, nothing where nobody watches."""

import sys
from typing import Any


def bar(epochs: int, batches: int, *, wanted: bool) -> Any:
    """Return a tqdm bar that counts batches, and says which epoch it is and what was measured in the last one.

    It is shown if it is wanted, and standard error is a terminal or this is a notebook's kernel.
    """
    from tqdm.auto import tqdm  # here, for it takes longer to import than a small network to train

    shown = wanted and (sys.stderr.isatty() or "ipykernel" in sys.modules)
    return tqdm(total=epochs * batches, unit="batch", disable=not shown)
