"""Tapes in several styles, as source text: the wrong ones are made by changing a line."""

import math
import types

import numpy as np

# Each value keeps its parents with the local gradients; the order is found without recursion.
SLOPES = """
class Value:
    def __init__(self, value, parents=()):
        self.value = value
        self.parents = parents
        self.gradient = 0.0

    @staticmethod
    def wrap(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.wrap(other)
        return Value(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        other = Value.wrap(other)
        return Value(self.value - other.value, [(self, 1.0), (other, -1.0)])

    def __rsub__(self, other):
        return Value.wrap(other) - self

    def __mul__(self, other):
        other = Value.wrap(other)
        return Value(self.value * other.value, [(self, other.value), (other, self.value)])

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        other = Value.wrap(other)
        return Value(self.value / other.value, [(self, 1 / other.value), (other, -self.value / other.value**2)])

    def __rtruediv__(self, other):
        return Value.wrap(other) / self

    def __pow__(self, exponent):
        return Value(self.value**exponent, [(self, exponent * self.value ** (exponent - 1))])

    def __neg__(self):
        return Value(-self.value, [(self, -1.0)])

    def exp(self):
        z = math.exp(self.value)
        return Value(z, [(self, z)])

    def log(self):
        return Value(math.log(self.value), [(self, 1 / self.value)])

    def tanh(self):
        z = math.tanh(self.value)
        return Value(z, [(self, 1 - z**2)])

    def relu(self):
        return Value(max(self.value, 0.0), [(self, 1.0 if self.value > 0 else 0.0)])

    def order(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((parent, False) for parent, _ in node.parents)
        return order[::-1]

    def backward(self):
        arrived = {id(self): 1.0}
        for node in self.order():
            if not node.parents:
                node.gradient += arrived[id(node)]
            for parent, slope in node.parents:
                arrived[id(parent)] = arrived.get(id(parent), 0.0) + slope * arrived[id(node)]
"""

# Closures, as micrograd has them: `data`, `grad`, a recursive order.
CLOSURES = """
class Value:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.send = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def send():
            self.grad += out.grad
            other.grad += out.grad
        out.send = send
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def send():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.send = send
        return out

    def __pow__(self, exponent):
        assert isinstance(exponent, (int, float))
        out = Value(self.data**exponent, (self,))
        def send():
            self.grad += exponent * self.data ** (exponent - 1) * out.grad
        out.send = send
        return out

    def relu(self):
        out = Value(self.data if self.data > 0 else 0, (self,))
        def send():
            self.grad += (out.data > 0) * out.grad
        out.send = send
        return out

    def backward(self):
        topo, visited = [], set()
        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v.children:
                    build(child)
                topo.append(v)
        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v.send()

    def __neg__(self): return self * -1
    def __radd__(self, other): return self + other
    def __sub__(self, other): return self + (-other)
    def __rsub__(self, other): return other + (-self)
    def __rmul__(self, other): return self * other
    def __truediv__(self, other): return self * other**-1
    def __rtruediv__(self, other): return other * self**-1
"""

# One list for all: the tape in the word's own sense. Every backward starts anew.
LIST = """
TAPE = []

class Variable:
    def __init__(self, value):
        self.val = float(value)
        self.grad = None

    def record(value, *parents):
        made = Variable(value)
        TAPE.append((made, parents))
        return made

    def lift(other):
        return other if isinstance(other, Variable) else Variable(other)

    def __add__(self, other):
        other = Variable.lift(other)
        return Variable.record(self.val + other.val, (self, 1), (other, 1))

    def __mul__(self, other):
        other = Variable.lift(other)
        return Variable.record(self.val * other.val, (self, other.val), (other, self.val))

    def __pow__(self, n):
        return Variable.record(self.val**n, (self, n * self.val ** (n - 1)))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + -1 * Variable.lift(other)

    def __rsub__(self, other):
        return -1 * self + other

    def __truediv__(self, other):
        return self * Variable.lift(other) ** -1

    def __rtruediv__(self, other):
        return self**-1 * other

    def backward(self):
        for made, parents in TAPE:
            made.grad = None
            for parent, _ in parents:
                parent.grad = None
        self.grad = 1.0
        for made, parents in reversed(TAPE):
            if made.grad is not None:
                for parent, slope in parents:
                    parent.grad = (parent.grad or 0.0) + slope * made.grad
"""

# Arrays; the gradient is a tensor itself; numbered as they are made.
ARRAYS = """
import heapq, itertools

def fitted(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient

class Tensor:
    count = itertools.count()
    __array_priority__ = 100

    def __init__(self, data, sources=()):
        self.data = np.asarray(data, float)
        self.sources = sources
        self.number = next(Tensor.count)
        self.grad = None

    def binary(operation, left, right, to_left, to_right):
        left, right = (each if isinstance(each, Tensor) else Tensor(each) for each in (left, right))
        a, b = left.data, right.data
        return Tensor(operation(a, b), [(left, lambda u: to_left(u, a, b)), (right, lambda u: to_right(u, a, b))])

    def __add__(self, other): return Tensor.binary(np.add, self, other, lambda u, a, b: u, lambda u, a, b: u)
    def __sub__(self, other): return Tensor.binary(np.subtract, self, other, lambda u, a, b: u, lambda u, a, b: -u)
    def __mul__(self, other):
        return Tensor.binary(np.multiply, self, other, lambda u, a, b: u * b, lambda u, a, b: u * a)
    def __truediv__(self, other):
        return Tensor.binary(np.divide, self, other, lambda u, a, b: u / b, lambda u, a, b: -u * a / b**2)
    def __matmul__(self, other):
        return Tensor.binary(np.matmul, self, other, lambda u, a, b: u @ b.T, lambda u, a, b: a.T @ u)
    def __pow__(self, n): return Tensor(self.data**n, [(self, lambda u: u * n * self.data ** (n - 1))])
    def __neg__(self): return Tensor(-self.data, [(self, lambda u: -u)])
    def sum(self): return Tensor(self.data.sum(), [(self, lambda u: u * np.ones_like(self.data))])
    def sigmoid(self):
        z = 1 / (1 + np.exp(-self.data))
        return Tensor(z, [(self, lambda u: u * z * (1 - z))])
    def maximum(self, other):
        return Tensor.binary(np.maximum, self, other, lambda u, a, b: u * (a > b), lambda u, a, b: u * (a < b))

    __radd__, __rmul__ = __add__, __mul__
    def __rsub__(self, other): return Tensor(other) - self
    def __rtruediv__(self, other): return Tensor(other) / self

    def backward(self):
        waiting, arrived = [(-self.number, self)], {self.number: np.ones_like(self.data)}
        while waiting:
            _, node = heapq.heappop(waiting)
            upstream = arrived.pop(node.number)
            if not node.sources:
                node.grad = Tensor(upstream if node.grad is None else node.grad.data + upstream)
            for source, send in node.sources:
                gradient = fitted(send(upstream), source.data.shape)
                if source.number in arrived:
                    arrived[source.number] = arrived[source.number] + gradient
                else:
                    arrived[source.number] = gradient
                    heapq.heappush(waiting, (-source.number, source))
"""


def class_of(source, name=None):
    """Run source text and return the class that it defines."""
    module = types.ModuleType("students")
    module.__dict__.update(np=np, math=math)
    exec(source, module.__dict__)  # the module stays alive by the class's functions
    classes = [each for each in vars(module).values() if isinstance(each, type)]
    return classes[-1] if name is None else vars(module)[name]


def changed(source, *replacements):
    """Return source text with (old, new) put in place, each of which must be there."""
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new)
    return source
