// One pass forward and back through a small network, for what moves while it is dragged. A test compares it with Python.

import { activations } from "./activations.js";

const total = (numbers) => numbers.reduce((sum, each) => sum + each, 0);

/** Returns {layers, x}: for each layer below, z, a, slope, received (∂s/∂a), delta; s is the sum of the outputs. */
export function layerwise(x, weights, biases, activation) {
  const { f, slope } = activations[activation];
  const last = weights.length - 1;
  const layers = [];
  let a = x;
  weights.forEach((W, index) => {
    const below = a;
    const z = W.map((row, j) => total(row.map((weight, m) => weight * below[m])) + biases[index][j]);
    a = index === last ? z : z.map(f);
    layers.push({ below, z, a, slope: z.map((each) => (index === last ? 1 : slope(each))) });
  });
  let received = a.map(() => 1);
  for (let index = last; index >= 0; index -= 1) {
    const layer = layers[index];
    layer.received = received;
    layer.delta = received.map((error, j) => error * layer.slope[j]);
    received = layer.below.map((_, m) => total(layer.delta.map((delta, j) => delta * weights[index][j][m])));
  }
  return { layers, x: received };
}

/** Returns the gradient of a layer's weights, with that of its bias as the last column: δ[a 1]ᵀ. */
export function weightGradient({ delta, below }) {
  return delta.map((each) => [...below, 1].map((a) => each * a));
}
