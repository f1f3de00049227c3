// What the view of initialisations draws and says, without a page.

import { format } from "./lib/format.js";
import { extent } from "./lib/scale.js";

const [SMALLEST, LARGEST] = [1e-30, 1e30]; // what the logarithmic axis shows

/** Returns the outline of a histogram that stands on the line of its layer, and is 0.9 layers high. */
export function ridge(fractions, layer, low, high) {
  const largest = Math.max(...fractions) || 1;
  const size = (high - low) / fractions.length;
  return {
    xs: fractions.map((_, bin) => low + (bin + 0.5) * size),
    ys: fractions.map((fraction) => layer - (0.9 * fraction) / largest),
  };
}

/** Returns the layers that are named on an axis: the first, the last, and some between at even distances. */
export function layerTicks(depth) {
  const step = Math.ceil(depth / 10);
  const ticks = Array.from({ length: Math.ceil(depth / step) }, (_, index) => 1 + index * step);
  return [...ticks.filter((tick) => depth - tick >= step), depth];
}

/** Returns whole powers of ten around all sizes that a logarithmic axis has a place for. */
export function spreadDomain(sizes) {
  const powers = sizes.filter((size) => size >= SMALLEST && size <= LARGEST).map(Math.log10);
  const [low, high] = powers.length ? extent(powers) : [-1, 0];
  const [first, last] = [Math.floor(low - 0.1), Math.ceil(high + 0.1)];
  return [10 ** first, 10 ** Math.max(last, first + 2)];
}

/** Says which sizes the logarithmic axis has no place for. */
export function offChart(sizes) {
  const found = [
    sizes.some((size) => size === 0) && "0",
    sizes.some((size) => size > 0 && size < SMALLEST) && "below 10⁻³⁰",
    sizes.some((size) => size > LARGEST) && "above 10³⁰",
    sizes.some(Number.isNaN) && "no number",
  ].filter(Boolean);
  return found.length ? `Off the chart, because they are ${found.join(", or ")}: some standard deviations.` : "";
}

/** Returns a share in words, or nothing where it is none. */
export function percent(share, what) {
  if (!(share > 0)) return "";
  return share < 0.005 ? `less than 1 % is ${what}` : `${Math.round(100 * share)} % is ${what}`;
}

/** Says what becomes of the gradient on its way back to the first layer. */
export function verdict({ verdict: word, ratio, symmetric, delta }) {
  const arrives = delta.slice(0, -1).some((size) => size !== 0);
  if (symmetric) {
    return arrives
      ? "Symmetric: all units of a layer learn the same, for ever."
      : "Symmetric: no gradient reaches the hidden layers; nothing learns.";
  }
  const size = Number.isFinite(ratio) ? `δ in layer 1 is ${format(ratio, 2)} × that in the last` : "no gradient comes back";
  return `The gradient is ${word}: ${size}.`;
}
