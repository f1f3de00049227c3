import assert from "node:assert/strict";
import { test } from "node:test";

import { elementLines, fits, nameOf, valueOf } from "../../coursekit/widgets/static/backprop.js";
import { second, sub, sup, times, transposed } from "../../coursekit/widgets/static/lib/formulas.js";
import { layerwise, weightGradient } from "../../coursekit/widgets/static/lib/layerwise.js";
import { neuronPlace, thickness } from "../../coursekit/widgets/static/lib/network_drawing.js";

const sizes = [2, 1, 1];
const network = { x: [1, -2], weights: [[[2, 0.5]], [[3]]], biases: [[0], [1]] };
const weight = { layer: 1, neuron: 1, input: 2 };

test("formulas are written as one writes them", () => {
  assert.equal(sub(12), "₁₂");
  assert.equal(sup(2), "⁽²⁾");
  assert.equal(second(-0.5), "(−0.5)");
  assert.equal(times(2, -1, 3), "2·(−1)·3");
  assert.deepEqual(transposed([[1, 2], [3, 4]]), [[1, 3], [2, 4]]);
});

test("a weight has its name and value, and a bias too", () => {
  assert.equal(nameOf(weight, sizes), "W₁₂⁽¹⁾");
  assert.equal(nameOf({ ...weight, input: 3 }, sizes), "b₁⁽¹⁾");
  assert.equal(valueOf(network, weight, sizes), 0.5);
  assert.equal(valueOf(network, { layer: 2, neuron: 1, input: 2 }, sizes), 1);
});

test("the chain of a weight has the current numbers", () => {
  const pass = layerwise(network.x, network.weights, network.biases, "ReLU");
  assert.deepEqual(pass.layers[0].z, [1]);
  assert.deepEqual(elementLines(network, pass, weight, sizes).slice(1), [
    "    = 1·(1·3)",
    "    = 1·3 = 3",
    "∂s/∂W₁₂⁽¹⁾ = δ₁⁽¹⁾·a₂⁽⁰⁾ = 3·(−2) = −6",
  ]);
  assert.deepEqual(weightGradient(pass.layers[0]), [[3, -6, 3]]);
  const top = elementLines(network, pass, { layer: 2, neuron: 1, input: 2 }, sizes);
  assert.equal(top[1], "∂s/∂b₁⁽²⁾ = δ₁⁽²⁾·1 = 1·1 = 1");
});

test("lists fit each other if all lengths are the same", () => {
  assert.ok(fits([[1, 2], [3]], [[0, 0], [0]]));
  assert.ok(!fits([[1, 2]], [[1]]));
  assert.ok(!fits([], [1]));
  assert.ok(!fits([1], [[1]]));
});

test("columns stand in the middle, and lines stay thin", () => {
  assert.equal(neuronPlace([3, 1], 1, 1)[1], neuronPlace([3, 1], 0, 2)[1]);
  assert.ok(thickness(0) < thickness(1) && thickness(100) <= 3);
  assert.equal(thickness(NaN), thickness(0));
});
