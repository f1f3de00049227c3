// Numbers for reading.

/** Returns a number with some significant digits; tiny and huge ones as powers of ten; "nan" and "∞" in words. */
export function format(value, digits = 3) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size < 1e-3 || size >= 1e5 ? scientific(value, digits) : String(Number(value.toPrecision(digits)));
  return text.replace(/-/g, "−");
}

/** Returns 10ⁿ as text, for axes. */
export function power(exponent) {
  return `10${superscript(exponent)}`;
}

function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}·10${superscript(Number(exponent))}`;
}

function superscript(number) {
  const signs = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return [...String(number)].map((sign) => signs[sign]).join("");
}
