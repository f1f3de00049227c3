"""How an update walks through its arrays: in blocks, so that it needs no array of a parameter's size to compute in.

An elementwise formula may be evaluated a block at a time. The blocks are large enough that a small parameter is done
in one go, and small enough that those of a large one stay in the processor's cache while the formula's dozen NumPy
calls pass over them. Intermediate results are written into scratch of one block, which all parameters share.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[Any]  # float32 or float64: Python's type system cannot say "the parameter's own dtype"

BLOCK = 65536  # entries; measured: smaller ones cost calls, larger ones fall out of a cache of a megabyte
MOST = 3  # blocks of scratch that an update may ask for
BUFFER = 8192  # entries that NumPy's iterator copies at a time where arrays cannot be walked through as they lie


class Blocks:
    """Walks through arrays together, and owns the scratch."""

    def __init__(self) -> None:
        self._scratch: dict[np.dtype[Any], Floats] = {}

    def __call__(
        self, reads: Sequence[Floats], writes: Sequence[Floats] = (), *, scratch: int = 0
    ) -> Iterator[tuple[Floats, ...]]:
        """Yield (*reads, *writes, *scratch) block by block: one-dimensional arrays of one length and one dtype.

        reads: are not changed; may broadcast to the shape of the others, and are cast to their dtype. writes: arrays of
        one shape and dtype; what is assigned to a block gets into them, whatever their strides. scratch: how many
        blocks with undefined content are added, at most MOST.

        The dtype is that of the first array written to or, if there is none, of the first read.
        """
        arrays = (*reads, *writes)
        first = writes[0] if writes else reads[0]
        size = max(array.size for array in arrays)
        room = self._room(first.dtype, min(size, BLOCK))[:scratch]
        if all(a.shape == first.shape and a.dtype == first.dtype and a.flags.c_contiguous for a in arrays):
            flat = [array.reshape(-1) for array in arrays]
            for start in range(0, size, BLOCK):
                block = slice(start, start + BLOCK)
                yield *(array[block] for array in flat), *room[:, : min(size - start, BLOCK)]
            return
        access: list[list[Literal["readonly", "readwrite"]]] = [["readonly"] for _ in reads]
        access += [["readwrite"] for _ in writes]
        with np.nditer(
            arrays,
            flags=["external_loop", "buffered", "zerosize_ok"],
            op_flags=access,
            op_dtypes=[first.dtype] * len(arrays),
            casting="same_kind",
            buffersize=BUFFER,
        ) as walk:
            for views in walk:
                parts: tuple[Floats, ...] = views if isinstance(views, tuple) else (views,)
                yield *parts, *room[:, : len(parts[0])]

    def _room(self, dtype: np.dtype[Any], length: int) -> Floats:
        """Return the blocks of scratch, kept from step to step, at least `length` long."""
        if dtype not in self._scratch or self._scratch[dtype].shape[1] < length:
            self._scratch[dtype] = np.empty((MOST, length), dtype)
        return self._scratch[dtype]


def root_mean_square(blocks: Blocks, array: Floats) -> float:
    """Return √(Σx²/n), the size of an array's typical entry; 0 for an empty one."""
    total = sum(float(np.dot(block, block)) for (block,) in blocks([array]))
    return math.sqrt(total / max(array.size, 1))
