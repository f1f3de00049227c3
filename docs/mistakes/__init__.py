"""Mistakes, each by its smallest example: what `docs/findings.md` is made of.

To add a code: a sentence in `coursekit/checking/meanings.py`, an example in one of these modules, and
`python -m docs.make_findings`.
"""

from docs.mistakes.answers import ANSWERS
from docs.mistakes.destinations import DESTINATIONS
from docs.mistakes.example import Example
from docs.mistakes.local_gradients import LOCAL_GRADIENTS
from docs.mistakes.manners import MANNERS
from docs.mistakes.outputs import OUTPUTS
from docs.mistakes.programs import NUMERICAL_GRADIENTS, PROGRAMS

# The page's chapters, in its order.
CHAPTERS: dict[str, tuple[Example, ...]] = {
    "No answer, or none that can be compared": ANSWERS,
    "The output": OUTPUTS,
    "What a gradient is made of": LOCAL_GRADIENTS,
    "Where a gradient goes": DESTINATIONS,
    "How it is computed": MANNERS,
    "How gradients run through a program": PROGRAMS,
    "Numerical gradients and gradient checkers": NUMERICAL_GRADIENTS,
}
