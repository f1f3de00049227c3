"""Mutants: a right program with one mistake in each, to see whether the checks of an assignment would notice.

Pure: Python source in, mutants out. Nothing is run here.
"""

from autograder.mutation.families import FAMILIES
from autograder.mutation.mutants import Mutant, mutants

__all__ = ["FAMILIES", "Mutant", "mutants"]
