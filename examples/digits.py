"""Pictures of digits, drawn by code: seven strokes, like those of a pocket calculator, with a hand that shakes.

Each stroke's ends are moved at random, the digit is shifted, and noise lies over the picture.
"""

import numpy as np

# The ends of the strokes (row, column), and which strokes make which digit.
STROKES = np.array([
    [(6, 9), (6, 19)], [(6, 9), (14, 9)], [(6, 19), (14, 19)], [(14, 9), (14, 19)], [(14, 9), (22, 9)],
    [(14, 19), (22, 19)], [(22, 9), (22, 19)],
])  # fmt: skip
DIGITS = ("012456", "25", "02346", "02356", "1235", "01356", "013456", "025", "0123456", "012356")


def digits(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures (n, 28, 28) with entries from 0 to 1, and the digit of each (n,)."""
    labels = rng.integers(0, 10, n)
    pictures = np.zeros((n, 28, 28))
    along = np.linspace(0, 1, 15)[:, np.newaxis]
    for picture, label in zip(pictures, labels, strict=True):
        shift = rng.integers(-2, 3, 2)
        for stroke in DIGITS[label]:
            start, end = STROKES[int(stroke)] + shift + rng.normal(0, 1, (2, 2))
            row, column = np.clip(np.rint(start + along * (end - start)).astype(int), 0, 26).T
            for thick in (0, 1):
                picture[row + thick, column] = picture[row, column + thick] = 1
    return np.clip(pictures + rng.normal(0, 0.2, pictures.shape), 0, 1), labels
