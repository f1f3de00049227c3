"""Mistakes, each by its smallest example: what `docs/findings.md` is made of.

To add a code: a sentence in `coursekit/checking/meanings.py`, an example in one of these modules, and
`python -m docs.make_findings`.
"""

from docs.mistakes.answers import ANSWERS
from docs.mistakes.chance import DROPOUTS, INITIALISERS
from docs.mistakes.destinations import DESTINATIONS
from docs.mistakes.example import Example
from docs.mistakes.local_gradients import LOCAL_GRADIENTS
from docs.mistakes.manners import MANNERS
from docs.mistakes.optimizers import AVERAGES, MEMORY, STEPS
from docs.mistakes.outputs import OUTPUTS
from docs.mistakes.programs import NUMERICAL_GRADIENTS, PROGRAMS
from docs.mistakes.schedules import SCHEDULES

# The page's parts, each about one kind of candidate, and their chapters, in the page's order.
PARTS: dict[str, dict[str, tuple[Example, ...]]] = {
    "Gates and functions": {
        "No answer, or none that can be compared": ANSWERS,
        "The output": OUTPUTS,
        "What a gradient is made of": LOCAL_GRADIENTS,
        "Where a gradient goes": DESTINATIONS,
        "How it is computed": MANNERS,
    },
    "Optimizers": {
        "The step": STEPS,
        "What is remembered": MEMORY,
        "Averages of gradients and of their squares": AVERAGES,
    },
    "Schedules": {"The rate of a step": SCHEDULES},
    "What is random": {
        "Initialisers and other random functions": INITIALISERS,
        "Dropout": DROPOUTS,
    },
    "Tapes and graphs": {"How gradients run through a program": PROGRAMS},
    "Numerical gradients and gradient checkers": {
        "Where a function is called, and what is compared": NUMERICAL_GRADIENTS
    },
}
