"""What each code of a finding means, in a sentence or two for a student. Examples stand in `docs/findings.md`."""

MEANINGS: dict[str, str] = {
    # The answer does not come, or is no answer.
    "missing-method": "A method that is asked for is not there, or takes other arguments than it is called with.",
    "raises": "Your code raised an exception. The message quotes it, with the line of yours in which it happened.",
    "timeout": "A call took so long that it was given up.",
    "returns-none": "A method ends without returning anything, or gives None for an input that has a gradient.",
    "nondeterministic": "Two equal calls gave different results, so something other than the inputs decides.",
    "wrong-count": "backward must return one gradient for each input of forward, in the same order. It did not.",
    "not-an-array": "A list or another object came where an array belongs. It was converted, and this costs no points.",
    # The output.
    "forward-shape": "The output does not have the shape that it should have.",
    "forward-dtype": "The output is another kind of number than expected: whole numbers for real ones, for instance.",
    "forward-value": "The output has the right shape, but not the right values.",
    "forward-overflow": "The output is right for small inputs, but inf, nan or inexact for large ones.",
    # What a gradient is made of.
    "ignores-upstream": "A gradient is upstream times local gradient. Only the local gradient came back.",
    "upstream-twice": "A gradient is upstream times local gradient. Here upstream goes in twice.",
    "missing-local-gradient": "A gradient is upstream times local gradient. Only upstream came back, unchanged.",
    "wrong-sign": "The gradient has the right size but the opposite sign: following it leads the wrong way.",
    "constant-factor": "Every entry of the gradient is off by one and the same factor.",
    "missing-average": "forward takes a mean, but the gradient is that of a sum: the mean's 1/N is not in it.",
    "extra-average": "The gradient is divided by the number of entries though forward takes no mean.",
    "missing-term": "The gradient is a sum of several parts, and one of them is left out.",
    "uses-output-for-input": "The local gradient is a formula in the input, but the output was put into it.",
    "uses-input-for-output": "The local gradient is a formula in the output, but the input was put into it.",
    # Where the numbers of a gradient go.
    "swapped-inputs": "Each of two inputs got the other's gradient.",
    "transposed": "The gradient has the right numbers, with rows and columns exchanged.",
    "missing-broadcast-sum": (
        "An input was stretched to the shape of the output (broadcast). Its gradient must be summed back to its own "
        "shape, and was not."
    ),
    "wrong-broadcast-sum": "The gradient of a broadcast input was summed along the wrong axis, or averaged.",
    "diagonal-only": "Each output depends on several inputs, but the gradient takes only the one at its own place.",
    "missing-one-hot": "The gradient of softmax and cross-entropy lacks the part that comes from the true class.",
    "missing-mask": "Where an input does not affect the output, its gradient is zero. Here something gets through.",
    "wrong-mask": "The gradient is zero for some inputs that count, or gets through for some that don't.",
    "overwrites-gradient": (
        "What is used in several places gets a gradient from each, and they add up. Here one replaced another."
    ),
    # How gradients run through a program.
    "missing-seed": "Nothing arrives at any input: backward does not start with the gradient 1 at the output.",
    "wrong-seed": "backward starts with another gradient than 1, or at another node than the output.",
    "missing-topological-order": "A node is computed, or sends its gradient on, before all that it waits for is there.",
    "missing-gradient": "The rule of an operation sends no gradient to one of its operands.",
    "missing-reflected": "A plain number on the left of an operator (2 + x) does not find your class.",
    "visits-paths": "A pass walks every path from the output to the inputs, where it should visit every node once.",
    "recursion-depth": "A pass calls itself once for each node, and Python lets no more than some thousand calls nest.",
    # Numerical gradients and gradient checkers.
    "one-sided": "The difference is taken to one side of x only, and its error is too large for this step.",
    "step-too-large": "The step is so large that the function bends within it.",
    "step-too-small": "The step is so small that round-off is larger than what it changes.",
    "step-lost": "The function is never called at another point than x: the step gets lost on the way.",
    "integer-step": "x holds whole numbers, and a small step added to one of them is cut off.",
    "perturbs-all-entries": "Several entries of x are changed at once, so that their slopes cannot be told apart.",
    "perturbation-stays": "An entry of x is not put back before the next one is changed.",
    "passes-wrong-gradient": "The checker calls a gradient right that is wrong.",
    "fails-right-gradient": "The checker calls a gradient wrong that is right.",
    "many-calls": "The function is called more often than the slopes need. That costs time, and no points.",
    "forward-difference": "The difference is taken to one side of x only. Its error happens to be small for this step.",
    "gradient-shape": "A gradient must have exactly the shape of its input. It has another.",
    "gradient-value": "The gradient is wrong, in none of the ways that have a name of their own.",
    "gradient-overflow": "The gradient is right for small inputs, but inf, nan or inexact for large ones.",
    # Manners.
    "stale-cache": "backward uses values of another forward, or of another instance, than the one it belongs to.",
    "modifies-input": "An input is changed in place, so that whoever passed it finds other numbers in it.",
    "modifies-upstream": "upstream is changed in place, though other gates may get the same array.",
    "numerical-backward": "backward estimates the gradient with small steps instead of computing it by a formula.",
    "hard-coded": "The answers are right for particular inputs only: they seem to be written down, not computed.",
    "kink-convention": "At a kink several slopes are right. Yours is one of them, the reference has another.",
}
