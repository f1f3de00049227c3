import assert from "node:assert/strict";
import { test } from "node:test";

import { format, power } from "../../coursekit/widgets/static/lib/format.js";
import { keyed } from "../../coursekit/widgets/static/lib/handles.js";
import { Clock } from "../../coursekit/widgets/static/lib/player.js";
import { clamp, extent, linear, logarithmic } from "../../coursekit/widgets/static/lib/scale.js";

const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("a scale leads to the page and back, either way round", () => {
  for (const scale of [linear([-2, 3], [10, 110]), linear([5, -5], [200, 0]), logarithmic([1e-8, 1e3], [0, 300])]) {
    for (const at of [0, 17, 100]) near(scale(scale.invert(at)), at);
    near(scale.invert(scale(scale.domain[0])), scale.domain[0]);
  }
  near(linear([0, 10], [0, 100])(2.5), 25);
  near(logarithmic([1e-2, 1e2], [0, 100])(1), 50);
});

test("a scale of a single number does not divide by zero", () => {
  assert.equal(linear([3, 3], [0, 10])(3), 0);
});

test("ticks are round, within, and about as many as asked", () => {
  assert.deepEqual(linear([0, 1], [0, 1]).ticks(5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(linear([-6, 6], [0, 1]).ticks(4), [-5, 0, 5]);
  assert.deepEqual(linear([0.1, 0.3], [0, 1]).ticks(2), [0.1, 0.2, 0.3]);
  assert.deepEqual(logarithmic([1e-4, 1], [0, 1]).ticks(5), [1e-4, 1e-3, 1e-2, 1e-1, 1].map((tick) => 10 ** Math.log10(tick)));
  assert.equal(logarithmic([1e-30, 1], [0, 1]).ticks(5).length, 6);
  assert.deepEqual(logarithmic([2, 5], [0, 1]).ticks(5), [2, 5]);
});

test("the extent looks at what is finite, and is never empty", () => {
  assert.deepEqual(extent([3, NaN, -1, Infinity]), [-1, 3]);
  assert.deepEqual(extent([0, 10], 0.1), [-1, 11]);
  assert.deepEqual(extent([NaN]), [0, 1]);
  assert.deepEqual(extent([4]), [2, 6]);
  assert.equal(clamp(7, 0, 5), 5);
});

test("numbers can be read", () => {
  const shown = [0, 1.23456, -0.5, 1234.5, 1e-7, -2.5e6, 100000, NaN, Infinity, -Infinity].map((value) => format(value));
  assert.deepEqual(shown, ["0", "1.23", "−0.5", "1230", "1·10⁻⁷", "−2.5·10⁶", "1·10⁵", "nan", "∞", "−∞"]);
  assert.equal(power(-12), "10⁻¹²");
});

test("keys move by steps, with shift by ten, and to the limits", () => {
  const x = { min: 0, max: 1, step: 0.1 };
  const y = { min: -5, max: 5 };
  const press = (key, axes, shiftKey = false) => keyed({ key, shiftKey }, { x: 0.5, y: 0 }, axes.x, axes.y);
  near(press("ArrowRight", { x }).x, 0.6);
  near(press("ArrowUp", { x }).x, 0.6);
  near(press("ArrowLeft", { x }, true).x, -0.5); // the handle brings it back between its limits
  near(press("ArrowUp", { y }).y, 0.1);
  near(press("ArrowRight", { y }).y, 0.1);
  near(press("ArrowDown", { x, y }).y, -0.1);
  near(press("PageDown", { x, y }).x, -0.5);
  assert.equal(press("Home", { x }).x, 0);
  assert.equal(press("End", { y }).y, 5);
  assert.equal(press("b", { x, y }), null);
});

test("on a logarithmic axis a key's step is a factor", () => {
  const h = { min: 1e-16, max: 1, step: 10, log: true };
  const press = (key, axes) => keyed({ key, shiftKey: false }, { x: 1e-5, y: 2 }, axes.x, axes.y);
  near(press("ArrowRight", { x: h }).x / 1e-4, 1);
  near(press("ArrowLeft", { x: h }).x / 1e-6, 1);
  assert.equal(press("ArrowLeft", { x: h }).y, 2);
  near(press("ArrowUp", { y: { min: 1e-2, max: 1, log: true } }).y, 2 * 100 ** 0.01);
});

test("a clock shows as many frames in a second, however often it is asked", () => {
  for (const interval of [4, 16.7, 40]) {
    const clock = new Clock(1000, 30);
    for (let time = 0; time < 2000 - 1e-6; time += interval) clock.advance(interval);
    assert.ok(Math.abs(clock.frame - 60) <= 2, `${clock.frame} after two seconds`);
  }
});

test("a clock stops at the end, and goes on after a pause instead of jumping", () => {
  const clock = new Clock(10, 30);
  clock.advance(60000);
  assert.equal(clock.frame, 7); // a quarter of a second
  clock.advance(250);
  assert.equal(clock.frame, 9);
  assert.ok(clock.ended);
  assert.equal(clock.seek(-5), 0);
  assert.equal(clock.seek(50), 9);
});
