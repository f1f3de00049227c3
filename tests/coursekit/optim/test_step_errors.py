"""What an optimizer refuses: each error names the parameter, what was given and what fits, and nothing has changed."""

from fractions import Fraction

import numpy as np
import pytest

from coursekit.optim import SGD, Adadelta, Adafactor, Adagrad, Adam, AdamW, Nesterov, RMSProp, RowGradient, SparseAdam


def refused(error, match, params, grads, optimizer=None):
    optimizer = optimizer or Adam()
    with pytest.raises(error, match=match):
        optimizer.step(params, grads)
    assert optimizer.steps == 0


def ones(*shape):
    return np.ones(shape)


@pytest.mark.parametrize(
    ("error", "match", "params", "grads"),
    [
        (ValueError, "no gradient for b. The parameters are W, b", {"W": ones(2), "b": ones(2)}, {"W": ones(2)}),
        (ValueError, "no parameter is named V", {"W": ones(2)}, {"W": ones(2), "V": ones(2)}),
        (ValueError, "2 parameters, but 1 gradients", [ones(2), ones(2)], [ones(2)]),
        (TypeError, "params is a mapping, but grads is a list", {"W": ones(2)}, [ones(2)]),
        (TypeError, "params is a list, but grads is one array", [ones(2)], ones(2)),
        (TypeError, "names in params must be strings, not 0", {0: ones(2)}, {0: ones(2)}),
        (ValueError, r"gradient of W has shape \(2, 1\), but W has shape \(2,\)", {"W": ones(2)}, {"W": ones(2, 1)}),
        (ValueError, r"gradient of W has shape \(\), but", {"W": ones(2)}, {"W": 1.0}),
        (TypeError, "gradient of W must be real numbers, not complex128", {"W": ones(2)}, {"W": 1j * ones(2)}),
        (TypeError, "gradient of W must be real numbers, not <U1", {"W": ones(1)}, {"W": ["a"]}),
        (TypeError, r"parameter W has dtype int64.*\.astype", {"W": np.array([1, 2])}, {"W": ones(2)}),
        (TypeError, "parameter W has dtype float16", {"W": ones(2).astype(np.float16)}, {"W": ones(2)}),
        (TypeError, r"parameter b is a float, which cannot be changed in place.*np.array", {"b": 0.1}, {"b": 0.1}),
        (TypeError, "parameter b is a float64", {"b": np.float64(0.1)}, {"b": 0.1}),
        (TypeError, "parameter 0 is a generator", (n for n in [ones(2)]), ones(2)),
        (ValueError, "parameter W is read-only", {"W": np.broadcast_to(1.0, (2,))}, {"W": ones(2)}),
        (ValueError, r"gradient of W is nan at index \[1\], and not finite in 1 of 2", ones(2), [1.0, np.nan]),
        (ValueError, r"gradient of W is -inf at index \[0, 1\].*2 of 4", ones(2, 2), [[1, -np.inf], [np.inf, 0]]),
        (TypeError, "SparseAdam takes; make it an array with .dense", ones(2), RowGradient([0], [1.0])),
    ],
)
def test_refusals(error, match, params, grads):
    if isinstance(params, np.ndarray):
        params, grads = {"W": params}, {"W": grads}
    refused(error, match, params, grads)


@pytest.mark.parametrize(
    ("error", "match", "gradient"),
    [
        (ValueError, r"rows of shape \(3,\), but E has shape \(4, 2\)", RowGradient([0], ones(1, 3))),
        (ValueError, "names row 4, but E has the rows 0 to 3", RowGradient([0, 4], ones(2, 2))),
        (ValueError, "names row -1", RowGradient([-1], ones(1, 2))),
        (ValueError, "gradient of E is nan", RowGradient([1], [[0.0, np.nan]])),
        (TypeError, "gradient of E must be real numbers, not complex128", RowGradient([1], 1j * ones(1, 2))),
    ],
)
def test_refusals_of_rows(error, match, gradient):
    refused(error, match, {"E": ones(4, 2)}, {"E": gradient}, SparseAdam())


def test_a_refused_step_changes_nothing():
    optimizer, params = Adam(), {"W": ones(2), "b": ones(3)}
    for wrong in (np.full(3, np.nan), ones(2)):
        with pytest.raises(ValueError, match="gradient of b"):
            optimizer.step(params, {"W": ones(2), "b": wrong})
    assert not optimizer.state
    np.testing.assert_array_equal(params["W"], 1.0)
    optimizer.lr = lambda t: -1.0
    with pytest.raises(ValueError, match=r"gives the rate -1.0 for step 0"):
        optimizer.step(params, {"W": ones(2), "b": ones(3)})
    np.testing.assert_array_equal(params["W"], 1.0)


def test_a_sum_that_overflows_is_no_error():
    large = np.full(3, np.finfo(np.float64).max)
    param = np.zeros(3)
    SGD(1e-300).step(param, large)
    assert np.isfinite(param).all()


