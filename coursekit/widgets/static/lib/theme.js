// Colours as the page's theme has them, for canvases, which do not follow it by themselves.

/** Calls `changed` when the page goes from light to dark or back, until the view is gone. */
export function onTheme(changed, signal) {
  const later = () => requestAnimationFrame(() => signal.aborted || changed());
  const watch = new MutationObserver(later);
  for (const node of [document.documentElement, document.body]) {
    watch.observe(node, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", later, { signal });
  signal.addEventListener("abort", () => watch.disconnect());
}

/** Returns a colour of the palette, "--ck-ink", at an element of the view. */
export function colourAt(node, name) {
  return getComputedStyle(node).getPropertyValue(name).trim();
}

/** Returns red, green and blue of "#rrggbb". */
export function channels(colour) {
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
}
