// Reads what coursekit/widgets/codec.py writes: arrays from their bytes, all else from JSON.

const TYPES = { "<f4": Float32Array, "<f8": Float64Array, "<i4": Int32Array, "|u1": Uint8Array };
const NUMBERS = { nan: NaN, inf: Infinity, "-inf": -Infinity };

/** Returns a value as it was packed; an array becomes {data, shape} with a typed array, row by row. */
export function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (value === null || typeof value !== "object") return value;
  if ("$dtype" in value) return { data: numbers(value), shape: value.shape };
  if ("$number" in value) return NUMBERS[value.$number];
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unpack(each)]));
}

/** Returns row `index` of an array of two or more axes, as an array without the first; the numbers are shared. */
export function row(array, index) {
  const shape = array.shape.slice(1);
  const size = shape.reduce((product, length) => product * length, 1);
  return { data: array.data.subarray(index * size, (index + 1) * size), shape };
}

/** Returns an array of two axes as a list of lists. */
export function rows(array) {
  return Array.from({ length: array.shape[0] }, (_, index) => Array.from(row(array, index).data));
}

function numbers({ $dtype: dtype, data }) {
  const Type = TYPES[dtype];
  // A copy: the buffer is shared with the message, where the numbers may begin at any byte.
  const bytes = data.buffer
    ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
    : data.slice(0);
  return new Type(bytes);
}
