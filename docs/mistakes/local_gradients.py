"""Mistakes in the factors and terms of a gradient."""

from docs.mistakes.example import Example


def _tanh(gradient: str) -> str:
    """Write a gate for tanh with this gradient."""
    return f"""
class TanhGate:
    def forward(self, x):
        self.x, self.z = x, np.tanh(x)
        return self.z

    def backward(self, upstream):
        return {gradient}
"""


LOCAL_GRADIENTS = (
    Example(
        "ignores-upstream",
        _tanh("1 - self.z**2"),
        "check(TanhGate)",
        "Write down the chain rule for the loss, and find each of its factors in your code.",
    ),
    Example(
        "upstream-twice",
        _tanh("upstream * (upstream - upstream * self.z**2)"),
        "check(TanhGate)",
        "Write down the chain rule for the loss, and count how often each factor stands in your code.",
    ),
    Example(
        "missing-local-gradient",
        _tanh("upstream"),
        "check(TanhGate)",
        "Differentiate the output by this one input. Where does the result stand in your code?",
    ),
    Example(
        "wrong-sign",
        """
class SigmoidGate:
    def forward(self, x):
        self.z = 0.5 * (1 + np.tanh(x / 2))
        return self.z

    def backward(self, upstream):
        return upstream * self.z * (self.z - 1)
""",
        "check(SigmoidGate)",
        "Sketch the output over this input. Where it rises, the local gradient is positive.",
    ),
    Example(
        "constant-factor",
        """
class PowerGate:
    def forward(self, x):
        self.x = x
        return x**2

    def backward(self, upstream):
        return upstream * self.x
""",
        "check(PowerGate)",
        "The factor is in the finding's `evidence`. Differentiate by hand, and look for it among the constants.",
    ),
    Example(
        "missing-average",
        """
class MeanGate:
    def forward(self, x):
        self.shape = np.shape(x)
        return np.mean(x)

    def backward(self, upstream):
        return upstream * np.ones(self.shape)
""",
        "check(MeanGate)",
        "By how much does a mean of N numbers grow when one of them grows by 1?",
    ),
    Example(
        "extra-average",
        """
class SumGate:
    def forward(self, x):
        self.x = x
        return np.sum(x)

    def backward(self, upstream):
        return upstream * np.ones(np.shape(self.x)) / np.size(self.x)
""",
        "check(SumGate)",
        "By how much does a sum of N numbers grow when one of them grows by 1?",
    ),
    Example(
        "missing-term",
        """
class SoftmaxGate:
    def forward(self, x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        self.p = e / np.sum(e, axis=-1, keepdims=True)
        return self.p

    def backward(self, upstream):
        return self.p * upstream
""",
        "check(SoftmaxGate)",
        "Mark every place of the formula where this input stands. Each sends back a part of the gradient.",
    ),
    Example(
        "uses-output-for-input",
        """
class LogGate:
    def forward(self, x):
        self.z = np.log(x)
        return self.z

    def backward(self, upstream):
        return upstream / self.z
""",
        "check(LogGate)",
        "Say for each letter of the formula whether it means the input or the output. Which of them did you keep?",
    ),
    Example(
        "uses-input-for-output",
        _tanh("upstream * (1 - self.x**2)"),
        "check(TanhGate)",
        "Say for each letter of the formula whether it means the input or the output. Which of them did you keep?",
    ),
    Example(
        "diagonal-only",
        """
class SoftmaxGate:
    def forward(self, x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        self.p = e / np.sum(e, axis=-1, keepdims=True)
        return self.p

    def backward(self, upstream):
        return upstream * self.p * (1 - self.p)
""",
        "check(SoftmaxGate)",
        "Change one input by a little. Which outputs change?",
    ),
    Example(
        "missing-one-hot",
        """
class SoftmaxCrossEntropyGate:
    def forward(self, scores, labels):
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.p = np.exp(log_p)
        return -np.mean(log_p[np.arange(len(labels)), labels])

    def backward(self, upstream):
        return upstream * self.p / len(self.p), None
""",
        "check(SoftmaxCrossEntropyGate)",
        "Should the score of the true class grow or shrink? Compare with the sign of your gradient for it.",
    ),
    Example(
        "missing-mask",
        """
class MaxMarginGate:
    def forward(self, s, s_c):
        self.shape, self.size = np.shape(s), np.size(s)
        return np.mean(np.maximum(1 + s_c - s, 0))

    def backward(self, upstream):
        each = np.full(self.shape, upstream / self.size)
        return -each, each
""",
        "check(MaxMarginGate)",
        "Where the output stays the same whatever this input does, what is the slope?",
    ),
    Example(
        "wrong-mask",
        """
class ReLUGate:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, upstream):
        return upstream * (self.x < 0)
""",
        "check(ReLUGate)",
        "Take one input that gets through and one that doesn't, and follow both back.",
    ),
    Example(
        "gradient-value",
        _tanh("upstream * (1 - self.z)"),
        "check(TanhGate)",
        "Take a single number, change it by 0.001, and compare the change of the output with your local gradient.",
    ),
    Example(
        "gradient-overflow",
        """
class SigmoidGate:
    def forward(self, x):
        self.x = x
        return 0.5 * (1 + np.tanh(x / 2))

    def backward(self, upstream):
        e = np.exp(-self.x)
        return upstream * e / (1 + e) ** 2
""",
        "check(SigmoidGate)",
        "Can the local gradient be written in the output instead, which is never large?",
    ),
)
