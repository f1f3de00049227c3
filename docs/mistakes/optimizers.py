"""Mistakes of optimizers: each is a right one with a line or two changed."""

from docs.mistakes.example import Example, changed

SGD = """
class SGD:
    def __init__(self, lr=0.001):
        self.lr = lr

    def step(self, params, grads):
        for name in params:
            params[name] -= self.lr * grads[name]
"""

MOMENTUM = """
class Momentum:
    def __init__(self, lr=0.001, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.v = {}

    def step(self, params, grads):
        for name, g in grads.items():
            self.v[name] = self.momentum * self.v.get(name, 0.0) + g
            params[name] -= self.lr * self.v[name]
"""

ADAGRAD = """
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps = lr, eps
        self.v = {}

    def step(self, params, grads):
        for name, g in grads.items():
            self.v[name] = self.v.get(name, 0.0) + g**2
            params[name] -= self.lr * g / (np.sqrt(self.v[name]) + self.eps)
"""

RMSPROP = """
class RMSProp:
    def __init__(self, lr=0.01, decay=0.99, eps=1e-8):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.v = {}

    def step(self, params, grads):
        for name, g in grads.items():
            self.v[name] = self.decay * self.v.get(name, 0.0) + (1 - self.decay) * g**2
            params[name] -= self.lr * g / (np.sqrt(self.v[name]) + self.eps)
"""

ADAM = """
class Adam:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m, self.v, self.t = {}, {}, 0

    def step(self, params, grads):
        self.t += 1
        b1, b2 = self.betas
        for name, g in grads.items():
            self.m[name] = b1 * self.m.get(name, 0.0) + (1 - b1) * g
            self.v[name] = b2 * self.v.get(name, 0.0) + (1 - b2) * g**2
            m = self.m[name] / (1 - b1**self.t)
            v = self.v[name] / (1 - b2**self.t)
            params[name] -= self.lr * m / (np.sqrt(v) + self.eps)
"""

ADAMW = changed(
    ADAM,
    ("class Adam", "class AdamW"),
    ("eps=1e-8):", "eps=1e-8, weight_decay=0.01):"),
    (" = lr, betas, eps\n", " = lr, betas, eps\n        self.weight_decay = weight_decay\n"),
    (" g in grads.items():\n", " g in grads.items():\n            g = g + self.weight_decay * params[name]\n"),
)


def _of(source: str, code: str, then: str, *replacements: tuple[str, str], call: str = "") -> Example:
    made = changed(source, *replacements)
    name = made.partition("class ")[2].partition(":")[0]
    return Example(code, made, call or f"check({name})", then)


STEPS = (
    _of(
        SGD,
        "not-in-place",
        "After `b = a`, when does a change of `b` show in `a`, and when not? Try `b -= 1` and `b = b - 1` on an array.",
        ("for name in params:", "for name, p in params.items():"),
        ("params[name] -= self.lr * grads[name]", "p = p - self.lr * grads[name]"),
    ),
    _of(
        SGD,
        "update-shape",
        "Print the shape of each parameter before and after the step.",
        ("params[name] -= self.lr * grads[name]", "params[name] = np.atleast_2d(params[name] - self.lr * grads[name])"),
    ),
    _of(
        SGD,
        "skips-parameters",
        "Print the names of the parameters as your loop comes by.",
        ("grads[name]\n", "grads[name]\n            return params\n"),
    ),
    _of(
        SGD,
        "update-value",
        "Take one number for the parameter and one for its gradient, and do a step with pen and paper.",
        ("grads[name]\n", "np.sign(grads[name])\n"),
    ),
    _of(
        SGD,
        "learning-rate-twice",
        "Double the learning rate. By how much should the step grow, and by how much does it?",
        (
            "params[name] -= self.lr * grads[name]",
            "step = self.lr * grads[name]\n            params[name] -= self.lr * step",
        ),
    ),
    _of(
        SGD,
        "missing-learning-rate",
        "Double the learning rate. By how much should the step grow, and by how much does it?",
        ("self.lr * grads[name]", "grads[name]"),
    ),
    _of(
        ADAMW,
        "wrong-weight-decay",
        "With a gradient of 0, how much smaller does a parameter become in one step?",
    ),
    _of(
        RMSPROP,
        "other-setting",
        "Compare the constructor's defaults with those in the task, one by one.",
        ("decay=0.99", "decay=0.9"),
    ),
    _of(
        MOMENTUM,
        "no-gradient",
        "Nothing needs to be done. A loop over parameters may skip those whose gradient is None.",
        call='check(Momentum, level="full")',
    ),
    _of(
        SGD,
        "rate-change",
        "Nothing needs to be done. If others are to change the rate during training, it should have the name `lr`.",
        ("self.lr = lr", "self.eta = lr"),
        (
            "for name in params:\n            ",
            "for name in params:\n            if grads[name] is not None:\n                ",
        ),
        ("self.lr * grads", "self.eta * grads"),
        call='check(SGD, level="full")',
    ),
)

