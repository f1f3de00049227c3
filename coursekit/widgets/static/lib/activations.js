// The activations and their slopes at one number, for what moves while it is dragged. A test compares them with Python.

const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const step = (x) => (x > 0 ? 1 : 0);
const inside = (x) => (Math.abs(x) <= 1 ? 1 : 0);
const hard = (x) => Math.min(Math.max(x, -1), 1);
const bent = (slope) => ({ f: (x) => (x > 0 ? x : slope * x), slope: (x) => (x > 0 ? 1 : slope) });

/** By name: f(x) and slope(x), with the conventions of coursekit.gates at kinks. */
export const activations = {
  sigmoid: { f: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  tanh: { f: Math.tanh, slope: (x) => 4 * sigmoid(2 * x) * sigmoid(-2 * x) },
  "hard tanh": { f: hard, slope: inside },
  "soft sign": { f: (x) => x / (1 + Math.abs(x)), slope: (x) => 1 / (1 + Math.abs(x)) ** 2 },
  ReLU: { f: (x) => Math.max(x, 0), slope: step },
  "leaky ReLU": bent(0.1),
  "parametric ReLU": bent(0.25),
  sign: { f: Math.sign, slope: () => 0 },
  softmax: { f: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  sparsemax: { f: (x) => (1 + hard(x)) / 2, slope: (x) => (Math.abs(x) < 1 ? 0.5 : 0) },
};
