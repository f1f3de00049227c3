// NeuronExplorer: one neuron's line, a hidden layer that bends it, and a curve as a sum of units; one shown at a time.

import { explorer } from "./lib/frame.js";
import { tabs } from "./lib/tabs.js";
import { curveView } from "./neuron/curve.js";
import { planeView } from "./neuron/plane.js";

export default explorer((frame) => {
  const modes = frame.about.settings.mode.options;
  const choice = tabs("what is shown", modes, (mode) => frame.set("mode", mode), frame.signal);
  const plane = planeView(frame);
  const curve = curveView(frame);
  frame.body.append(choice.root, plane.root, curve.root);
  let shown = null;

  const viewOf = (scene) => (scene.mode === "curve" ? curve : plane);
  const draw = (scene) => {
    shown = scene;
    choice.show(scene.mode);
    plane.root.hidden = scene.mode === "curve";
    curve.root.hidden = scene.mode !== "curve";
    if (scene.mode !== "curve") curve.stop();
    viewOf(scene).draw(scene);
  };
  // Between the press of a tab and Python's answer, the old scene stays.
  const placed = () => {
    if (shown.mode === frame.get("mode")) viewOf(shown).placed();
  };
  return { draw, placed };
});
