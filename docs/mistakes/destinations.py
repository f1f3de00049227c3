"""Mistakes in where the numbers of a gradient go: to which input, into which shape, which entry."""

from docs.mistakes.example import Example


def _affine(for_W: str, for_b: str) -> str:
    """Write an affine gate with these gradients for its weights and its bias."""
    return f"""
class AffineGate:
    def forward(self, x, W, b):
        self.x, self.W = x, W
        return x @ W.T + b

    def backward(self, upstream):
        return upstream @ self.W, {for_W}, {for_b}
"""


DESTINATIONS = (
    Example(
        "swapped-inputs",
        """
class MultiplyGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.x, upstream * self.y
""",
        "check(MultiplyGate)",
        "The first gradient that you return belongs to the first parameter of forward.",
    ),
    Example(
        "transposed",
        _affine("self.x.T @ upstream", "upstream.sum(axis=0)"),
        "check(AffineGate)",
        "Write down what entry [i, j] of the gradient is. Which axis of your result is i?",
    ),
    Example(
        "missing-broadcast-sum",
        """
class AddGate:
    def forward(self, x, y):
        return x + y

    def backward(self, upstream):
        return upstream, upstream
""",
        "check(AddGate)",
        "Work out `x + y` with x of shape (2,) and a single number y: in how many places does y count?",
    ),
    Example(
        "wrong-broadcast-sum",
        _affine("upstream.T @ self.x", "upstream.mean(axis=0)"),
        "check(AffineGate)",
        "Which rows of the output does one entry of this input go into? From each, its gradient comes back whole.",
    ),
    Example(
        "overwrites-gradient",
        """
class EmbeddingGate:
    def forward(self, E, ids):
        self.E, self.ids = E, ids
        return E[ids]

    def backward(self, upstream):
        downstream = np.zeros_like(self.E)
        downstream[self.ids] = upstream
        return downstream, None
""",
        "check(EmbeddingGate)",
        "What happens to the first gradient when the same place gets a second?",
    ),
    Example(
        "gradient-shape",
        """
class SumGate:
    def forward(self, x):
        self.size = np.size(x)
        return np.sum(x)

    def backward(self, upstream):
        return upstream * np.ones(self.size)
""",
        "check(SumGate)",
        "Compare `np.shape` of each gradient with that of its input.",
    ),
)
