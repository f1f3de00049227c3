"""Training tools: early stopping, cross-validation, hyperparameter search, debugging, double descent."""

from coursekit.train.bayesian import bayesian_search
from coursekit.train.cross_validation import Scores, cross_validate, k_fold
from coursekit.train.debugging import GradientCheck, gradient_check, is_bouncing, saturation
from coursekit.train.double_descent import DoubleDescent, double_descent
from coursekit.train.early_stopping import EarlyStopping
from coursekit.train.search import SearchResult, Trial, grid_search, random_search
from coursekit.train.spaces import Choice, Integer, LogUniform, Uniform

# fmt: off
__all__ = [
    "Choice", "DoubleDescent", "EarlyStopping", "GradientCheck", "Integer", "LogUniform", "Scores", "SearchResult",
    "Trial", "Uniform", "bayesian_search", "cross_validate", "double_descent", "gradient_check", "grid_search",
    "is_bouncing", "k_fold", "random_search", "saturation",
]
# fmt: on