def test_one_array_under_two_names_is_refused():
    W = ones(2)
    refused(ValueError, "E and U are one array", {"E": W, "U": W}, {"E": W, "U": W})


def test_parameters_that_have_changed_are_refused():
    for optimizer in (SGD(), Adam()):
        optimizer.step({"W": ones(2)}, {"W": ones(2)})
        with pytest.raises(ValueError, match=r"parameter W has shape \(3,\) and dtype float64, but had shape \(2,\)"):
            optimizer.step({"W": ones(3)}, {"W": ones(3)})
        with pytest.raises(ValueError, match="and dtype float32, but had"):
            optimizer.step({"W": ones(2).astype(np.float32)}, {"W": ones(2)})
        optimizer.step({"W": ones(2), "new": ones(3)}, {"W": ones(2), "new": ones(3)})


def test_states_of_others_are_refused():
    adam = Adam()
    adam.step({"W": ones(2)}, {"W": ones(2)})
    saved = adam.state_dict()
    for other in (SGD(), Adam(amsgrad=True)):
        other.load_state_dict(saved)
        with pytest.raises(ValueError, match=r"state that was loaded for W is first_moment \(2,\) float64"):
            other.step({"W": ones(2)}, {"W": ones(2)})
    for wrong in (ones(3), ones(2).astype(np.float32)):
        other = Adam()
        other.load_state_dict(saved)
        with pytest.raises(ValueError, match="load what an optimizer with the same settings saved"):
            other.step({"W": wrong}, {"W": wrong})
    plain = SGD()
    plain.step({"W": ones(2)}, {"W": ones(2)})
    other = Adam()
    other.load_state_dict(plain.state_dict())
    with pytest.raises(ValueError, match="loaded for W is empty, but W needs first_moment"):
        other.step({"W": ones(2)}, {"W": ones(2)})
    with pytest.raises(ValueError, match=r"has \[\] where \['steps'\] are expected"):
        adam.load_state_dict({})
    with pytest.raises(ValueError, match="saved state of W has no number W/steps"):
        adam.load_state_dict({"steps": np.array(1), "W/first_moment": ones(2)})
    assert adam.steps == 1


@pytest.mark.parametrize(
    ("error", "match", "make"),
    [
        (ValueError, "Adam: lr must be above 0, not 0", lambda: Adam(0)),
        (ValueError, "SGD: lr must be above 0, not -0.1", lambda: SGD(-0.1)),
        (ValueError, "Adam: lr must be finite, not nan", lambda: Adam(float("nan"))),
        (TypeError, "Adam: lr must be a real number, not str '0.1'", lambda: Adam("0.1")),
        (ValueError, r"Adam: betas\[1\] must be at least 0 and below 1, not 1.0", lambda: Adam(betas=(0.9, 1.0))),
        (ValueError, r"AdamW: betas\[0\] must be", lambda: AdamW(betas=(-0.1, 0.9))),
        (TypeError, "SparseAdam: betas must be two numbers", lambda: SparseAdam(betas=0.9)),
        (ValueError, "Adam: eps must be above 0", lambda: Adam(eps=0)),
        (ValueError, "AdamW: weight_decay must be 0 or above", lambda: AdamW(weight_decay=-1)),
        (ValueError, "SGD: momentum must be at least 0 and below 1, not 1", lambda: SGD(momentum=1)),
        (ValueError, "SGD: form must be 'buffer' or 'velocity', not 'ball'", lambda: SGD(form="ball")),
        (ValueError, "SGD: nesterov needs a momentum above 0", lambda: SGD(nesterov=True)),
        (ValueError, "no dampening", lambda: SGD(nesterov=True, momentum=0.9, dampening=0.1)),
        (ValueError, "belongs to form='buffer'", lambda: SGD(momentum=0.9, dampening=0.1, form="velocity")),
        (ValueError, "Nesterov: momentum", lambda: Nesterov(momentum=-0.1)),
        (ValueError, "Adagrad: initial must be 0 or above", lambda: Adagrad(initial=-1)),
        (ValueError, "Adadelta: decay must be at least 0 and below 1", lambda: Adadelta(decay=1)),
        (ValueError, "RMSProp: decay", lambda: RMSProp(decay=-1)),
        (ValueError, "Adafactor: beta2_decay must be 0 or below", lambda: Adafactor(beta2_decay=0.8)),
        (TypeError, "Adafactor: eps must be two numbers", lambda: Adafactor(eps=1e-3)),
        (ValueError, r"Adafactor: eps\[0\] must be above 0", lambda: Adafactor(eps=(0.0, 1e-3))),
        (ValueError, "Adafactor: d must be 1 or above", lambda: Adafactor(d=0.5)),
    ],
)
def test_hyperparameters_are_refused_by_name(error, match, make):
    with pytest.raises(error, match=match):
        make()


def test_numbers_of_other_kinds_are_taken():
    param = ones(1)
    SGD(Fraction(1, 4)).step(param, ones(1))
    assert param == 0.75