MEMORY = (
    _of(
        MOMENTUM,
        "shared-state",
        "Make two optimizers, let one of them make a step, and look into the other.",
        ("        self.v = {}\n", ""),
        ("class Momentum:\n", "class Momentum:\n    v = {}\n\n"),
    ),
    _of(
        ADAGRAD,
        "forgets-state",
        "Print what is remembered at the beginning of each step.",
        ("        self.v = {}\n", ""),
        ("        for name", "        self.v = {}\n        for name"),
    ),
    _of(
        ADAM,
        "wrong-step-count",
        "Print the number of the step, for two parameters and three steps.",
        ("        self.t += 1\n        b1", "        b1"),
        ("grads.items():\n", "grads.items():\n            self.t += 1\n"),
    ),
    _of(
        MOMENTUM,
        "missing-momentum",
        "Let the second gradient be 0. Should the parameter still move?",
        ("self.momentum * self.v.get(name, 0.0) + g", "g"),
    ),
    _of(
        MOMENTUM,
        "momentum-sign",
        "Take the same gradient twice. Should the second step be the longer one, or the shorter one?",
        ("+ g\n", "- g\n"),
        ("params[name] -= ", "params[name] += "),
        ("self.momentum * self.v", "-self.momentum * self.v"),
    ),
    _of(
        MOMENTUM,
        "momentum-form",
        "Write down the formula of the task and yours, and mark what each of them remembers.",
        ("self.lr * self.v[name]", "self.lr * (g + self.momentum * self.v[name])"),
    ),
    _of(
        MOMENTUM,
        "missing-look-ahead",
        "Where would momentum alone lead? That is where Nesterov's gradient is taken.",
        ("class Momentum", "class NesterovMomentum"),
    ),
)

AVERAGES = (
    _of(
        ADAM,
        "missing-bias-correction",
        "With the same gradient in each step, what should the averages be after the first one, and what are they?",
        (" / (1 - b1**self.t)", ""),
        (" / (1 - b2**self.t)", ""),
    ),
    _of(
        ADAM,
        "wrong-bias-correction",
        "With the same gradient in each step, print both averages, corrected and as they are kept.",
        ("m = self.m[name] / (1", "m = self.m[name] = self.m[name] / (1"),
        ("v = self.v[name] / (1", "v = self.v[name] = self.v[name] / (1"),
    ),
    _of(
        ADAM,
        "swapped-moments",
        "Multiply all gradients by 10. Which average grows by 10, and which by 100?",
        ("self.lr * m / (np.sqrt(v)", "self.lr * v / (np.sqrt(m)"),
    ),
    _of(
        ADAM,
        "swapped-decay",
        "Which of the two averages is to forget sooner?",
        ("b1, b2 = self.betas", "b2, b1 = self.betas"),
    ),
    _of(
        RMSPROP,
        "averaging-factor",
        "What is the average of a number that is the same in each step?",
        ("(1 - self.decay) * g**2", "g**2"),
    ),
    _of(
        RMSPROP,
        "missing-square",
        "What happens where a gradient is negative?",
        ("g**2", "g"),
    ),
    _of(
        ADAGRAD,
        "missing-root",
        "Multiply all gradients by 10. Should the first step become longer, or shorter, or neither?",
        ("np.sqrt(self.v[name])", "self.v[name]"),
    ),
    _of(
        ADAGRAD,
        "wrong-average",
        "With the same gradient in each step, does what you divide by keep growing? Should it?",
        ("self.v.get(name, 0.0) + g**2", "0.9 * self.v.get(name, 0.0) + 0.1 * g**2"),
    ),
    _of(
        ADAGRAD,
        "wrong-history",
        "What do you divide by in the very first step?",
        ("            self.v[name] = self.v.get(name, 0.0) + g**2\n", ""),
        ("np.sqrt(self.v[name])", "np.sqrt(self.v.get(name, 0.0))"),
        ("+ self.eps)\n", "+ self.eps)\n            self.v[name] = self.v.get(name, 0.0) + g**2\n"),
    ),
    _of(
        ADAM,
        "eps-placement",
        "Let all gradients be 1e-9. What do you divide by, and what does the formula of the task divide by?",
        ("np.sqrt(v) + self.eps", "np.sqrt(v + self.eps)"),
    ),
    _of(
        ADAM,
        "missing-eps",
        "Let a gradient be 0 in the first step. What do you divide by?",
        ("(np.sqrt(v) + self.eps)", "np.sqrt(v)"),
    ),
)
