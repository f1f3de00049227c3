// A surface as tinted bands with contours between them, on a canvas.

import { channels } from "./theme.js";

/** Returns which band a height is in, with how far through it: 0 at the lowest level, 1 at the next, … */
export function band(height, levels) {
  let [low, high] = [0, levels.length - 1];
  if (!(height > levels[low])) return (height - levels[low]) / (levels[1] - levels[0] || 1);
  if (height >= levels[high]) return high + (height - levels[high]) / (levels[high] - levels[high - 1] || 1);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (height >= levels[middle]) low = middle;
    else high = middle;
  }
  return low + (height - levels[low]) / (levels[high] - levels[low]);
}

/** Returns the height at a place of a grid, `column` and `row` counted from 0 and possibly between two. */
export function between({ data, shape }, column, row) {
  const [rows, columns] = shape;
  const left = Math.min(Math.floor(column), columns - 2);
  const top = Math.min(Math.floor(row), rows - 2);
  const [across, down] = [column - left, row - top];
  const at = top * columns + left;
  const above = data[at] * (1 - across) + data[at + 1] * across;
  const below = data[at + columns] * (1 - across) + data[at + columns + 1] * across;
  return above * (1 - down) + below * down;
}

/** Draws a grid of heights, row 0 at the bottom, over the whole canvas: `low` and `high` tint it, `line` separates. */
export function drawContours(context, grid, levels, { low, high, line }) {
  const { width, height } = context.canvas;
  const [rows, columns] = grid.shape;
  const bands = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = (1 - (y + 0.5) / height) * (rows - 1);
    for (let x = 0; x < width; x += 1) {
      bands[y * width + x] = band(between(grid, ((x + 0.5) / width) * (columns - 1), row), levels);
    }
  }
  const image = context.createImageData(width, height);
  const [from, to, edge] = [low, high, line].map(channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const here = bands[at];
      if (!Number.isFinite(here)) continue;
      const slope = Math.hypot(here - (bands[x ? at - 1 : at + 1] ?? here), here - (bands[y ? at - width : at + width] ?? here));
      const level = Math.round(here);
      const near = level >= 0 && level < levels.length ? Math.abs(here - level) / (slope || 1e-9) : 9;
      const share = Math.min(Math.max((Math.floor(here) + 1) / levels.length, 0), 1);
      const drawn = 0.55 * Math.min(Math.max(1.3 - near, 0), 1);
      for (let channel = 0; channel < 3; channel += 1) {
        const tint = from[channel] + (to[channel] - from[channel]) * share;
        image.data[4 * at + channel] = tint + (edge[channel] - tint) * drawn;
      }
      image.data[4 * at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

/** Draws the ground of a map, {surface, z, levels}, unless it is there already. */
export function paintedContours(map, { surface, z, levels }) {
  const colours = { low: map.colour("--ck-paper"), high: map.colour("--ck-heat-4"), line: map.colour("--ck-soft") };
  const wanted = [surface, ...Object.values(colours)].join();
  if (map.painted === wanted) return;
  map.painted = wanted;
  drawContours(map.back, z, levels.data, colours);
}
