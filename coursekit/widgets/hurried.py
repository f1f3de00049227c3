"""`HurriedExplorer`: an explorer whose result takes long, and which shows a part of it while something is dragged."""

from typing import Any

import traitlets as t

from coursekit.widgets.explorer import Explorer


class HurriedExplorer(Explorer):
    """An explorer that computes less while `_hurried`, and all when that ends.

    The view says when: from the first movement of what is dragged until it is let go; `static/lib/hurry.js` does.
    """

    _hurried = t.Bool(False).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.observe(self._changed, names=["_hurried"])

    def _follow(self, touched: set[str]) -> None:
        if "_hurried" in touched:
            self._refresh()
        else:
            super()._follow(touched)
