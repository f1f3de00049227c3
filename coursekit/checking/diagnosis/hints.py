"""What to think about next, for each cause of a wrong gradient. None of these sentences says what to write."""

HINTS: dict[str, str] = {
    "constant-factor": "Every entry is off by the same factor. Which constant does differentiating by hand give?",
    "diagonal-only": (
        "This is what the output at the same place sends back. Does changing this entry change other outputs, too?"
    ),
    "extra-average": (
        "It is smaller by the number of entries or rows. Does forward average over them? Only then does backward "
        "divide."
    ),
    "gradient-overflow": "Which intermediate result becomes too large, or loses its digits?",
    "gradient-shape": "A gradient has exactly the shape of its input, since every entry of the input has one.",
    "gradient-value": "Change this one number a little and see by how much the output changes.",
    "hard-coded": (
        "These numbers fit one example, but other inputs bring other gradients. Which of them should depend on the"
        " inputs?"
    ),
    "ignores-upstream": "Whatever arrives from above, this comes out. Where does upstream go in?",
    "missing-average": (
        "It is larger by the number of entries or rows. Forward takes a mean: how much does one entry move a mean?"
    ),
    "missing-broadcast-sum": (
        "An entry of this input was used in several places, and each of them sends a gradient back. How many "
        "numbers does the input have?"
    ),
    "missing-local-gradient": "This is upstream itself. How does the output change when this input does?",
    "missing-mask": "Some inputs have no effect on the output here. What is the gradient of an input without effect?",
    "missing-one-hot": (
        "These are the probabilities alone. The label enters the loss as well: what does it add to the gradient?"
    ),
    "missing-term": "One part of the sum is missing. By how many ways does a change of this entry reach the output?",
    "numerical-backward": (
        "It comes from differences of nearby values. Derive the formula by hand; differences are there to check it."
    ),
    "overwrites-gradient": (
        "This entry was used several times, and only one use is counted. What happens to gradients that meet at a "
        "branch?"
    ),
    "stale-cache": (
        "It is right for the inputs of another call. Where do you keep what backward needs: in the instance (self), "
        "or in something that all instances share?"
    ),
    "swapped-inputs": "Each of the two has the other's gradient. Which parameter of forward comes first?",
    "transposed": "The numbers are right, but rows and columns are exchanged. Write the shapes beside each product.",
    "upstream-twice": (
        "If upstream doubles, this becomes four times as large. How often does the chain rule multiply by it?"
    ),
    "uses-input-for-output": (
        "The formula holds, but for the other variable: is it the input or the output of forward that belongs in it?"
    ),
    "uses-output-for-input": (
        "This is the slope at the output's value. At which point of the curve is the slope wanted?"
    ),
    "wrong-broadcast-sum": (
        "Gradients of the copies of an entry are added up. Along which axes were copies made, and is this their sum?"
    ),
    "wrong-mask": (
        "The gradient passes where it should stop, or stops where it should pass. Which inputs were let through?"
    ),
    "wrong-sign": "Its size is right, its sign is not. Does the output grow or shrink when this input grows?",
}
