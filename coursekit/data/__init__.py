"""Data: mini-batches, splits, scaling, toy sets and surfaces, word vectors, tagged sentences and their windows."""

from coursekit.data.batches import Batches, minibatches
from coursekit.data.conll import Sentence, read_conll, tag_labels, tag_names
from coursekit.data.glove import WordVectors, read_glove
from coursekit.data.labels import one_hot
from coursekit.data.scaling import MeanSubtraction, Normalisation, Whitening
from coursekit.data.splits import Split, split, split_indices, subset
from coursekit.data.surfaces import SURFACES, Surface
from coursekit.data.toys import blobs, circles, line, linear, spirals, two_moons, xor
from coursekit.data.windows import corrupt, tagged_windows, windows

# fmt: off
__all__ = [
    "SURFACES", "Batches", "MeanSubtraction", "Normalisation", "Sentence", "Split", "Surface", "Whitening",
    "WordVectors", "blobs", "circles", "corrupt", "line", "linear", "minibatches", "one_hot", "read_conll",
    "read_glove", "spirals", "split", "split_indices", "subset", "tag_labels", "tag_names", "tagged_windows",
    "two_moons", "windows", "xor",
]
# fmt: on
