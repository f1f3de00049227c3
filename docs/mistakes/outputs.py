"""Mistakes in what `forward` returns."""

from docs.mistakes.example import Example

OUTPUTS = (
    Example(
        "forward-shape",
        """
class SumGate:
    def forward(self, x):
        self.shape = np.shape(x)
        return np.sum(x, axis=0)

    def backward(self, upstream):
        return upstream * np.ones(self.shape)
""",
        "check(SumGate)",
        "Write the shape beside every intermediate result. Which operation is the first to give another one?",
    ),
    Example(
        "forward-dtype",
        """
class SignGate:
    def forward(self, x):
        self.shape = np.shape(x)
        return np.sign(x).astype(int)

    def backward(self, upstream):
        return np.zeros(self.shape)
""",
        "check(SignGate)",
        "Print the `dtype` of every intermediate result.",
    ),
    Example(
        "forward-value",
        """
class SigmoidGate:
    def forward(self, x):
        self.z = 1 / (1 + np.exp(x))
        return self.z

    def backward(self, upstream):
        return upstream * self.z * (1 - self.z)
""",
        "check(SigmoidGate)",
        "Take the failing case and compute it by hand, one operation after another.",
    ),
    Example(
        "forward-overflow",
        """
class SoftmaxGate:
    def forward(self, x):
        e = np.exp(x)
        self.p = e / np.sum(e, axis=-1, keepdims=True)
        return self.p

    def backward(self, upstream):
        return self.p * (upstream - np.sum(upstream * self.p, axis=-1, keepdims=True))
""",
        "check(SoftmaxGate)",
        "`exp(710)` is infinite. Is there another formula for the same value, in which nothing grows that large?",
    ),
)
