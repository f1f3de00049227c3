// Play, step, back and scrub through a training that goes on only as far as somebody looks.

import { button } from "./lib/controls.js";
import { element, set } from "./lib/dom.js";
import { icon } from "./lib/icons.js";

const SLOW = 500; // milliseconds between epochs where motion is unwelcome

/**
 * Returns a trainer: {root, show(epoch, trained), answered(token, done), pause()}.
 *
 * @param about step(by, epochs): goes on or back, and returns the token of the answer that has to be waited for, or
 *   null; go(epoch): shows one that is there; atOnce: epochs of one answer; reduced(); told(playing).
 */
export function trainer({ step, go, atOnce, reduced, told }, signal) {
  let [playing, timer, awaited] = [false, null, null];
  const slider = element("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": "epoch" });
  const output = element("output", { class: "ck-value" });

  const turn = () => {
    timer = null;
    if (!playing) return;
    awaited = step(1, atOnce);
    if (awaited === null) later();
  };
  const later = () => {
    if (timer !== null) return;
    timer = reduced() ? { wait: setTimeout(turn, SLOW) } : { frame: requestAnimationFrame(turn) };
  };
  const pause = () => {
    if (timer?.wait) clearTimeout(timer.wait);
    if (timer?.frame) cancelAnimationFrame(timer.frame);
    [playing, timer, awaited] = [false, null, null];
    label();
  };
  const start = () => {
    playing = true;
    label();
    turn();
  };
  const play = button("", () => (playing ? pause() : start()), signal, { class: "ck-button ck-play" });
  const label = () => {
    play.replaceChildren(icon(playing ? "pause" : "play"));
    set(play, { "aria-label": playing ? "pause" : "play" });
    told(playing);
  };
  const moved = (move) => () => {
    pause();
    move();
  };
  slider.addEventListener("input", moved(() => go(Number(slider.value))), { signal });
  signal.addEventListener("abort", pause);
  label();

  return {
    root: element(
      "div",
      { class: "ck-player", role: "group", "aria-label": "training" },
      button(icon("start"), moved(() => go(0)), signal, { "aria-label": "to the start" }),
      button(icon("back"), moved(() => step(-1, 1)), signal, { "aria-label": "one epoch back" }),
      play,
      button(icon("on"), moved(() => step(1, 1)), signal, { "aria-label": "one epoch on" }),
      slider,
      output,
    ),
    show(epoch, trained) {
      set(slider, { max: Math.max(trained, 1), "aria-valuetext": `epoch ${epoch} of ${trained}` });
      slider.value = epoch;
      output.textContent = `epoch ${epoch} of ${trained}`;
    },
    answered(token, done) {
      if (done) pause();
      else if (playing && token === awaited) later();
    },
    pause,
  };
}
