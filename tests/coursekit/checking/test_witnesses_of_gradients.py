"""What a right gradient may be: by the complex step where it can be believed, else by the ladder; and room to round."""

import numpy as np
import pytest

from coursekit import check, choice
from coursekit.checking import witness
from coursekit.checking.reference import Reference
from coursekit.checking.witness import Contradiction, NotAnswered, Undetermined, Witnesses

X = np.array([0.3, -1.2, 2.5])
UPSTREAM = np.array([0.7, -0.4, 1.1])


@pytest.fixture
def ladders(monkeypatch):
    """The inputs for which the ladder was asked."""
    asked = []
    own = witness.numeric_vjp

    def counted(f, inputs, upstream, wrt=None):
        asked.append(inputs)
        return own(f, inputs, upstream, wrt=wrt)

    monkeypatch.setattr(witness, "numeric_vjp", counted)
    return asked


def asked(witnesses, *inputs, upstream=UPSTREAM, smooth=True, single=False):
    output = witnesses.reference.forward(inputs)
    return witnesses.expected(inputs, output, upstream, smooth=[smooth] * len(inputs), single=single)


class Cube:
    def forward(self, x):
        self.x = x
        return x * x * x

    def backward(self, upstream):
        return 3 * self.x * self.x * upstream


class CubeOfReal(Cube):
    """Its forward takes the real part: no imaginary part comes out."""

    def forward(self, x):
        return super().forward(np.real(x))


class CubeAsFloat(Cube):
    """Its forward wants floats: what is complex raises an exception."""

    def forward(self, x):
        return super().forward(np.array([float(entry) for entry in x]))


class CubeOfConjugate(Cube):
    """Its forward is the same for real numbers, and has another imaginary part."""

    def forward(self, x):
        super().forward(x)
        return np.conj(x) ** 3


class CubeByMagnitude(Cube):
    """Its forward gives other numbers where they are complex."""

    def forward(self, x):
        super().forward(x)
        return x**3 + (1j if np.iscomplexobj(x) else 0) + (1 if np.iscomplexobj(x) else 0)


def test_the_complex_step_is_compared_with_the_ladder_once(ladders):
    witnesses = Witnesses(Reference.of(Cube))
    assert witnesses.complex_safe is None
    for shift in range(3):
        (expected,) = asked(witnesses, X + shift)
        assert np.array_equal(expected.value, 3 * (X + shift) * (X + shift) * UPSTREAM)
        assert not np.any(expected.kink)
    assert witnesses.complex_safe is True
    assert len(ladders) == 1


@pytest.mark.parametrize("gate", [CubeOfReal, CubeAsFloat, CubeOfConjugate, CubeByMagnitude])
def test_it_is_not_believed_where_forward_is_for_real_numbers(gate, ladders):
    witnesses = Witnesses(Reference.of(gate))
    for _ in range(2):
        (expected,) = asked(witnesses, X)
        assert np.array_equal(expected.value, 3 * X * X * UPSTREAM)
        assert not np.any(expected.wrong(3 * X * X * UPSTREAM))
        assert np.all(expected.wrong(1.0001 * 3 * X * X * UPSTREAM))
    assert witnesses.complex_safe is False
    assert len(ladders) >= 2


class Absolute:
    """|x|, by a square root that takes complex numbers, too."""

    def forward(self, x):
        self.sign = np.sign(np.real(x))
        return np.where(np.real(x) < 0, -x, x)

    def backward(self, upstream):
        return upstream * self.sign


def test_where_inputs_may_lie_at_kinks_the_ladder_is_asked(ladders):
    witnesses = Witnesses(Reference.of(Absolute))
    at_kink = np.array([0.0, 1.0, -2.0])
    (expected,) = asked(witnesses, at_kink, smooth=False)
    assert witnesses.complex_safe is None
    assert len(ladders) == 1
    assert expected.kink.tolist() == [True, False, False]
    right = np.array([0.0, UPSTREAM[1], -UPSTREAM[2]])
    assert not np.any(expected.wrong(right))
    assert not np.any(expected.other_choice(right))
    for slope in (-1.0, -0.3, 0.5, 1.0):
        other = np.array([slope * UPSTREAM[0], *right[1:]])
        assert not np.any(expected.wrong(other))
        assert expected.other_choice(other).tolist() == [True, False, False]
    for slope in (-1.0001, 1.0001, np.nan, np.inf):
        beyond = np.array([slope * UPSTREAM[0], *right[1:]])
        assert expected.wrong(beyond).tolist() == [True, False, False]
        assert not np.any(expected.other_choice(beyond))


class Step(Absolute):
    """It jumps at 0, where no number is its slope."""

    def forward(self, x):
        return np.where(x > 0, 1.0, 0.0)[()]

    def backward(self, upstream):
        return 0.0 * upstream


def test_a_jump_is_undetermined():
    with pytest.raises(Undetermined, match="the gradient for x can't be determined numerically there"):
        asked(Witnesses(Reference.of(Step)), np.array([0.0, 1.0, 2.0]), smooth=False)


def test_a_reference_that_is_undetermined_at_every_draw_is_the_callers_to_know():
    with pytest.raises(ValueError, match="fails on your inputs, draw 1: the gradient for x can't be determined"):
        check(Step, reference=Step, inputs={"x": choice(0.0)})


