"""Gates, the nodes of computation graphs, and `Graph`: the reference for what students write."""

from coursekit.gates.activations import HardTanh, LeakyReLU, PReLU, ReLU, Sigmoid, Sign, SoftSign, Tanh
from coursekit.gates.arithmetic import Add, Divide, Exp, Log, Maximum, Minimum, Multiply, Negate, Power, Subtract
from coursekit.gates.broadcast import sum_to_shape
from coursekit.gates.contraction import Einsum
from coursekit.gates.cost import Cost, cost
from coursekit.gates.elementary import (
    Absolute,
    Arccos,
    Arccosh,
    Arcsin,
    Arcsinh,
    Arctan,
    Arctan2,
    Arctanh,
    Cos,
    Cosh,
    Expm1,
    Hypot,
    Log1p,
    LogAddExp,
    RaisedTo,
    Sin,
    Sinh,
    Sqrt,
    Tan,
)
from coursekit.gates.embedding import Embedding
from coursekit.gates.gate import Gate, input_names
from coursekit.gates.graph import Graph, Node, apply
from coursekit.gates.linear import Affine, MatMul
from coursekit.gates.losses import (
    BinaryCrossEntropy,
    L1Penalty,
    L2Penalty,
    MaxMargin,
    MeanSquaredError,
    SoftmaxCrossEntropy,
)
from coursekit.gates.noise import DropConnect, Dropout, StochasticPooling
from coursekit.gates.normalisation import LayerNorm
from coursekit.gates.reductions import CumSum, LogSumExp, Max, Mean, Min, Prod, Sum
from coursekit.gates.selection import AddAlongAxis, Sort, TakeAlongAxis, Where
from coursekit.gates.shaping import BroadcastTo, Concatenate, Index, Reshape, Scatter, Transpose
from coursekit.gates.softmax import LogSoftmax, Softmax, Sparsemax

# fmt: off
__all__ = [
    "Absolute", "Add", "AddAlongAxis", "Affine", "Arccos", "Arccosh", "Arcsin", "Arcsinh", "Arctan", "Arctan2",
    "Arctanh", "BinaryCrossEntropy", "BroadcastTo", "Concatenate", "Cos", "Cosh", "Cost", "CumSum", "Divide",
    "DropConnect", "Dropout", "Einsum", "Embedding", "Exp", "Expm1", "Gate", "Graph", "HardTanh", "Hypot", "Index",
    "L1Penalty", "L2Penalty", "LayerNorm", "LeakyReLU", "Log", "Log1p", "LogAddExp", "LogSoftmax", "LogSumExp",
    "MatMul", "Max", "MaxMargin", "Maximum", "Mean", "MeanSquaredError", "Min", "Minimum", "Multiply", "Negate", "Node",
    "PReLU", "Power", "Prod", "RaisedTo", "ReLU", "Reshape", "Scatter", "Sigmoid", "Sign", "Sin", "Sinh", "SoftSign",
    "Softmax", "SoftmaxCrossEntropy", "Sort", "Sparsemax", "Sqrt", "StochasticPooling", "Subtract", "Sum",
    "TakeAlongAxis", "Tan", "Tanh", "Transpose", "Where", "apply", "cost", "find_gate", "gate_names", "input_names",
    "sum_to_shape",
]
# fmt: on

_GATES: dict[str, type[Gate]] = {
    name: member
    for name, member in globals().items()
    if isinstance(member, type) and issubclass(member, Gate) and member is not Gate
}


def gate_names() -> tuple[str, ...]:
    """Return the names of all gates of the library, sorted."""
    return tuple(sorted(_GATES))


def find_gate(name: str) -> type[Gate]:
    """Return the gate of that name, which may end in "Gate": `find_gate("MultiplyGate")` is `Multiply`.

    Raises LookupError, with the names that come nearest, if there is none.
    """
    if gate := _GATES.get(name) or _GATES.get(name.removesuffix("Gate")):
        return gate
    import difflib  # only for the message: it would slow down every import of the library

    near = difflib.get_close_matches(name.removesuffix("Gate"), gate_names(), n=3)
    remedy = f"did you mean {' or '.join(near)}?" if near else f"the gates are {', '.join(gate_names())}"
    raise LookupError(f"no gate is named {name!r}; {remedy}")
