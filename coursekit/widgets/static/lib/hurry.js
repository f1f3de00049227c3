// Tells Python when something is being dragged: then a part of the result now is worth more than all of it late.

/**
 * Returns {hurry, release}. `hurry` is to be called when something has moved; letting it go is noticed for what is
 * given to `watch(node)`: a handle, or a box with controls, whose sliders hurry by themselves.
 */
export function hurrying(frame) {
  const { signal } = frame;
  const hurry = () => frame.set("_hurried", true);
  const release = () => frame.set("_hurried", false);
  const watch = (node) => {
    node.addEventListener("input", (event) => event.target.type === "range" && hurry(), { signal, capture: true });
    for (const type of ["change", "pointerup", "lostpointercapture", "keyup", "focusout"]) {
      node.addEventListener(type, release, { signal });
    }
  };
  release(); // a view that was closed in the middle of it could not
  return { hurry, watch };
}
