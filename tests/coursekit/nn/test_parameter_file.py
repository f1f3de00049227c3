"""Saving and loading: a round trip to the last bit, and every file that does not fit."""

import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from coursekit.autodiff import Tensor
from coursekit.nn import Embedding, Linear, Module, Sequential, parameter_file


def net(seed=0, width=3):
    return Sequential(Embedding.of(np.eye(4), fine_tune=False), Linear(4, width, rng=seed))


def test_a_round_trip_keeps_every_bit(tmp_path):
    saved, loaded = net(0), net(1)
    saved.layers[0].E.value += 0.1
    path = tmp_path / "model.npz"
    saved.save(path)
    assert loaded.load(str(path)) is loaded
    for name, value in saved.values().items():
        np.testing.assert_array_equal(loaded.values()[name], value)
    with np.load(path, allow_pickle=False) as file:
        assert set(file.files) == {"layers.0.E", "layers.1.W", "layers.1.b"}


def test_the_same_numbers_are_the_same_bytes_and_nothing_else_is_left(tmp_path):
    for name in ("a.npz", "b.npz", "a.npz"):
        net().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


class Odd(Module):
    """Names that a keyword argument could not have, a scalar, float32, and no entries."""

    def __init__(self, file):
        self.file = Tensor(file)
        self.allow_pickle = Tensor(np.zeros((0, 2), np.float32))
        self.by_name = {"a b/c": Tensor(np.float64(0.5))}

    def forward(self, x):
        return x * self.file


@given(arrays.arrays(np.float64, arrays.array_shapes(min_dims=0), elements=st.floats(-1e300, 1e300)))
def test_any_shape_and_any_name(tmp_path_factory, array):
    path = tmp_path_factory.mktemp("odd") / "odd.npz"
    odd = Odd(array)
    odd.save(path)
    other = Odd(np.zeros_like(array)).load(path)
    np.testing.assert_array_equal(other.file.value, array)
    assert other.by_name["a b/c"].item() == 0.5
    assert odd(2.0).shape == array.shape


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "model.npz"
    net(0).save(path)
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(OSError, match="no space"):
        net(1).save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]


def test_what_does_not_fit_is_named_and_nothing_is_changed(tmp_path):
    path = tmp_path / "other.npz"
    E, W = np.eye(4), np.zeros((2, 4))
    parameter_file.write(path, {"layers.0.E": E.astype(np.float32), "layers.1.W": W, "layers.2.W": W})
    model = net()
    before = model.values()
    with pytest.raises(ValueError, match=r"other\.npz does not fit this network, and nothing was loaded") as caught:
        model.load(path)
    message = str(caught.value)
    assert "there is no layers.1.b (3,)" in message
    assert "layers.2.W (2, 4) is unknown" in message
    assert "layers.0.E is float32 (4, 4) where the network has float64 (4, 4)" in message
    assert "layers.1.W is float64 (2, 4) where the network has float64 (3, 4)" in message
    assert "whose parameters are layers.0.E (4, 4), layers.1.W (3, 4), layers.1.b (3,)" in message
    for name, value in model.values().items():
        np.testing.assert_array_equal(value, before[name])


def test_paths_end_in_npz():
    for call in (net().save, net().load):
        with pytest.raises(ValueError, match=r"kept in \.npz files; give 'model\.npz', not 'model'"):
            call("model")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"gone\.npz: there is no such file; model\.save"):
        net().load(tmp_path / "gone.npz")


class Boom:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


def test_what_is_no_file_of_parameters_is_refused_and_never_run(tmp_path):
    text, pickled, single = (tmp_path / f"{name}.npz" for name in ("text", "pickled", "single"))
    text.write_text("W = 1")
    pickled.write_bytes(pickle.dumps(Boom()))
    with single.open("wb") as file:
        np.save(file, np.zeros(3))
    hidden = tmp_path / "hidden.npz"
    np.savez(hidden, **{"layers.1.W": np.array([Boom()])})
    damaged = tmp_path / "damaged.npz"
    net().save(damaged)
    bytes_ = bytearray(damaged.read_bytes())
    bytes_[200] ^= 255
    damaged.write_bytes(bytes_)
    for path in (text, pickled, single, hidden, damaged):
        with pytest.raises(ValueError, match=rf"{path.name} is no file of parameters, as model.save\(path\) writes it"):
            net().load(path)


def test_an_archive_of_other_things_is_refused(tmp_path):
    path = tmp_path / "notes.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("layers.1.W", "no array")
    with pytest.raises(ValueError, match=r"layers\.1\.W is .* where the network has float64"):
        net().load(path)
