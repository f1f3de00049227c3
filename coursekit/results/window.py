"""A window of word vectors scored by a small network, and the vectors' way while it is trained with maximum margin.

    x = [x₁ … x₅], the vectors of a window's words one after the other, two numbers for each
    s = uᵀ tanh(W x + b)
    J = mean of max(1 + s_c − s, 0) over pairs of a true window, which has a place in its centre, and a corrupt one

∂s/∂x = Wᵀ(u ∘ tanh′(Wx + b)) is cut into the words' gradients. Fine-tuning lets J change the vectors of words that are
in the windows: TV and telly are, television is not and stays where it was.

Source: maximum margin objective, CS224n notes; CS224N lecture 4, windows and the pitfall when retraining word vectors;
syllabus row 22. The vectors were made for this picture: words of a kind are near each other.
"""

from dataclasses import dataclass

import numpy as np

from coursekit.autodiff import vjp
from coursekit.data import WordVectors, corrupt
from coursekit.data.examples import Indices
from coursekit.gates import MaxMargin
from coursekit.nn import WindowScorer
from coursekit.optim import GradientDescent
from coursekit.results.arrays import Floats

SIZE, HIDDEN, MARGIN = 2, 8, 1.0
STEPS = 120
LOW, HIGH = -1.75, 2.05  # of the plane that is shown

_POINTS: dict[str, tuple[float, float]] = {
    "Paris": (1.05, 1.0),
    "Rome": (1.4, 0.9),
    "London": (0.7, 1.2),
    "TV": (0.85, 0.5),
    "telly": (1.42, 0.4),
    "television": (1.13, 0.43),
    "museums": (-0.1, 1.45),
    "in": (-1.0, 0.25),
    "at": (-0.6, -0.05),
    "not": (-0.75, -0.85),
    "all": (-0.3, -0.55),
    "are": (-1.45, 0.0),
    "amazing": (0.35, -1.3),
    "very": (0.0, -0.9),
    "much": (0.55, -0.75),
    "night": (1.2, -0.85),
    "we": (-1.4, 1.05),
    "they": (-1.1, 1.35),
    "love": (-0.75, 0.75),
    "like": (-0.35, 0.95),
}
VECTORS = WordVectors(tuple(_POINTS), np.array(list(_POINTS.values())))
THREE = ("TV", "telly", "television")
TRAINED, UNSEEN = THREE[:2], THREE[2]

# Where only the centre differs: it alone decides what is a place.
_PAIRS = (
    ("museums in Paris are amazing", "not all museums in Paris"),
    ("we love Rome at night", "we love TV at night"),
    ("they like London very much", "they like telly very much"),
    ("we love Paris very much", "we love TV very much"),
    ("they like Rome at night", "they like telly at night"),
)
# Their corrupt centres are drawn, from the words that are neither places nor devices.
_DRAWN = ("museums in Rome are amazing", "museums in London are amazing")
HOST = _PAIRS[1][0]
UNSEEN_WINDOW = HOST.replace("Rome", UNSEEN)
WINDOWS = (*(window for pair in _PAIRS for window in pair), UNSEEN_WINDOW)


@dataclass(frozen=True, eq=False)
class WindowTraining:
    """All parameters before each of T − 1 steps and after the last, and what they make of the windows.

    vectors (T, V, 2), W (T, hidden, 10), b and u (T, hidden); loss (T,): J; scores (T, 4): of the window "we love ·
    at night" with TV, telly, television and Rome in the centre. true, corrupted: the pairs' words by number (n, 5).
    """

    fine_tune: bool
    true: Indices
    corrupted: Indices
    vectors: Floats
    W: Floats
    b: Floats
    u: Floats
    loss: Floats
    scores: Floats

    @property
    def margins(self) -> Floats:
        """How far below Rome's window the three are (T, 3); the objective asks for 1."""
        return self.scores[:, 3:] - self.scores[:, :3]

    def distance(self, step: int, one: str, other: str) -> float:
        """Return how far apart two words' vectors are at a step."""
        first, second = (self.vectors[step, VECTORS.index[word]] for word in (one, other))
        return float(np.linalg.norm(first - second))

    def moved(self, step: int, word: str) -> float:
        """Return how far a word's vector is from where it began."""
        row = VECTORS.index[word]
        return float(np.linalg.norm(self.vectors[step, row] - self.vectors[0, row]))


