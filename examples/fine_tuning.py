"""TV, telly, television: what happens to a word that training does not see, when the vectors are trained.

A logistic regression tells words of the household from words that are none, by their vectors. TV and telly are among
the words it is trained on, television is not. As long as the vectors stay fixed, television is close to the two and is
classified as they are. Fine-tuning moves TV and telly to where the classifier wants them, and leaves television behind.

Source: CS224N lecture 4, the pitfall when retraining word vectors.

Run it: python -m examples.fine_tuning
"""

import numpy as np

from coursekit.data.corpus import word_vectors
from coursekit.gates import Sigmoid
from coursekit.nn import Embedding, Linear, Sequential
from coursekit.optim import SGD

HOUSEHOLD = ["TV", "telly"]
OTHERS = ["Monday", "Tuesday", "Porto", "Lisbon", "Haddad", "Sato", "Belgium", "invited", "asked", "hired"]


def main(epochs: int = 300) -> dict[str, dict[str, float]]:
    """Return, for fixed and for fine-tuned vectors, the cosine of TV and television and the latter's probability."""
    vectors = word_vectors()
    ids = vectors.ids(HOUSEHOLD + OTHERS)
    y = np.array([[1.0]] * len(HOUSEHOLD) + [[0.0]] * len(OTHERS))
    television = vectors.ids(["television"])

    found = {}
    for name, fine_tune in (("fixed", False), ("fine-tuned", True)):
        embedding = Embedding.of(vectors, fine_tune=fine_tune)
        model = Sequential(embedding, Linear(vectors.vectors.shape[1], 1, rng=0))
        model.compile(SGD(1.0), "binary_cross_entropy", metrics=["accuracy"])
        model.fit(ids, y, epochs=epochs, batch_size=len(ids), rng=0)
        a, b = embedding.E.value[vectors.ids(["TV", "television"])]
        found[name] = {
            "cosine": float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)),
            "probability": float(Sigmoid().forward(model.predict(television))[0, 0]),
            "trained": model.evaluate(ids, y)["accuracy"],
        }
        print(f"{name:10} vectors: {found[name]}")
    return found


if __name__ == "__main__":
    main()
