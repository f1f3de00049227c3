"""`Module`: a part of a network that holds parameters, and finds those of all its parts by name.

    class NeuralNet(Module):
        def __init__(self):
            self.hidden = Linear(4, 8, rng=0)
            self.activation = ReLU()
            self.output = Linear(8, 3, rng=1)

        def forward(self, x):
            return self.output(self.activation(self.hidden(x)))

    model = NeuralNet()
    loss = SoftmaxCrossEntropy()(model(x), labels)
    model.zero_gradients()
    loss.backward()
    optimizer.step(model.parameters(), model.gradients())

A parameter is a `Tensor`, a part is a `Module` or a gate; both are held as attributes, also in lists, tuples and
dictionaries. Nothing has to be registered, and no `__init__` of a base class to be called: attributes are looked
through when somebody asks, never when the network computes.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from coursekit.arguments import Rng, generator
from coursekit.autodiff.tensor import Tensor
from coursekit.gates.gate import Gate
from coursekit.gates.noise import Noise
from coursekit.nn import parameter_file


class Member(NamedTuple):
    """What a module holds: its full name, the module that has it as an attribute, its name there, and itself."""

    name: str
    owner: "Module"
    local: str
    held: Any


class Module(ABC):
    """A part of a network. A subclass holds what it is made of as attributes, and computes in `forward`.

    - Names are paths: `"hidden.W"`, `"layers.0.b"`. They come in the order in which attributes were first assigned.
    - What is held twice (tied parameters) counts once, under its first name.
    - Trained are the tensors whose `needs_gradient` is true. The others are saved and loaded with them.
    - Left out are tensors that a gate has computed, and all attributes whose names begin with an underscore.
    """

    # The attributes of this module that are no weights: penalties leave them out.
    biases: ClassVar[tuple[str, ...]] = ("b",)

    training = True

    @abstractmethod
    def forward(self, *inputs: Any) -> Any:
        """Return the output for these inputs."""

    def __call__(self, *inputs: Any) -> Any:
        """Compute: the same as `forward`."""
        return self.forward(*inputs)

    def draw(self, rng: np.random.Generator) -> None:  # noqa: B027 - most modules hold no parameter themselves
        """Give the parameters that this module itself holds their first values, in place; by default, keep them."""

    def initialise(self, rng: Rng) -> Self:
        """Draw the parameters of all parts anew, in order, and let their noise go on from the same generator.

        rng: a seed, a generator, or None for other numbers each time; the same seed gives the same bits. What was
        given as numbers, such as word vectors, is kept.
        """
        random = generator(rng, "initialise")
        for part in self.parts():
            if isinstance(part, Module):
                part.draw(random)
            elif isinstance(part, Noise):
                part.rng = random
        return self

    def members(self) -> Iterator[Member]:
        """Iterate over everything that this module and its parts hold, each once."""
        return _members(self, "", {id(self)})

    def parts(self) -> Iterator[Any]:
        """Iterate over this module, and all modules and gates in it."""
        yield self
        for member in self.members():
            if isinstance(member.held, (Module, Gate)):
                yield member.held

    def tensors(self) -> dict[str, Tensor]:
        """Return all parameters by name, those that are not trained included."""
        return {member.name: member.held for member in self.members() if isinstance(member.held, Tensor)}

    def parameters(self) -> dict[str, Tensor]:
        """Return the parameters that are trained, by name."""
        return {name: tensor for name, tensor in self.tensors().items() if tensor.needs_gradient}

    def weights(self) -> dict[str, Tensor]:
        """Return the trained parameters that penalties are for: all but biases, and γ and β of `LayerNorm`.

        A module of one's own says which of its attributes are biases: `biases = ("b1", "b2")`; by default, `b`.
        """
        trained = self.parameters()
        return {
            member.name: member.held
            for member in self.members()
            if member.name in trained and member.local.partition(".")[0] not in member.owner.biases
        }

    def gradients(self) -> dict[str, Any]:
        """Return the gradients of the trained parameters by name: arrays, or None where backward did not come."""
        return {name: parameter.gradient for name, parameter in self.parameters().items()}

    def zero_gradients(self) -> None:
        """Forget all gradients, which otherwise add up from one backward to the next."""
        for parameter in self.parameters().values():
            parameter.gradient = None

    def train(self) -> Self:
        """Switch all parts to training: dropout drops."""
        return self._switch(training=True)

    def eval(self) -> Self:
        """Switch all parts to evaluation: what is random is replaced by what it is on average."""
        return self._switch(training=False)

    @contextmanager
    def mode(self, *, training: bool) -> Iterator[None]:
        """Within the block, train or evaluate; afterwards every part is in the mode that it was in before."""
        before = [(part, part.training) for part in self.parts() if isinstance(part, (Module, Noise))]
        self._switch(training=training)
        try:
            yield
        finally:
            for part, was_training in before:
                part.training = was_training

    def save(self, path: str | PathLike[str]) -> None:
        """Write all parameters to a `.npz` file, which is either whole or not there. Raises ValueError without .npz."""
        parameter_file.write(path, {name: tensor.value for name, tensor in self.tensors().items()})

    def load(self, path: str | PathLike[str]) -> Self:
        """Take over all parameters from a file that `save` wrote for a network of the same structure.

        Raises ValueError, naming the file and each parameter, if one is missing, unknown, or of another shape or dtype;
        then nothing has been changed. Nothing in the file is run.
        """
        self.assign(parameter_file.read(path, {name: tensor.value for name, tensor in self.tensors().items()}))
        return self

    def values(self) -> dict[str, Any]:
        """Return a copy of all parameters' values by name, for `assign` to put back."""
        return {name: np.array(tensor.value) for name, tensor in self.tensors().items()}

    def assign(self, values: dict[str, Any]) -> None:
        """Put values into all parameters, in place; names and shapes are those of `values()`."""
        for name, tensor in self.tensors().items():
            if tensor.ndim:
                tensor.value[...] = values[name]
            else:  # a single number may be no array
                tensor.value = np.array(values[name])

    def describe(self) -> str:
        """Return the name and settings of this module, in one line without its parts."""
        return type(self).__name__

    def __repr__(self) -> str:
        """A line for each part, with its parameters and their shapes; the first says how many numbers there are."""
        sizes = [(tensor.size, tensor.needs_gradient) for tensor in self.tensors().values()]
        total, trained = sum(size for size, _ in sizes), sum(size for size, needs in sizes if needs)
        own: dict[int, list[str]] = {}
        labels = {id(self): self.describe()}
        for member in self.members():
            if isinstance(member.held, Tensor):
                shown = f"{member.local} {member.held.shape}" + ("" if member.held.needs_gradient else " fixed")
                own.setdefault(id(member.owner), []).append(shown)
            elif isinstance(member.held, Module):
                labels[id(member.held)] = f"  {member.name}: {member.held.describe()}"
            elif type(member.held).__name__ != type(member.owner).__name__:  # what a layer is named after goes without
                labels[id(member.held)] = f"  {member.name}: {member.held}"
        lines = [": ".join([label, *filter(None, [", ".join(own.get(at, []))])]) for at, label in labels.items()]
        count = f"{total:,} parameters" + (f", {trained:,} of them trained" if trained != total else "")
        return "\n".join([f"{lines[0]} ({count})", *lines[1:]])

    def _switch(self, *, training: bool) -> Self:
        for part in self.parts():
            if isinstance(part, (Module, Noise)):
                part.training = training
        return self


def _members(module: Module, prefix: str, seen: set[int]) -> Iterator[Member]:
    """Walk through the attributes of a module, then of each module in them, as they come."""
    for attribute, held in vars(module).items():
        if attribute.startswith("_"):
            continue
        for local, leaf in _leaves(attribute, held):
            if id(leaf) in seen or (isinstance(leaf, Tensor) and leaf.gate is not None):
                continue
            seen.add(id(leaf))
            yield Member(prefix + local, module, local, leaf)
            if isinstance(leaf, Module):
                yield from _members(leaf, f"{prefix}{local}.", seen)


def _leaves(name: str, held: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, (Tensor, Module, Gate)):
        yield name, held
        return
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(held, dict):
        inside = held.items()
    elif isinstance(held, (list, tuple)):
        inside = enumerate(held)
    for key, part in inside:
        yield from _leaves(f"{name}.{key}", part)
