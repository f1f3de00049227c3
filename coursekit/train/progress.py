"""How far a long computation is: a bar on a terminal and in a notebook, nothing where nobody watches."""

import sys
from importlib.util import find_spec
from typing import Any


def bar(total: int, unit: str, *, description: str | None = None, wanted: bool = True) -> Any:
    """Return a tqdm bar that counts up to `total`.

    It is shown if it is wanted, and standard error is a terminal or this is a notebook's kernel. There it is a widget
    where ipywidgets is installed, and text elsewhere.
    """
    notebook = is_notebook()
    # Imported here, for it takes longer to import than a small network to train.
    if notebook and find_spec("ipywidgets"):
        from tqdm.notebook import tqdm
    else:
        from tqdm import tqdm
    return tqdm(total=total, unit=unit, desc=description, disable=not (wanted and (notebook or sys.stderr.isatty())))


def is_notebook() -> bool:
    """Whether this process is a notebook's kernel, which importing a kernel's packages does not make it."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return shell is not None and (hasattr(shell, "kernel") or sys.platform == "emscripten")
