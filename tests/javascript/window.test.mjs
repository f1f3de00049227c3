import assert from "node:assert/strict";
import { test } from "node:test";

import { joined, ofScore, scored, scorePlane } from "../../coursekit/widgets/static/lib/windows.js";

const near = (one, other, by = 1e-9) => assert.ok(Math.abs(one - other) < by, `${one} is not ${other}`);

test("a window's vectors stand one after the other, and a word may come twice", () => {
  assert.deepEqual(joined([0, 1, 2, 3, 4, 5], [2, 0, 2]), [4, 5, 0, 1, 4, 5]);
});

test("the gradient of a score is what small changes say", () => {
  const parameters = { W: Float32Array.of(0.5, -1, 2, 0.25, 1, -0.5, 0.75, 1, -2, 0, 1, 1), b: [0.1, -0.2], u: [1.5, -0.5] };
  const x = [0.3, -0.1, 0.2, 0.4, -0.6, 0.5];
  const { s, gradient } = scored(parameters, x);
  x.forEach((_, place) => {
    const by = (h) => scored(parameters, x.with ? x.with(place, x[place] + h) : x.map((each, index) => each + h * (index === place))).s;
    near(gradient[place], (by(1e-5) - by(-1e-5)) / 2e-5, 1e-8);
  });
  const plane = scorePlane(parameters, x, [-1, 1], 3);
  assert.equal(plane.length, 9);
  near(plane[5], scored(parameters, [0.3, -0.1, 1, 0, -0.6, 0.5]).s);
  assert.ok(Number.isFinite(s));
});

test("only pairs that miss the margin pull", () => {
  const parameters = { W: [1, 0], b: [0], u: [1] };
  const vectors = [0, 0, 2, 0]; // their scores: 0 and tanh 2, which is 0.96
  const pairs = [[[1], [0]]];
  near(ofScore(parameters, vectors, { pairs, margin: 1 }, [1]), -1);
  near(ofScore(parameters, vectors, { pairs, margin: 1 }, [0]), 1);
  assert.equal(ofScore(parameters, vectors, { pairs, margin: 0.5 }, [1]), 0);
  assert.equal(ofScore(parameters, vectors, { pairs, margin: 1 }, [7]), 0);
});