def window_training(*, fine_tune: bool, lr: float = 0.05, seed: int = 0) -> WindowTraining:
    """Train a `WindowScorer` by gradient descent on all pairs, for `STEPS` steps, and keep every step.

    seed: draws the network's first parameters, and the corrupt centres of two windows.
    """
    true, corrupted = training_windows(seed)
    model = WindowScorer(VECTORS, size=SIZE, hidden=HIDDEN, fine_tune=fine_tune, rng=seed)
    optimizer, objective = GradientDescent(lr), MaxMargin(margin=MARGIN)
    hosts = _hosts()
    kept: list[list[Floats]] = [[] for _ in range(6)]
    for step in range(STEPS + 1):
        loss = objective(model(true), model(corrupted))
        now = (*_parameters(model), loss.value, model(hosts).value)
        for series, value in zip(kept, now, strict=True):
            series.append(np.array(value))
        if step < STEPS:
            model.zero_gradients()
            loss.backward()
            optimizer.step(model.parameters(), model.gradients())
    return WindowTraining(fine_tune, true, corrupted, *(np.array(series) for series in kept))


def training_windows(seed: int) -> tuple[Indices, Indices]:
    """Return the words of the true windows and of the corrupt ones beside them, each (n, 5)."""
    drawn = np.array([window_ids(window) for window in _DRAWN])
    others = VECTORS.ids([word for word in VECTORS.words if word not in THREE and not word[0].isupper()], None)
    true, corrupted = (np.array([window_ids(pair[place]) for pair in _PAIRS]) for place in range(2))
    return np.concatenate([true, drawn]), np.concatenate([corrupted, corrupt(drawn, list(others), seed)])


def window_ids(window: str) -> Indices:
    """Return the numbers of a window's words (5,). Raises KeyError for words that have no vector here."""
    return VECTORS.ids(window.split(), None)


def word_gradients(training: WindowTraining, step: int, window: str, *, of_loss: bool = False) -> tuple[float, Floats]:
    """Return the window's score s, and ∂s/∂x cut into its words' gradients (5, 2), or ∂J/∂x.

    J has a gradient for the windows of training alone: 0 for the one with television, and where the margin is met.
    """
    model, ids = scorer_at(training, step), window_ids(window)
    score, pull_back = vjp(model.scores, model.join(ids[np.newaxis]).value)
    upstream = _of_score(training, model, ids) if of_loss else 1.0
    (gradient,) = pull_back(np.full((1, 1), upstream))
    return float(np.squeeze(score.value)), np.reshape(gradient.value, (len(ids), -1))


def score_plane(training: WindowTraining, step: int, points: int = 25) -> tuple[Floats, Floats]:
    """Return coordinates (n,), and the score of "we love · at night" with each point in its centre, (n, n) by y and x.

    Where the score is more than 1 below that of Rome, a word in the centre meets the margin.
    """
    model, along = scorer_at(training, step), np.linspace(LOW, HIGH, points)
    x = np.repeat(model.join(window_ids(HOST)[np.newaxis]).value, points * points, axis=0)
    grid = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
    x[:, 2 * SIZE : 2 * SIZE + 2] = grid
    scores: Floats = model.scores(x).value.reshape(points, points)
    return along, scores


def scorer_at(training: WindowTraining, step: int) -> WindowScorer:
    """Return the network with the vectors and parameters that it had at a step."""
    model = WindowScorer(training.vectors[step], size=SIZE, hidden=HIDDEN, fine_tune=training.fine_tune, rng=0)
    model.hidden.W.value[...] = training.W[step]
    model.hidden.b.value[...] = training.b[step]
    model.output.W.value[...] = training.u[step]
    return model


def _parameters(model: WindowScorer) -> tuple[Floats, ...]:
    return model.embedding.E.value, model.hidden.W.value, model.hidden.b.value, model.output.W.value[0]


def _hosts() -> Indices:
    """Return the windows of the three words and of Rome (4, 5)."""
    return np.array([window_ids(HOST.replace("Rome", word)) for word in (*THREE, "Rome")])


def _of_score(training: WindowTraining, model: WindowScorer, ids: Indices) -> float:
    """Return ∂J/∂s of a window: the sum over the pairs in which it is."""
    objective = MaxMargin(margin=MARGIN)
    objective.forward(model(training.true).value, model(training.corrupted).value)
    upstreams = objective.backward(np.float64(1))
    places = (training.true, training.corrupted)
    return float(sum(np.sum(u[np.all(w == ids, axis=1)]) for u, w in zip(upstreams, places, strict=True)))
