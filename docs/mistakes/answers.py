"""Mistakes for which no answer comes back, or none that can be compared."""

from docs.mistakes.example import Example

ANSWERS = (
    Example(
        "missing-method",
        """
class ExpGate:
    def forward(self, x):
        self.z = np.exp(x)
        return self.z

    def backwards(self, upstream):
        return upstream * self.z
""",
        "check(ExpGate)",
        "Compare the names and parameters of your methods with those in the task, letter by letter.",
    ),
    Example(
        "raises",
        """
class ExpGate:
    def forward(self, x):
        return np.exp(x)

    def backward(self, upstream):
        return upstream * self.z
""",
        "check(ExpGate)",
        "Go to the line that is quoted. Print what stands in it, with its shape, just before.",
    ),
    Example(
        "timeout",
        """
class ExpGate:
    def forward(self, x):
        terms, k = 1.0, 1
        while True:
            terms, k = 1 + x * terms / k, k + 1

    def backward(self, upstream):
        return upstream
""",
        "check(ExpGate)",
        "Look at every loop: which value ends it, and does the loop change that value?",
    ),
    Example(
        "returns-none",
        """
class ExpGate:
    def forward(self, x):
        self.z = np.exp(x)
        return self.z

    def backward(self, upstream):
        downstream = upstream * self.z
""",
        "check(ExpGate)",
        "Follow each method to its end. An `if` has two ways out.",
    ),
    Example(
        "nondeterministic",
        """
class TanhGate:
    def forward(self, x):
        self.z = np.tanh(x) + np.random.default_rng().normal(scale=0.01)
        return self.z

    def backward(self, upstream):
        return upstream * (1 - self.z**2)
""",
        "check(TanhGate)",
        "Search for random numbers, for values kept outside the instance, and for arrays made by `np.empty`.",
    ),
    Example(
        "wrong-count",
        """
class MultiplyGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.y
""",
        "check(MultiplyGate)",
        "Draw the gate with all its inputs. A gradient goes back along each of them.",
    ),
    Example(
        "not-an-array",
        """
class NegateGate:
    def forward(self, x):
        return (-x).tolist()

    def backward(self, upstream):
        return -upstream
""",
        "check(NegateGate)",
        "Lists don't add up or multiply as arrays do, so the next gate may go wrong. Leave the array as it is.",
    ),
)
