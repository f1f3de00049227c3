"""Named entities from word windows: is the word in the middle a person, a place, an organisation, or none of them?

A window classifier is compared with two that see no windows: one that always says the most frequent class, and one that
knows by heart which tag each word of the training part had most often. Nearly half of the names in the test part are
in no other part: whoever has learnt names by heart fails on them.

Run it: python -m examples.named_entities
"""

from collections import Counter, defaultdict

import numpy as np

from coursekit.data import tag_names, tagged_windows
from coursekit.data.corpus import ner_sentences, word_vectors
from coursekit.nn import EarlyStopping, WindowClassifier
from coursekit.optim import Adam


def f1(predicted: np.ndarray, labels: np.ndarray) -> float:
    """The F1 score of words that are part of a name (labels above 0): of precision and recall, the harmonic mean."""
    right = np.sum((predicted == labels) & (labels > 0))
    return float(2 * right / (np.sum(predicted > 0) + np.sum(labels > 0)))


def by_heart(x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """For each word in the middle, the label that it had most often in training; 0 (no name) for unknown words."""
    seen: dict[int, Counter] = defaultdict(Counter)
    for word, label in zip(x[:, x.shape[1] // 2], y, strict=True):
        seen[word][label] += 1
    return np.array([seen[w].most_common(1)[0][0] if w in seen else 0 for w in x_test[:, x.shape[1] // 2]])


def main(epochs: int = 15, seed: int = 0) -> dict[str, float]:
    """Return the F1 scores on the test part, by the names of the three."""
    vectors = word_vectors()
    tags = tag_names(ner_sentences("train"))
    x, y = tagged_windows(ner_sentences("train"), vectors, tags, size=2)
    x_validation, y_validation = tagged_windows(ner_sentences("validation"), vectors, tags, size=2)
    x_test, y_test = tagged_windows(ner_sentences("test"), vectors, tags, size=2)

    model = WindowClassifier(vectors, classes=len(tags), size=2, hidden=64, rng=seed)
    model.compile(Adam(0.005), "softmax_cross_entropy", metrics=["accuracy"])
    stopping = EarlyStopping(patience=3)
    validation = (x_validation, y_validation)
    print(model.fit(x, y, epochs=epochs, batch_size=32, validation=validation, callbacks=stopping, rng=seed))

    predictions = {
        "majority": np.full(len(y_test), np.argmax(np.bincount(y))),
        "by heart": by_heart(x, y, x_test),
        "windows": np.argmax(model.predict(x_test), axis=1),
    }
    for name, predicted in predictions.items():
        print(f"{name:9} accuracy {np.mean(predicted == y_test):.3f}, F1 of names {f1(predicted, y_test):.3f}")
    return {name: f1(predicted, y_test) for name, predicted in predictions.items()}


if __name__ == "__main__":
    main()