def off_by(change):
    class Off(Cube):
        def backward(self, upstream):
            return change(super().backward(upstream))

    return Off


@pytest.mark.parametrize("smooth", [True, False])
@pytest.mark.parametrize("change", [lambda g: -g, lambda g: g * (1 + 1e-7), lambda g: g + 1e-7, lambda g: 0 * g])
def test_a_reference_that_contradicts_itself_is_found_out(change, smooth):
    witnesses = Witnesses(Reference.of(off_by(change)))
    with pytest.raises(Contradiction, match=r"the reference Off contradicts itself: its backward gives .* for x\[0\]"):
        asked(witnesses, X, smooth=smooth)


def test_a_contradiction_is_found_after_the_complex_step_was_believed():
    class RightBelowFive(Cube):
        def backward(self, upstream):
            return super().backward(upstream) * np.where(self.x < 5, 1, 2)

    witnesses = Witnesses(Reference.of(RightBelowFive))
    asked(witnesses, X)
    assert witnesses.complex_safe is True
    with pytest.raises(Contradiction, match=r"for x\[2\]"):
        asked(witnesses, np.array([1.0, 2.0, 7.0]))


def test_a_single_number_is_named_without_an_index():
    with pytest.raises(Contradiction, match=r"gives -27 for x, but its forward changes by 27$"):
        asked(Witnesses(Reference.of(off_by(lambda g: -g))), np.float64(3.0), upstream=np.float64(1.0))


def test_a_backward_that_raises_is_no_contradiction():
    class Raises(Cube):
        def backward(self, upstream):
            raise IndexError("no such luck")

    with pytest.raises(NotAnswered, match="it raises IndexError in backward: no such luck"):
        asked(Witnesses(Reference.of(Raises)), X)


# -- how far a right answer may be off --


class Reciprocal:
    """1/(x − y): ill-conditioned where x and y are nearly equal."""

    def forward(self, x, y):
        self.difference = x - y
        return 1 / self.difference

    def backward(self, upstream):
        gradient = upstream / self.difference**2
        return -gradient, gradient


def by_another_formula(x, y):
    """∂/∂x of (x + y)/(x² − y²), which is the same."""
    return -(((x + y) / (x * x - y * y)) ** 2)


def test_tolerance_grows_where_inputs_in_their_last_place_make_a_difference():
    witnesses, one = Witnesses(Reference.of(Reciprocal)), np.ones(1)
    relative = {}
    for gap in (0.5, 1e-7):
        x, y = np.array([1.1]), np.array([1.1 - gap])
        for_x, _ = asked(witnesses, x, y, upstream=one)
        relative[gap] = float(for_x.tolerance[0] / abs(for_x.value[0]))
        other = by_another_formula(x, y)
        assert not np.any(for_x.wrong(other))
        assert np.all(for_x.wrong(1.00001 * other))
    assert relative[0.5] < 2e-10
    # Each of x and y is known to 2e-16, their difference to 2e-9 of itself, and its square to twice that.
    assert 1e-9 < relative[1e-7] < 1e-6


@pytest.mark.parametrize("smooth", [True, False])
def test_answers_in_single_precision_have_room_for_its_roundings(smooth):
    witnesses = Witnesses(Reference.of(Cube))
    (double,) = asked(witnesses, X, smooth=smooth)
    (single,) = asked(witnesses, X, smooth=smooth, single=True)
    narrow = X.astype(np.float32)
    answer = (3 * narrow * narrow * UPSTREAM.astype(np.float32)).astype(float)
    assert np.any(double.wrong(answer))
    assert not np.any(single.wrong(answer))
    assert np.all(single.wrong(1.01 * answer))


# -- other references --


def test_of_a_forward_alone_the_ladder_knows_the_gradients_and_whole_numbers_have_none():
    class Scaled:
        def forward(self, x, times):
            return x * x * times

    witnesses = Witnesses(Reference.of(Scaled))
    for_x, for_times = asked(witnesses, X, np.array([1, 2, 3]))
    right = 2 * X * [1, 2, 3] * UPSTREAM
    assert for_times is None
    assert not np.any(for_x.wrong(right))
    assert np.all(for_x.wrong(right * (1 + 1e-5)))


def test_data_inputs_stay_as_they_are_whatever_is_differentiated():
    class Rows:
        """The rows of a table that whole numbers name."""

        def forward(self, table, ids):
            self.shape, self.ids = table.shape, ids
            return table[ids] ** 2 / 2

        def backward(self, upstream):
            gradient = np.zeros(self.shape)
            np.add.at(gradient, self.ids, upstream * TABLE[self.ids])
            return gradient, None

    ids = np.array([2, 0, 2])
    witnesses = Witnesses(Reference.of(Rows))
    for_table, for_ids = asked(witnesses, TABLE, ids, upstream=np.ones((3, 2)))
    assert witnesses.complex_safe is True
    assert for_ids is None
    assert np.array_equal(for_table.value, TABLE * [[1], [0], [2], [0]])


TABLE = np.arange(1.0, 9.0).reshape(4, 2)
