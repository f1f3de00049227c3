"""GraphStepper as its user has it: stepped, played, edited and predicted by mouse and keyboard."""

import pytest

from coursekit.widgets import GraphStepper
from tests.browsing import for_everybody
from tests.coursekit.checking.graphs import KAHN, changed, class_of

pytestmark = pytest.mark.slow

NODES = [("f", "multiply", ["a", "b"]), ("a", "add", ["x", "y"]), ("b", "maximum", ["y", "z"])]


def button(stage, name):
    return stage.root.get_by_role("button", name=name, exact=True)


def card(stage, start):
    return stage.root.locator(f".ck-card[aria-label^='{start},']")


def test_values_come_forward_and_gradients_go_back(staged):
    stage = staged(GraphStepper())
    assert card(stage, "a").get_attribute("aria-label") == "a, +"
    button(stage, "one step on").click()
    stage.settle()
    assert stage.widget.step == 1
    assert card(stage, "a").get_attribute("aria-label") == "a, +, value 3"
    assert "a = x + y = 1 + 2 = 3" in stage.root.locator(".ck-told").inner_text()
    slider = stage.root.get_by_label("position")
    slider.focus()
    slider.press("End")
    stage.settle()
    assert stage.widget.step == 7
    assert card(stage, "y").get_attribute("aria-label") == "y, value 2, gradient 3 + 2 = 5"
    products = stage.root.locator(".ck-product text").all_text_contents()
    assert sorted(products) == sorted(["1 × 2= 2", "1 × 3= 3", "3 × 1= 3", "3 × 0= 0", "2 × 1= 2", "2 × 1= 2"])
    slider.press("ArrowLeft")
    stage.settle()
    assert stage.widget.step == 6
    assert card(stage, "y").get_attribute("aria-label") == "y, value 2, gradient 3 + …"
    button(stage, "one step back").click()
    stage.settle()
    assert stage.widget.step == 5
    assert "forward 6; all gradients at once 6; one input at a time 8" in stage.root.inner_text()


def test_it_plays_to_the_end(staged):
    stage = staged(GraphStepper(step=5))
    button(stage, "play").click()
    stage.page.wait_for_function("window.model.get('step') === 7")
    stage.settle()
    assert stage.widget.step == 7
    assert button(stage, "play").count() == 1


def test_a_card_leads_to_its_step(staged):
    stage = staged(GraphStepper())
    card(stage, "b").click()
    stage.settle()
    assert stage.widget.result.run.steps[stage.widget.step].told.startswith("Forward: b = ")
    stage.root.get_by_label("position").press("End")
    card(stage, "f").focus()
    stage.page.keyboard.press("Enter")
    stage.settle()
    assert stage.widget.result.run.steps[stage.widget.step].told.startswith("Back through f = ")


def test_inputs_are_edited(staged):
    stage = staged(GraphStepper(step=7))
    z = stage.root.get_by_label("z =", exact=True)
    z.fill("2")
    z.press("Enter")
    stage.settle()
    assert stage.widget.inputs == {"x": 1, "y": 2, "z": 2}
    assert stage.widget.result.run.nodes[1].gradient == 3.5
    stage.widget.step = 6
    stage.settle()
    z.press("ArrowUp")
    stage.settle()
    assert stage.widget.inputs["z"] == 2.5
    assert z.evaluate("each => each === document.activeElement")
    button(stage, "Reset").click()
    stage.settle()
    assert stage.widget.result.inputs == {"x": 1, "y": 2, "z": 0}
    assert z.input_value() == "0"


def test_a_formula_is_typed(staged):
    stage = staged(GraphStepper(step=7))
    formula = stage.root.get_by_label("formula", exact=True)
    formula.fill("s = tanh(w*x)")
    formula.press("Enter")
    stage.settle()
    assert stage.widget.expression == "s = tanh(w*x)"
    assert stage.root.get_by_label("w =", exact=True).is_visible()
    formula.fill("s = tanh(w*x")
    formula.press("Enter")
    stage.settle()
    assert "no formula" in stage.root.get_by_role("alert").inner_text()
    assert stage.widget.expression == "s = tanh(w*x)"
    button(stage, "a tie at max").click()
    stage.settle()
    assert stage.widget.inputs == {"x": 1, "y": 2, "z": 2}
    assert stage.widget.step == 0
    assert not stage.root.get_by_role("alert").is_visible()


