// Maps of the plane: numbers from −1 to 1, as bytes, painted in the palette's heat; and where they are 0.

import { clamp } from "./scale.js";
import { channels, colourAt } from "./theme.js";
import { zeroLine } from "./zero_line.js";

/** What coursekit sends for 0; 1 and 255 stand for −1 and 1, 0 for what is no number. */
export const ZERO = 128;

/** Returns a number from −1 to 1 as such a byte; what is further out is brought in. */
export function coded(value) {
  return Number.isFinite(value) ? Math.round(127 * clamp(value, -1, 1)) + ZERO : 0;
}

/** Returns the palette's heat under `root`: the pixel of each of the 256 bytes. */
export function heatColours(root) {
  const stops = Array.from({ length: 11 }, (_, index) => channels(colourAt(root, `--ck-heat-${index}`)));
  const bytes = Array.from({ length: 256 }, (_, code) => [...between(stops, code === 0 ? 0.5 : (code - 1) / 254), 255]);
  return new Uint32Array(Uint8Array.from(bytes.flat()).buffer);
}

/** Paints a map {data, shape: [rows, columns]}, whose row 0 is the lowest, on a canvas of as many pixels. */
export function paint(canvas, { data, shape: [rows, columns] }, colours) {
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row += 1) {
    const [from, to] = [(rows - 1 - row) * columns, row * columns];
    for (let column = 0; column < columns; column += 1) pixels[to + column] = colours[data[from + column]];
  }
  context.putImageData(image, 0, 0);
}

/** Returns the line on which a map is 0, as pieces [x1, y1, x2, y2] from 0 to 1, between the middles of its cells. */
export function zeroOfMap({ data, shape: [rows, columns] }) {
  const numbers = Float32Array.from(data, (code) => code - ZERO + 0.25); // never 0 itself: a corner is on one side
  const sizes = [columns, rows, columns, rows];
  return zeroLine(numbers, columns).map((piece) => piece.map((at, which) => (at + 0.5) / sizes[which]));
}

function between(stops, share) {
  const place = share * (stops.length - 1);
  const low = Math.min(Math.floor(place), stops.length - 2);
  return stops[low].map((part, index) => Math.round(part + (place - low) * (stops[low + 1][index] - part)));
}
