import assert from "node:assert/strict";
import { test } from "node:test";

import { interpolated, nearestStep, secants } from "../../coursekit/widgets/static/lib/secants.js";

const near = (one, other, by = 1e-9) => assert.ok(Math.abs(one - other) < by, `${one} is not ${other}`);
const kink = [2, 1, 0, 1, 2]; // |x| at −2, −1, 0, 1, 2

test("between points there are straight lines, beyond them the last value", () => {
  near(interpolated(kink, -2, 2, -1.5), 1.5);
  near(interpolated(kink, -2, 2, 0), 0);
  near(interpolated(kink, -2, 2, 2), 2);
  near(interpolated(kink, -2, 2, 9), 2);
  near(interpolated(kink, -2, 2, -9), 2);
});

test("what is not finite stays so, and leaves its neighbours alone", () => {
  const values = [NaN, 1, 2];
  assert.ok(Number.isNaN(interpolated(values, 0, 2, 0.5)));
  near(interpolated(values, 0, 2, 1), 1);
});

test("at a kink the slopes part, however small the step", () => {
  for (const h of [1, 1e-3, 1e-16]) {
    const { left, right, centred } = secants(kink, -2, 2, 0, h);
    near(left, -1, 1e-6);
    near(right, 1, 1e-6);
    near(centred, 0, 1e-6);
  }
  near(secants(kink, -2, 2, 0.5, 1).left, 0, 1e-9);
});

test("the nearest step is so on a logarithmic scale", () => {
  const steps = [1e-3, 1e-2, 1e-1, 1];
  assert.equal(nearestStep(steps, 2e-2), 1);
  assert.equal(nearestStep(steps, 4e-2), 2);
  assert.equal(nearestStep(steps, 1e-9), 0);
  assert.equal(nearestStep(steps, 50), 3);
});
