"""Mistakes in how an answer is computed, even where its numbers are right; and what is none."""

from docs.mistakes.example import Example

MANNERS = (
    Example(
        "stale-cache",
        """
class ExpGate:
    def forward(self, x):
        ExpGate.z = np.exp(x)
        return ExpGate.z

    def backward(self, upstream):
        return upstream * ExpGate.z
""",
        "check(ExpGate)",
        "Make two gates, go forward through both, then back through the first. What does it find?",
    ),
    Example(
        "modifies-input",
        """
class NegateGate:
    def forward(self, x):
        x *= -1
        return x

    def backward(self, upstream):
        return -upstream
""",
        "check(NegateGate)",
        "`x *= 2` changes the array that the caller holds; `x = x * 2` makes a new one.",
    ),
    Example(
        "modifies-upstream",
        """
class ExpGate:
    def forward(self, x):
        self.z = np.exp(x)
        return self.z

    def backward(self, upstream):
        upstream *= self.z
        return upstream
""",
        "check(ExpGate)",
        "`upstream *= 2` changes the array that the caller holds; `upstream = upstream * 2` makes a new one.",
    ),
    Example(
        "numerical-backward",
        """
class TanhGate:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, upstream):
        h = 1e-5
        return upstream * (np.tanh(self.x + h) - np.tanh(self.x - h)) / (2 * h)
""",
        "check(TanhGate)",
        "Small steps are for testing a gradient. Differentiate the formula of forward, and compare the two.",
    ),
    Example(
        "hard-coded",
        """
class TanhGate:
    def forward(self, x):
        self.z = np.tanh(x)
        return self.z

    def backward(self, upstream):
        if np.shape(upstream) == (5,):
            return upstream * (1 - self.z**2)
        return upstream * 0.419974341614026
""",
        "check(TanhGate)",
        "Replace the numbers that stand in your code by what they are computed from.",
    ),
    Example(
        "kink-convention",
        """
class ReLUGate:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, upstream):
        return upstream * (self.x >= 0)
""",
        "check(ReLUGate)",
        "Nothing needs to be done. If you want the reference's choice: what does it take at exactly 0?",
    ),
)
