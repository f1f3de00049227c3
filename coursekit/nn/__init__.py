"""Neural networks: modules with parameters by name, layers, losses, and a model that trains itself."""

from coursekit.nn.callbacks import Callback, Checkpoint, EarlyStopping, LearningRate, Training
from coursekit.nn.debugging import Overfit, check_gradients, overfits, saturation_by_layer
from coursekit.nn.history import History
from coursekit.nn.initialisers import (
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Initialiser,
    Normal,
    Orthogonal,
    SmallPositive,
    Uniform,
    Zeros,
    log_frequencies,
    mean_logit,
)
from coursekit.nn.layers import DropConnect, Dropout, Embedding, LayerNorm, Linear, StochasticPooling
from coursekit.nn.layerwise import elementwise, error_sharing, layerwise, with_bias, with_one
from coursekit.nn.model import Model
from coursekit.nn.module import Module
from coursekit.nn.regularisation import l1, l2
from coursekit.nn.sequential import Sequential
from coursekit.nn.signal_propagation import LayerSignals, SignalPropagation, layer_signals, signal_propagation
from coursekit.nn.window import WindowClassifier, WindowScorer

# fmt: off
__all__ = [
    "Callback", "Checkpoint", "Constant", "DropConnect", "Dropout", "EarlyStopping", "Embedding", "GlorotNormal",
    "GlorotUniform", "HeNormal", "HeUniform", "History", "Initialiser", "LayerNorm", "LayerSignals", "LearningRate",
    "Linear", "Model", "Module", "Normal", "Orthogonal", "Overfit", "Sequential", "SignalPropagation", "SmallPositive",
    "StochasticPooling", "Training", "Uniform", "WindowClassifier", "WindowScorer", "Zeros", "check_gradients",
    "elementwise", "error_sharing", "l1", "l2", "layer_signals", "layerwise", "log_frequencies", "mean_logit",
    "overfits", "saturation_by_layer", "signal_propagation", "with_bias", "with_one",
]
# fmt: on
