"""Which cases an optimizer is tried on, before numbers are drawn: shapes, sizes, and what happens on the way."""

from dataclasses import dataclass

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Design:
    """A case before numbers are drawn.

    size: of the gradients; start: of the parameters. zeros: the steps in which all gradients are 0; missing: that in
    which the second parameter has none. rate_at: the step before which `lr` is assigned. optimizers: how many take
    turns. twin: draw the same numbers as that case. owed: whether a candidate fails for it.
    """

    name: str
    shapes: Shapes
    steps: int = 6
    size: float = 1.0
    start: float = 1.0
    zeros: tuple[int, ...] = ()
    missing: int | None = None
    rate_at: int | None = None
    optimizers: int = 1
    dtype: str = "float64"
    twin: str | None = None
    owed: bool = True


SIMPLE = Design("one parameter", {"w": (2,)})
ZEROS = Design("gradients of zero now and then", {"w": (3,)}, zeros=(0, 3))
QUICK = (
    SIMPLE,
    Design("the same again, with a new optimizer", {"w": (2,)}, twin=SIMPLE.name),
    Design("parameters of several shapes", {"W": (3, 2), "b": (3,), "c": (1, 4)}),
    Design("two parameters of one shape", {"a": (2,), "b": (2,)}, steps=5),
    ZEROS,
    # Far below any ε that is usual, so that it decides; and the parameters small, so that such steps show in them.
    Design("tiny gradients", {"w": (3,)}, steps=4, size=1e-9, start=1e-6),
    Design("huge gradients", {"w": (3,)}, steps=4, size=1e8),
    Design("two optimizers in turn", {"w": (2,)}, steps=5, optimizers=2),
)
FULL = (
    *QUICK,
    Design("a number in an array", {"w": ()}),
    Design("gradients near ε", {"w": (4,)}, steps=5, size=1e-5, start=1e-3),
    Design("twenty-five steps", {"w": (2,)}, steps=25),
    Design("float32", {"W": (2, 3)}, dtype="float32"),
    Design("no gradient for one parameter in step 3", {"a": (2,), "b": (2,)}, missing=2, owed=False),
    Design("another learning rate from step 4", {"w": (2,)}, rate_at=3, owed=False),
)
