"""The example programs reach what the lectures' programs reach."""

import numpy as np
import pytest

from examples import fine_tuning, line, logistic_regression, multilayer_perceptron, named_entities, training_loop
from examples.digits import digits

pytestmark = pytest.mark.slow


def test_the_line_is_found(capsys):
    W, b = line.main()
    # As the lecture prints them: W: [0.1], b: [0.3]; step 200 is at 1e-6 of them.
    assert (round(W, 5), round(b, 5)) == (0.1, 0.3)
    assert "step 200: W 0.10000" in capsys.readouterr().out


def test_logistic_regression_predicts_its_targets():
    # In the lecture's 10,000 steps nothing happens after the first 3,000; predictions are right long before.
    result = logistic_regression.main(steps=500)
    np.testing.assert_array_equal(result.predictions, result.targets)
    assert result.costs == sorted(result.costs, reverse=True)


def test_the_multilayer_perceptron_learns_its_clouds():
    score = multilayer_perceptron.main()
    assert score["accuracy"] > 0.9


def test_the_training_loop_learns_to_read_digits():
    assert training_loop.main() > 0.85


def test_windows_tell_names_that_were_never_seen():
    f1 = named_entities.main()
    assert f1["majority"] == 0
    assert f1["windows"] > 0.9 > 0.75 > f1["by heart"]


def test_television_stays_behind_when_tv_and_telly_are_fine_tuned():
    found = fine_tuning.main()
    assert found["fixed"]["trained"] == found["fine-tuned"]["trained"] == 1
    assert found["fixed"]["cosine"] > 0.99 > 0.8 > found["fine-tuned"]["cosine"]
    assert found["fixed"]["probability"] > 0.9
    assert found["fine-tuned"]["probability"] < 0.5


def test_digits_are_drawn_the_same_for_the_same_seed():
    (one, labels), (two, _) = (digits(30, np.random.default_rng(0)) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert one.shape == (30, 28, 28)
    assert one.min() == 0 < one.max() == 1
    assert set(labels) <= set(range(10))
