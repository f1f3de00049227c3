"""`History`: what was measured in each epoch of a training."""

from dataclasses import dataclass, field


@dataclass
class History:
    """One list for each thing that was measured, with a number for each epoch that was finished.

        history["loss"][-1]

    - `"loss"`, the mean over the epoch's examples, and the metrics come from what the batches gave while the parameters
      were changing, with dropout if there is any. `"validation_…"` is measured at the end of the epoch, without.
    - `stopped`: why the training ended before its last epoch, or None.
    """

    columns: dict[str, list[float]] = field(default_factory=dict)
    stopped: str | None = None

    @property
    def epochs(self) -> int:
        """How many epochs were finished."""
        return len(next(iter(self.columns.values()), []))

    def __getitem__(self, name: str) -> list[float]:
        if name not in self.columns:
            raise KeyError(f"the history has no {name!r}; it has {', '.join(self.columns) or 'nothing'}")
        return self.columns[name]

    def append(self, measured: dict[str, float]) -> None:
        """Take note of an epoch."""
        for name, value in measured.items():
            self.columns.setdefault(name, []).append(value)

    def __repr__(self) -> str:
        """A table, of which the middle is left out if it is long."""
        head, tail = (self.epochs, 0) if self.epochs <= 20 else (5, 5)
        rows = [["epoch", *self.columns]]
        for epoch in range(self.epochs):
            if epoch < head or epoch >= self.epochs - tail:
                rows.append([str(epoch + 1), *(f"{column[epoch]:.4g}" for column in self.columns.values())])
            elif epoch == head:
                rows.append(["…"] * (1 + len(self.columns)))
        widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
        lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        return "\n".join([*lines, *([self.stopped] if self.stopped else [])])
