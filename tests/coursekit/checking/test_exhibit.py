"""The failing case that a report shows, as data."""

import json

import numpy as np
import pytest
from right_gates import MultiplyGate, TanhGate

from coursekit import check, real
from coursekit.checking.exam import Line, Raised
from coursekit.checking.exhibit import Exhibit, as_data
from coursekit.checking.plain import Opaque
from coursekit.checking.rule_exhibit import exhibit_of


class IgnoresUpstream(TanhGate):
    def backward(self, upstream):
        return super().backward(np.ones_like(upstream))


class FailsForMatrices(MultiplyGate):
    def backward(self, upstream):
        if np.ndim(upstream) == 2:
            raise ZeroDivisionError("rows")
        return super().backward(upstream)


class DoublesInput(MultiplyGate):
    def forward(self, x, y):
        z = super().forward(np.copy(x), y)
        x *= 2
        return z


def test_nothing_is_shown_of_what_is_right():
    assert check(TanhGate).exhibit is None
    assert exhibit_of([]) is None


def test_it_is_the_case_of_which_the_message_speaks():
    report = check(IgnoresUpstream, reference="Tanh")
    exhibit, finding = report.exhibit, report.findings[0]
    assert exhibit.case == finding.where["case"]
    assert exhibit.what == f"gradient for {finding.where['input']}"
    assert list(exhibit.inputs) == ["x", "upstream"]
    assert exhibit.got == pytest.approx(1 - np.tanh(exhibit.inputs["x"]) ** 2)
    assert exhibit.expected == pytest.approx(exhibit.got * exhibit.inputs["upstream"])
    assert exhibit.difference == pytest.approx(exhibit.got - exhibit.expected)
    assert exhibit.wrong.all()


def test_without_findings_it_is_the_simplest_case_that_failed():
    report = check(IgnoresUpstream, reference="Tanh")
    assert report.exhibit.case == "a single number"


def test_an_exception_comes_with_its_lines():
    exhibit = check(FailsForMatrices, reference="Multiply").exhibit
    assert exhibit.raised.type == "ZeroDivisionError"
    assert [line.function for line in exhibit.raised.trace] == ["backward"]
    assert exhibit.difference is None


def test_a_changed_input_is_what_differs():
    assert check(DoublesInput, reference="Multiply").exhibit.what == "x"


def test_of_a_function_it_is_the_result():
    exhibit = check(lambda x: x + 1, reference=np.sin, inputs={"x": real(3)}).exhibit
    assert exhibit.what == "result"
    assert list(exhibit.inputs) == ["x"]


def test_it_is_data_that_json_holds():
    got = np.array([[1.0, np.nan], [np.inf, 4.0]])
    raised = Raised("ValueError", "no", (Line(3, "forward", "raise ValueError"),))
    wrong = np.array([[False, True], [True, False]])
    exhibit = Exhibit("a case", {"x": got, "axis": 0, "name": "<b>"}, "output", got, np.ones((2, 2)), wrong, raised)
    data = json.loads(json.dumps(exhibit.to_dict(), allow_nan=False))
    assert data["got"] == {"shape": [2, 2], "dtype": "float64", "values": [[1.0, "nan"], ["inf", 4.0]]}
    assert data["difference"]["values"][0] == [0.0, "nan"]
    assert data["wrong"]["values"] == [[False, True], [True, False]]
    assert data["inputs"]["axis"] == 0
    assert data["raised"]["trace"] == [{"line": 3, "function": "forward", "source": "raise ValueError"}]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (np.float64(2.5), 2.5),
        (1 + 2j, "(1+2j)"),
        (Opaque("Loss"), "<Loss>"),
        ({"a": 1}, "{'a': 1}"),
        ("x" * 600, "x" * 500),
    ],
)
def test_values_of_every_kind_become_data(value, expected):
    assert as_data(value) == expected


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
def test_values_are_nested_as_their_array(shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape) / 2
    assert as_data(np.asarray(array))["values"] == array.tolist()


def test_large_arrays_are_cut_around_what_is_wrong():
    wrong = np.zeros((40, 50), bool)
    wrong[30, 45] = True
    data = as_data(np.arange(2000.0).reshape(40, 50), wrong)
    assert data["shape"] == [40, 50]
    assert data["from"] == [22, 34]
    assert (len(data["values"]), len(data["values"][0])) == (16, 16)
    assert data["values"][8][11] == 30 * 50 + 45


def test_what_is_no_array_has_no_difference():
    assert Exhibit("a", got={"a": 1}, expected={"a": 2}).difference is None
    assert Exhibit("a", got=np.ones(2), expected=np.ones(3)).difference is None
    assert Exhibit("a", got=np.array(1j), expected=np.array(1)).difference == -1 + 1j
