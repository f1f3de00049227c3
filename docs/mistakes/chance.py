"""Mistakes of what is random: initialisers, dropout, samplers.

Where a candidate has a generator of its own, it has a seed, so that the page is the same whenever it is made.
"""

from docs.mistakes.example import Example, changed

DROPOUT = """
from functools import partial


class Dropout:
    def __init__(self, rate=0.5, seed=0):
        self.rate, self.training = rate, True
        self.rng = np.random.default_rng(seed)

    def forward(self, x):
        keep = self.rng.random(x.shape) >= self.rate
        self.mask = keep / (1 - self.rate)
        if not self.training:
            self.mask = np.ones(x.shape)
        return x * self.mask

    def backward(self, upstream):
        return upstream * self.mask

    def eval(self):
        self.training = False
"""


def _dropout(code: str, then: str, *replacements: tuple[str, str]) -> Example:
    return Example(code, changed(DROPOUT, *replacements), "check(partial(Dropout, rate=0.3))", then)


def _initialiser(code: str, name: str, body: str, then: str) -> Example:
    return Example(code, f"def {name}(shape, rng):\n    {body}\n", f"check({name})", then)


INITIALISERS = (
    _initialiser(
        "not-random",
        "he_normal",
        "rng = np.random.default_rng(0)\n    return rng.standard_normal(shape) * np.sqrt(2 / shape[1])",
        "Draw twice from one generator, and compare.",
    ),
    Example(
        "same-for-every-seed",
        """
def he_normal(shape):
    rng = np.random.default_rng(0)
    return rng.standard_normal(shape) * np.sqrt(2 / shape[1])
""",
        "check(he_normal)",
        "Look for a number that stands where the seed belongs.",
    ),
    _initialiser(
        "not-reproducible",
        "he_normal",
        "return np.random.default_rng().standard_normal(shape) * np.sqrt(2 / shape[1])",
        "Search for every place in which a random number is drawn. Whose generator is it?",
    ),
    _initialiser(
        "wrong-mean",
        "uniform",
        "return rng.uniform(0.0, 0.2, shape)",
        "Draw ten thousand numbers, and look at their least, their largest and their mean.",
    ),
    _initialiser(
        "wrong-variance",
        "he_normal",
        "return rng.standard_normal(shape) * 2 / shape[1]",
        "Draw a matrix of 100 rows and 400 columns, and compare its standard deviation with the formula.",
    ),
    _initialiser(
        "wrong-bounds",
        "glorot_uniform",
        "return rng.standard_normal(shape) * np.sqrt(2 / sum(shape))",
        "Draw ten thousand numbers, and look at the largest. Then draw a histogram.",
    ),
    _initialiser(
        "wrong-distribution",
        "he_normal",
        "return rng.uniform(-1, 1, shape) * np.sqrt(6 / shape[1])",
        "Draw a histogram of ten thousand numbers beside one of the reference's.",
    ),
    _initialiser(
        "not-orthogonal",
        "orthogonal",
        "return rng.standard_normal(shape) / np.sqrt(shape[1])",
        "Print `W @ W.T` of a wide matrix, and `W.T @ W` of a tall one.",
    ),
    Example(
        "not-a-permutation",
        """
def shuffled(x, rng):
    return rng.choice(x, len(x))
""",
        'check(shuffled, reference=lambda x, rng: rng.permutation(x), inputs={"x": real(5)})',
        "Shuffle the numbers from 0 to 4 a few times, and sort each result.",
    ),
)

DROPOUTS = (
    _dropout(
        "keep-for-drop",
        "With a rate of 0.1, how many of a hundred entries should be 0?",
        (">= self.rate\n", "< self.rate\n"),
        ("(1 - self.rate)", "self.rate"),
    ),
    _dropout(
        "missing-scale",
        "Compare the mean of a thousand ones before and after dropout.",
        ("keep / (1 - self.rate)", "keep * 1.0"),
    ),
    _dropout(
        "wrong-rate",
        "Count the zeros among ten thousand entries, for several rates.",
        (">= self.rate\n", ">= self.rate**2\n"),
    ),
    _dropout(
        "not-independent",
        "Print the mask of a small matrix.",
        ("self.rng.random(x.shape) >=", "self.rng.random((1, x.shape[1])) * np.ones(x.shape) >="),
    ),
    _dropout(
        "same-mask",
        "Call forward twice with the same x, and compare.",
        ("        keep = self.rng.", "        keep = np.random.default_rng(0)."),
    ),
    _dropout(
        "wrong-eval",
        "Call eval, then forward. What should a network that predicts do with x?",
        ("            self.mask = np.ones(x.shape)\n", "            return x * (1 - self.rate)\n"),
    ),
    _dropout(
        "no-eval-mode",
        "Nothing needs to be done here; but a network that predicts should not drop anything.",
        (DROPOUT[DROPOUT.index("\n    def eval") :], ""),
        ("        if not self.training:\n            self.mask = np.ones(x.shape)\n", ""),
        ("self.rate, self.training = rate, True", "self.rate = rate"),
    ),
)
