"""JacobianExplorer as its user has it: by mouse and keyboard, in both themes, narrow, and shown twice."""

import numpy as np
import pytest

from coursekit.results.jacobian import FUNCTIONS, drawn_numbers
from coursekit.widgets import JacobianExplorer
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def grid(stage, name="backpropagation"):
    return stage.root.get_by_role("grid", name=f"Jacobian by {name}")


def cell(stage, row, column, name="backpropagation"):
    return grid(stage, name).locator("tbody tr").nth(row).locator("[data-at]").nth(column)


def entry(stage):
    return stage.root.locator(".ck-entry").inner_text()


def named(stage):
    return stage.root.locator(".ck-node.ck-named text").all_text_contents()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_entry_of_every_function_is_shown(staged, function):
    stage = staged(JacobianExplorer())
    stage.root.get_by_role("button", name=function, exact=True).click()
    stage.settle()
    assert stage.widget.function == function
    result = stage.widget.result
    for name, matrix in (("backpropagation", result.analytic), ("differences", result.numeric)):
        shown = [float(each.replace("−", "-")) for each in grid(stage, name).locator("[data-at]").all_inner_texts()]
        np.testing.assert_allclose(shown, matrix.ravel(), rtol=6e-3, atol=1e-3)
    assert grid(stage).locator(".ck-zero").count() == result.zero.sum()
    heads = grid(stage).locator("thead th .ck-name").all_inner_texts()
    assert heads == list(result.input_names)
    stage.shot(f"jacobian-{FUNCTIONS.index(function)}")


def test_an_entry_leads_to_its_input_and_output(staged):
    stage = staged(JacobianExplorer(function="Wx + b by x", W=[[1, 2, 3], [4, 5, 6]], x=[0.5, -1, 2]))
    cell(stage, 1, 2).hover()
    stage.settle()
    assert (stage.widget.row, stage.widget.column) == (1, 2)
    assert named(stage) == ["x₃ = 2", f"z₂ = {stage.widget.result.outputs[1]:.3g}".replace("-", "−")]
    assert entry(stage).startswith("∂z₂/∂x₃ = 6\nby differences 6 ± ")
    assert "ck-looked" in cell(stage, 1, 2, "differences").get_attribute("class")
    assert stage.widget._told.endswith("∂z₂/∂x₃ = 6.")
    # A line between them, too.
    stage.root.locator(".ck-edge-reach").nth(1).hover(force=True)
    stage.settle()
    assert stage.widget.row in (0, 1)


def test_an_input_or_output_leads_to_its_entries(staged):
    stage = staged(JacobianExplorer(function="Wx + b by x", W=[[1, 2, 3], [4, 5, 6]], x=[0.5, -1, 2]))
    stage.root.locator(".ck-node").nth(1).focus()
    stage.settle()
    assert (stage.widget.row, stage.widget.column) == (-1, 1)
    assert grid(stage).locator("[data-at].ck-along").all_inner_texts() == ["2", "5"]
    assert "column 2: what a change of x₂ does" in entry(stage)
    stage.root.locator(".ck-node").nth(3).hover()
    stage.settle()
    assert (stage.widget.row, stage.widget.column) == (0, -1)
    assert grid(stage).locator("[data-at].ck-along").all_inner_texts() == ["1", "2", "3"]
    assert "row 1: how z₁ changes" in entry(stage)


def test_arrow_keys_lead_from_entry_to_entry(staged):
    stage = staged(JacobianExplorer(function="softmax"))
    cell(stage, 0, 0).focus()
    for key in ("ArrowRight", "ArrowDown", "End"):
        stage.page.keyboard.press(key)
    stage.settle()
    assert (stage.widget.row, stage.widget.column) == (1, 2)
    assert cell(stage, 1, 2).get_attribute("tabindex") == "0"
    assert grid(stage).locator("[tabindex='0']").count() == 1
    assert cell(stage, 1, 2).evaluate("each => each === document.activeElement")


def test_the_matrix_by_w_collapses_into_an_outer_product(staged):
    stage = staged(JacobianExplorer(function="Wx + b by W", delta=[2, -1], x=[1, 2, 3], collapse="the matrix"))
    fold = stage.root.get_by_role("grid", name="gradient by W, δxᵀ")
    assert fold.is_hidden()
    assert grid(stage).locator(".ck-below").count() == 0
    stage.root.get_by_role("button", name="times δᵀ").click()
    stage.settle()
    assert grid(stage).locator(".ck-below td.ck-outside").all_inner_texts() == ["2", "4", "6", "−1", "−2", "−3"]
    stage.root.get_by_role("button", name="folded").click()
    stage.settle()
    assert stage.widget.collapse == "folded: δxᵀ"
    assert fold.locator("[data-at]").all_inner_texts() == ["2", "4", "6", "−1", "−2", "−3"]
    fold.locator("[data-at]").nth(4).hover()
    stage.settle()
    assert (stage.widget.row, stage.widget.column) == (1, 4)  # ∂z₂/∂W₂₂
    assert "ck-looked" in cell(stage, 1, 4).get_attribute("class")
    cell(stage, 0, 4).hover()
    stage.settle()
    assert entry(stage).startswith("∂z₁/∂W₂₂ = 0: W₂₂ does not go into z₁")


def test_numbers_are_typed(staged):
    stage = staged(JacobianExplorer(function="Wx + b by x"))
    field = stage.root.get_by_label("W₁₂", exact=True)
    field.fill("7.5")
    field.press("Enter")
    stage.settle()
    assert stage.widget.W[0][1] == 7.5
    assert cell(stage, 0, 1).inner_text() == "7.5"
    field.fill("")
    field.press("Enter")
    stage.settle()
    assert stage.widget.W[0][1] == 7.5
    stage.root.get_by_label("inputs m").press("ArrowRight")
    stage.settle()
    assert (stage.widget.inputs, stage.widget.W) == (4, ())
    assert stage.root.locator(".ck-error").is_hidden()
    stage.root.get_by_role("button", name="Draw other numbers").click()
    stage.settle()
    assert stage.widget.seed == 1
    assert stage.root.get_by_label("x₁", exact=True).input_value() == f"{drawn_numbers(2, 4, 1).x[0]:g}"


def test_what_is_not_finite_is_written(staged):
    stage = staged(JacobianExplorer(np.sqrt, x=[-1.0, 0.0, 4.0]), own=np.sqrt)
    assert cell(stage, 0, 0).inner_text() == "nan"
    assert cell(stage, 2, 2).inner_text() == "0.25"
    assert cell(stage, 2, 2, "differences").inner_text() == "0.25"
    assert "Not finite: z₁" in stage.root.locator(".ck-told").inner_text()
    stage.shot("jacobian-not-finite")


def test_another_activation_has_another_diagonal(staged):
    stage = staged(JacobianExplorer(x=[0, 1, -1]))
    stage.root.get_by_label("f", exact=True).select_option("ReLU")
    stage.settle()
    cell(stage, 0, 0).hover()
    stage.settle()
    assert "a kink: the middle between the slopes" in entry(stage)


@pytest.mark.parametrize("function", ["Wx + b by W", "softmax"])
def test_it_is_for_everybody(on_page, function, monkeypatch):
    monkeypatch.setattr(JacobianExplorer, "name", f"jacobian-{function.replace(' ', '-')}")
    for_everybody(on_page, JacobianExplorer, function=function, row=0, column=1)
