// Predictions: what somebody types before a number is shown, and how it compares.

/** Returns the number that was typed, with a comma or a point, a fraction or a minus of any kind; NaN if it is none. */
export function numberOf(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
  const fraction = plain.match(/^(-?[\d.]+)\s*\/\s*([\d.]+)$/);
  if (fraction) return Number(fraction[1]) / Number(fraction[2]);
  return plain === "" ? NaN : Number(plain);
}

/** Returns whether a prediction is right: to one per cent, or to half of the second digit after the point. */
export function isRight(guess, answer) {
  return Math.abs(guess - answer) <= Math.max(0.01 * Math.abs(answer), 0.005);
}
