// Axes with canvases under them, for what is too much to be drawn in SVG sixty times a second.

import { Axes, seriesStyle } from "./axes.js";
import { element, svg } from "./dom.js";
import { colourAt } from "./theme.js";

const FINE = 2; // pixels of a canvas for a unit of the drawing
const TURN = 8; // colours, after which a series has another dash and another mark

const SHAPES = [
  "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z",
  "M-.85,-.85H.85V.85H-.85Z",
  "M0,-1.1L1,.75H-1Z",
  "M0,-1.2L1,0L0,1.2L-1,0Z",
  "M-.35,-1.05H.35V-.35H1.05V.35H.35V1.05H-.35V.35H-1.05V-.35H-.35Z",
  "M-1,-.55L-.55,-1L0,-.45L.55,-1L1,-.55L.45,0L1,.55L.55,1L0,.45L-.55,1L-1,.55L-.45,0Z",
  "M0,-1.25L.32,-.44L1.19,-.39L.52,.17L.73,1.01L0,.54L-.73,1.01L-.52,.17L-1.19,-.39L-.32,-.44Z",
  "M-1.05,0L-.52,-.91H.52L1.05,0L.52,.91H-.52Z",
];

/** Returns how a series among more than eight is drawn: {colour, dash, shape}. No two share all three. */
export function manyStyle(number) {
  const turn = Math.floor(number / TURN);
  const dash = seriesStyle((number + 3 * turn) % TURN)["stroke-dasharray"];
  return {
    colour: `--ck-series-${number % TURN}`,
    dash: dash ? dash.split(" ").map(Number) : [],
    shape: SHAPES[(number + 4 * turn) % TURN],
  };
}

/** Returns a sample of a series for a legend: a line with its mark. */
export function sample(number) {
  const { colour, dash, shape } = manyStyle(number);
  const stroke = { stroke: `var(${colour})`, "stroke-dasharray": dash.join(" ") || undefined };
  return svg(
    "svg",
    { viewBox: "0 0 34 14", width: 34, height: 14, "aria-hidden": "true", class: "ck-sample" },
    svg("path", { d: "M0,7H34", class: "ck-line", ...stroke }),
    svg("path", { d: shape, transform: "translate(17 7) scale(4.5)", fill: `var(${colour})` }),
  );
}

/** Axes with three canvases under them: `back` for the ground, `trails` for what grows, `front` for what moves. */
export class Plot {
  constructor(about) {
    this.axes = new Axes({ ...about, grid: about.grid ?? false });
    const { margin, width, height, innerWidth, innerHeight } = this.axes;
    const percent = (part, whole) => `${(100 * part) / whole}%`;
    const style = [
      `left: ${percent(margin.left, width)}`,
      `top: ${percent(margin.top, height)}`,
      `width: ${percent(innerWidth, width)}`,
      `height: ${percent(innerHeight, height)}`,
    ].join("; ");
    const layers = ["back", "trails", "front"].map((name) => {
      const canvas = element("canvas", { width: innerWidth * FINE, height: innerHeight * FINE, style, "aria-hidden": "true" });
      this[name] = canvas.getContext("2d");
      return canvas;
    });
    this.width = innerWidth * FINE;
    this.height = innerHeight * FINE;
    this.root = element("div", { class: "ck-plot" }, ...layers, this.axes.root);
  }

  /** Returns where a number of the x axis is on the canvases. */
  x(value) {
    return (this.axes.x(value) - this.axes.margin.left) * FINE;
  }

  /** Returns where a number of the y axis is on the canvases. */
  y(value) {
    return (this.axes.y(value) - this.axes.margin.top) * FINE;
  }

  /** Returns a colour of the palette as the page's theme has it. */
  colour(name) {
    return colourAt(this.root, name);
  }

  clear(layer) {
    this[layer].clearRect(0, 0, this.width, this.height);
  }

  /** Draws a mark in front. */
  mark({ colour, shape }, x, y, size = 6) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    const { front } = this;
    front.save();
    front.translate(x, y);
    front.scale(size * FINE, size * FINE);
    const path = new Path2D(shape);
    front.lineWidth = 0.5;
    front.lineJoin = "round";
    front.strokeStyle = this.colour("--ck-paper");
    front.stroke(path);
    front.fillStyle = this.colour(colour);
    front.fill(path);
    front.restore();
  }
}

/** Lines that grow frame by frame: only what is new is drawn, unless one goes back. */
export class Trails {
  constructor(plot) {
    Object.assign(this, { plot, lines: [], at: 0 });
  }

  /** Takes new lines: {xs, ys, style}, the numbers of the axes for frame 0, 1, …; draws them up to a frame. */
  take(lines, frame) {
    const { plot } = this;
    this.lines = lines.map(({ xs, ys, style }) => {
      const points = placed(xs, ys, plot);
      return { ...points, lengths: lengths(points.xs, points.ys), colour: plot.colour(style.colour), dash: style.dash };
    });
    this.#whole(frame);
  }

  /** Draws, faintly and behind, where the lines will go. */
  ahead() {
    const { back } = this.plot;
    this.plot.clear("back");
    back.globalAlpha = 0.3;
    this.#piece(back, 0, Infinity);
    back.globalAlpha = 1;
  }

  /** Draws up to a frame. */
  to(frame) {
    if (frame < this.at) this.#whole(frame);
    else this.#piece(this.plot.trails, this.at, frame);
    this.at = frame;
  }

  #whole(frame) {
    this.plot.clear("trails");
    this.#piece(this.plot.trails, 0, frame);
    this.at = frame;
  }

  #piece(layer, from, to) {
    layer.lineWidth = 1.6 * FINE;
    layer.lineJoin = "round";
    for (const { xs, ys, lengths, colour, dash } of this.lines) {
      const end = Math.min(to, xs.length - 1);
      if (end <= from) continue;
      layer.strokeStyle = colour;
      layer.setLineDash(dash.map((length) => length * FINE));
      layer.lineDashOffset = lengths[from];
      layer.beginPath();
      let pen = false;
      for (let index = from; index <= end; index += 1) {
        const [x, y] = [xs[index], ys[index]];
        if (Number.isNaN(x) || Number.isNaN(y)) pen = false;
        else if (pen) layer.lineTo(x, y);
        else {
          layer.moveTo(x, y);
          pen = true;
        }
      }
      layer.stroke();
    }
  }
}

// Far outside is as good as outside, and dashes need not be counted there.
function placed(xs, ys, plot) {
  const within = (value, size) => Math.min(Math.max(value, -3 * size), 4 * size);
  return {
    xs: Float32Array.from(xs, (x) => within(plot.x(x), plot.width)),
    ys: Float32Array.from(ys, (y) => within(plot.y(y), plot.height)),
  };
}

/** Returns how long a line is up to each of its points. */
export function lengths(xs, ys) {
  const found = new Float32Array(xs.length);
  for (let index = 1; index < xs.length; index += 1) {
    const more = Math.hypot(xs[index] - xs[index - 1], ys[index] - ys[index - 1]);
    found[index] = found[index - 1] + (more || 0);
  }
  return found;
}