def test_arrays_are_edited_and_shown(staged):
    stage = staged(GraphStepper())
    button(stage, "a score s = uᵀf(Wx + b)").click()
    stage.settle()
    stage.root.get_by_label("position").press("End")
    stage.settle()
    stage.shot("graph-arrays")
    field = stage.root.get_by_label("x =", exact=True)
    field.fill("[2, 0]")
    field.press("Enter")
    stage.settle()
    assert stage.widget.inputs["x"] == [2, 0]
    field.fill("2, 0")
    field.press("Enter")
    stage.settle()
    assert stage.widget.inputs["x"] == [2, 0]
    assert field.evaluate("each => each.validationMessage").startswith("Write numbers")


def test_another_seed_draws_other_inputs(staged):
    stage = staged(GraphStepper())
    seed = stage.root.get_by_label("seed", exact=True)
    seed.fill("5")
    seed.press("Enter")
    stage.settle()
    assert stage.widget.inputs == {}
    assert stage.root.get_by_label("z =", exact=True).input_value() == str(int(stage.widget.result.inputs["z"]))
    x = stage.root.get_by_label("x =", exact=True)
    x.fill("9")
    x.press("Enter")
    stage.settle()
    assert stage.widget.inputs == {**stage.widget.result.inputs, "x": 9}


def test_predict_then_reveal(staged):
    stage = staged(GraphStepper())
    stage.root.get_by_label("predict first").check()
    stage.settle()
    assert stage.widget.predict
    question = stage.root.get_by_label("a = x + y =", exact=True)
    question.fill("3")
    question.press("Enter")
    stage.settle()
    assert (stage.widget.step, stage.widget.predictions) == (1, {"1": [3]})
    assert "Just as you predicted. 1 of 1" in stage.root.inner_text()
    stage.root.get_by_label("b = max(y, z) =", exact=True).fill("0")
    stage.shot("graph-predict")
    button(stage, "Check").click()
    stage.settle()
    assert stage.widget.predictions["2"] == [0]
    assert "Not quite: b = max(y, z) = 2, you said 0. 1 of 2" in stage.root.inner_text()
    button(stage, "Check").click()
    stage.settle()
    assert stage.widget.step == 2
    button(stage, "Show me").click()
    stage.settle()
    button(stage, "Go on").click()
    stage.settle()
    assert stage.widget.step == 4
    stage.root.get_by_label("f → a:", exact=True).fill("2")
    stage.root.get_by_label("f → b:", exact=True).fill("6/2")
    stage.page.keyboard.press("Enter")
    stage.settle()
    assert stage.widget.predictions["5"] == [2, 3]
    assert "2 of 3" in stage.root.inner_text()
    stage.shot("graph-predicted")


def test_a_students_class_is_shown_beside(on_page):
    wrong = changed(KAHN, ("gradients[needed] = gradients[needed] + gradient", "gradients[needed] = gradient"))
    student = class_of(wrong, "ComputationalGraph")
    stage = on_page(GraphStepper.of_class(student, NODES, "f", inputs={"x": 1, "y": 2, "z": 0}, step=7))
    stage.shot("graph-student")
    assert "Your class, at y: the gradient is 2, and not 5." in stage.root.inner_text()
    assert stage.root.locator(".ck-wrong").count() == 1
    assert not stage.root.get_by_label("formula", exact=True).is_visible()
    assert stage.violations() == []


def test_numbers_that_are_none_are_said(staged):
    stage = staged(GraphStepper("f = log(x)*y", inputs={"x": 0.0, "y": 0.0}, step=2))
    assert "nan" in stage.root.locator(".ck-told").inner_text()
    assert card(stage, "a").get_attribute("aria-label") == "a, log, value −∞"


def test_a_large_graph_is_scrolled(on_page):
    formula = "f = (w1*x1 + w2*x2 + b)*max(x1, x2) - exp(w1)*tanh(w2*x1 + x2**2)"
    stage = on_page(GraphStepper(formula, inputs={"w1": 1, "w2": -1, "x1": 2, "x2": 1, "b": 0.5}, step=99))
    stage.shot("graph-large")
    narrow = on_page(GraphStepper(formula, step=99), width=320)
    assert narrow.too_wide() == []
    assert narrow.violations() == []
    narrow.shot("graph-large-320")


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, GraphStepper, step=7)
    for_everybody(on_page, GraphStepper, step=2, predict=True, predictions={"1": [3.0], "2": [1.0]})
