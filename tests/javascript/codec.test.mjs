import assert from "node:assert/strict";
import { test } from "node:test";

import { row, rows, unpack } from "../../coursekit/widgets/static/lib/codec.js";

/** An array as it arrives: its bytes in the middle of a longer buffer, at an odd place. */
function arrived(Type, numbers, shape, dtype) {
  const bytes = new Uint8Array(new Type(numbers).buffer);
  const whole = new Uint8Array(bytes.length + 7);
  whole.set(bytes, 3);
  return { $dtype: dtype, shape, data: new DataView(whole.buffer, 3, bytes.length) };
}

test("arrays of every type come back, wherever their bytes begin", () => {
  for (const [Type, dtype] of [[Float32Array, "<f4"], [Float64Array, "<f8"], [Int32Array, "<i4"], [Uint8Array, "|u1"]]) {
    const { data, shape } = unpack(arrived(Type, [1, 2, 3, 4, 5, 6], [2, 3], dtype));
    assert.ok(data instanceof Type);
    assert.deepEqual(Array.from(data), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(shape, [2, 3]);
  }
});

test("what is no array stays what it is, however deep", () => {
  const value = { a: [1, "x", null, true, { b: [] }] };
  assert.deepEqual(unpack(value), value);
});

test("numbers that JSON lacks have their own form", () => {
  const numbers = ["nan", "inf", "-inf"].map((number) => unpack({ $number: number }));
  assert.deepEqual(numbers, [NaN, Infinity, -Infinity]);
  assert.equal(unpack("inf"), "inf");
});

test("rows share their array's numbers", () => {
  const array = unpack(arrived(Float64Array, [1, 2, 3, 4, 5, 6], [3, 2], "<f8"));
  assert.deepEqual(rows(array), [[1, 2], [3, 4], [5, 6]]);
  row(array, 1).data[0] = 9;
  assert.equal(array.data[2], 9);
  const cube = { data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 2, 2] };
  assert.deepEqual(rows(row(cube, 1)), [[5, 6], [7, 8]]);
});
