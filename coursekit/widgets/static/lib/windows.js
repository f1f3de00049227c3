// A window's score and its gradient, for the step that is shown. A test compares them with Python.

const dot = (a, b) => a.reduce((sum, each, index) => sum + each * b[index], 0);

/** Returns the vectors of a window's words one after the other. vectors: (V, 2), row by row. */
export function joined(vectors, ids) {
  return Array.from(ids).flatMap((id) => [vectors[2 * id], vectors[2 * id + 1]]);
}

/** Returns s = uᵀ tanh(Wx + b) and ∂s/∂x = Wᵀ(u ∘ (1 − tanh²)). W: (hidden, x.length), row by row. */
export function scored({ W, b, u }, x) {
  const gradient = new Array(x.length).fill(0);
  let s = 0;
  for (let unit = 0; unit < b.length; unit += 1) {
    const weights = W.slice(unit * x.length, (unit + 1) * x.length);
    const h = Math.tanh(dot(x, weights) + b[unit]);
    s += u[unit] * h;
    const delta = u[unit] * (1 - h * h);
    for (let place = 0; place < x.length; place += 1) gradient[place] += delta * weights[place];
  }
  return { s, gradient };
}

/** Returns ∂J/∂s of a window with J = mean of max(margin + s_c − s, 0) over pairs of windows. */
export function ofScore(parameters, vectors, { pairs, margin }, ids) {
  const same = (one, other) => one.every((word, place) => word === other[place]);
  let sum = 0;
  for (const [true_, corrupted] of pairs) {
    const isTrue = same(true_, ids);
    if (!isTrue && !same(corrupted, ids)) continue;
    const [s, sc] = [true_, corrupted].map((each) => scored(parameters, joined(vectors, each)).s);
    if (margin + sc - s > 0) sum += (isTrue ? -1 : 1) / pairs.length;
  }
  return sum;
}

/** Returns the scores of a window with each point of a grid as the word in its centre, row by row from below. */
export function scorePlane(parameters, x, [low, high], points) {
  const { W, b, u } = parameters;
  const [at, width] = [x.length / 2 - 1, x.length];
  const scores = new Float64Array(points * points);
  const along = (index) => low + ((high - low) * index) / (points - 1);
  for (let unit = 0; unit < b.length; unit += 1) {
    let rest = b[unit];
    for (let place = 0; place < width; place += 1) {
      if (place !== at && place !== at + 1) rest += W[unit * width + place] * x[place];
    }
    const [first, second] = [W[unit * width + at], W[unit * width + at + 1]];
    for (let row = 0; row < points; row += 1) {
      for (let column = 0; column < points; column += 1) {
        scores[row * points + column] += u[unit] * Math.tanh(rest + first * along(column) + second * along(row));
      }
    }
  }
  return scores;
}
