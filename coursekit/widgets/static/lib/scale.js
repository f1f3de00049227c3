// Scales: from the numbers of an axis to the places on the page, and back.

/** Returns a scale: scale(x) is the place of x, scale.invert(place) the number there, scale.ticks(n) round numbers. */
export function linear([low, high], [start, end]) {
  const span = high - low || 1;
  const scale = (x) => start + ((x - low) / span) * (end - start);
  scale.invert = (at) => low + ((at - start) / (end - start)) * span;
  scale.ticks = (count = 5) => linearTicks(low, high, count);
  scale.domain = [low, high];
  return scale;
}

/** The same with logarithms of base 10: the domain is positive. */
export function logarithmic([low, high], range) {
  const powers = linear([Math.log10(low), Math.log10(high)], range);
  const scale = (x) => powers(Math.log10(x));
  scale.invert = (at) => 10 ** powers.invert(at);
  scale.ticks = (count = 5) => logTicks(low, high, count);
  scale.domain = [low, high];
  return scale;
}

/** Returns `value` brought between two limits. */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** Returns the smallest and the largest of the numbers that are finite, a little apart if they are equal. */
export function extent(values, margin = 0) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (low === high) return [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
  return [low - margin * (high - low), high + margin * (high - low)];
}

function linearTicks(low, high, count) {
  const rough = (high - low) / Math.max(count, 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * [1, 2, 5, 10].find((factor) => factor * size >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function logTicks(low, high, count) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const step = Math.max(1, Math.ceil((last - first) / count));
  const powers = [];
  for (let exponent = first; exponent <= last; exponent += step) powers.push(10 ** exponent);
  return powers.length > 1 ? powers : [low, high];
}
