"""Einsum: any subscripts against NumPy and the witnesses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import assert_right

from coursekit.gates import Einsum

EXAMPLES = [
    ("ij,jk->ik", [(2, 3), (3, 4)]),
    ("ij, jk, kl -> il", [(2, 3), (3, 2), (2, 2)]),
    ("ii->i", [(3, 3)]),
    ("ii", [(3, 3)]),
    ("ii->", [(3, 3)]),
    ("iii->", [(2, 2, 2)]),
    ("iijj->ij", [(2, 2, 3, 3)]),
    ("iji,j->", [(2, 3, 2), (3,)]),
    ("ba,b", [(2, 3), (2,)]),
    ("ij->i", [(2, 3)]),
    ("ij,k->i", [(2, 3), (4,)]),
    ("i,i,i->i", [(3,), (3,), (3,)]),
    ("i,j->ij", [(2,), (3,)]),
    ("ij->ji", [(2, 3)]),
    (",i", [(), (3,)]),
    ("", [()]),
    ("ij,jk->ik", [(2, 1), (3, 4)]),
    ("ij,ij->ji", [(1, 3), (2, 3)]),
    ("...i,...i", [(2, 3, 4), (1, 4)]),
    ("i...,...", [(3, 2, 4), (4,)]),
    ("...ij,...jk->...ik", [(2, 1, 2, 3), (4, 3, 2)]),
    ("i...j->...", [(2, 3, 4)]),
    ("...,...->...", [(), (2,)]),
    ("ij,j", [(2, 0), (0,)]),
]


@pytest.mark.parametrize(("subscripts", "shapes"), EXAMPLES)
def test_examples(subscripts, shapes):
    generator = np.random.default_rng(8)
    operands = [generator.normal(size=shape) for shape in shapes]
    gate = Einsum(subscripts=subscripts)
    # A sum of at most 27 products of order 1, in another order.
    np.testing.assert_allclose(gate.forward(*operands), np.einsum(subscripts, *operands), rtol=1e-13, atol=1e-13)
    assert_right(gate, *operands)


@given(data=st.data())
def test_any_subscripts(data):
    terms = data.draw(st.lists(st.text("abc", max_size=3), min_size=1, max_size=3))
    letters = sorted(set("".join(terms)))
    output = data.draw(st.lists(st.sampled_from(letters), unique=True) if letters else st.just([]))
    length = {"a": 1, "b": 2, "c": 3}
    generator = np.random.default_rng(9)
    operands = [generator.normal(size=tuple(length[letter] for letter in term)) for term in terms]
    subscripts = ",".join(terms) + data.draw(st.sampled_from(["", f"->{''.join(output)}"]))
    assert_right(Einsum(subscripts=subscripts), *operands)


def test_a_gradient_that_nobody_wants_is_not_computed():
    x, y = np.ones((2, 3)), np.ones((3, 2))
    gate = Einsum(subscripts="ij,jk->ik")
    assert all(map(callable, gate.gradients(np.ones((2, 2)), gate.value(x, y), x, y)))


def test_what_is_no_notation_is_refused():
    for wrong in ("ij;jk", "i->j->k", "i..j", "i1", "......"):
        with pytest.raises(ValueError, match="Einsum: subscripts are letters for the axes of each operand"):
            Einsum(subscripts=wrong)
    with pytest.raises(TypeError, match="Einsum: subscripts must be a string"):
        Einsum(subscripts=[0, 1])


def test_operands_that_do_not_fit_are_named():
    gate = Einsum(subscripts="ij,jk->ik")
    for operands in ([np.ones((2, 3))], [np.ones((2, 3)), np.ones((2, 3))], [np.ones(2), np.ones((2, 3))]):
        with pytest.raises(ValueError, match=r"Einsum\(subscripts='ij,jk->ik'\) cannot take operands\[0\]"):
            gate.forward(*operands)
