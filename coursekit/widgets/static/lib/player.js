// Play, step, back and scrub: through frames that are all there already, at a rate that the screen's does not change.

import { button } from "./controls.js";
import { element, set } from "./dom.js";
import { icon } from "./icons.js";

/** Counts frames while time passes, without a page: `advance(milliseconds)` returns the frame to show. */
export class Clock {
  constructor(length, perSecond) {
    Object.assign(this, { length, perSecond, position: 0 });
  }

  get frame() {
    return Math.min(Math.floor(this.position + 1e-9), this.length - 1);
  }

  get ended() {
    return this.frame >= this.length - 1;
  }

  advance(milliseconds) {
    // After a long pause, as of a page in the background, go on instead of jumping.
    this.position += (Math.min(milliseconds, 250) / 1000) * this.perSecond;
    this.position = Math.min(this.position, this.length - 1);
    return this.frame;
  }

  seek(frame) {
    this.position = Math.min(Math.max(frame, 0), this.length - 1);
    return this.frame;
  }
}

/**
 * Returns a player: {root, resize(length), show(frame), playing, stop()}.
 *
 * @param about shown(frame): called for each new frame; length; perSecond; told(frame): the frame in words;
 *   reduced(): whether motion is unwelcome: then it plays frame by frame, twice a second.
 */
export function player({ shown, length, perSecond = 30, told = (frame) => `step ${frame}`, reduced = () => false }, signal) {
  const clock = new Clock(length, perSecond);
  let running = null;
  let last = 0;

  const slider = element("input", { type: "range", min: 0, max: Math.max(length - 1, 0), step: 1, "aria-label": "position" });
  const output = element("output", { class: "ck-value" });
  const go = (frame) => {
    show(frame);
    shown(clock.frame);
  };
  const show = (frame) => {
    clock.seek(frame);
    slider.value = clock.frame;
    output.textContent = told(clock.frame);
    set(slider, { "aria-valuetext": told(clock.frame) });
  };
  const turn = (time) => {
    const before = clock.frame;
    clock.perSecond = reduced() ? 2 : perSecond;
    clock.advance(time - last);
    last = time;
    if (clock.frame !== before) {
      const position = clock.position; // what show() rounds
      go(clock.frame);
      clock.position = position;
    }
    if (clock.ended) stop();
    else if (running !== null) running = requestAnimationFrame(turn);
  };
  const stop = () => {
    if (running !== null) cancelAnimationFrame(running);
    running = null;
    label();
  };
  const start = () => {
    if (clock.ended) go(0);
    last = performance.now();
    running = requestAnimationFrame(turn);
    label();
  };
  const play = button("", () => (running === null ? start() : stop()), signal, { class: "ck-button ck-play" });
  const label = () => {
    play.replaceChildren(icon(running === null ? "play" : "pause"));
    set(play, { "aria-label": running === null ? "play" : "pause" });
  };
  const step = (by) => {
    stop();
    go(clock.frame + by);
  };
  slider.addEventListener("input", () => {
    stop();
    go(Number(slider.value));
  }, { signal });
  signal.addEventListener("abort", stop);
  label();
  show(0);

  return {
    root: element(
      "div",
      { class: "ck-player", role: "group", "aria-label": "player" },
      button(icon("start"), () => step(-clock.length), signal, { "aria-label": "to the start" }),
      button(icon("back"), () => step(-1), signal, { "aria-label": "one step back" }),
      play,
      button(icon("on"), () => step(1), signal, { "aria-label": "one step on" }),
      slider,
      output,
    ),
    get playing() {
      return running !== null;
    },
    get frame() {
      return clock.frame;
    },
    get length() {
      return clock.length;
    },
    resize(newLength) {
      clock.length = Math.max(newLength, 1);
      set(slider, { max: clock.length - 1 });
      show(Math.min(clock.frame, clock.length - 1));
    },
    show,
    start,
    stop,
  };
}
