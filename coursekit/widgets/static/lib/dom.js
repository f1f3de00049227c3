// Elements of the page. Whatever can take the focus keeps its keys to itself.

const SVG = "http://www.w3.org/2000/svg";

/** Returns a new element: element("button", { type: "button", class: "ck-button" }, "Play"). */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Returns a new element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Sets attributes; undefined, null and false remove them. */
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
  // JupyterLab has single letters as shortcuts, and looks for this on the element that has the focus.
  if (["BUTTON", "INPUT", "SELECT", "TEXTAREA", "SUMMARY", "A"].includes(node.tagName) || node.hasAttribute("tabindex")) {
    node.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  return node;
}

/** Keeps keys from the notebook around it; call it once for the root of a view. */
export function keepKeys(root, signal) {
  for (const type of ["keydown", "keyup", "keypress"]) {
    root.addEventListener(type, (event) => event.stopPropagation(), { signal });
  }
}

/** Returns `show` as a function that does nothing when it is called with what it was called with before. */
export function whenChanged(show) {
  let before = null;
  return (state) => {
    const now = JSON.stringify(state, (_, value) => (typeof value === "number" ? String(value) : value));
    if (now !== before) show(state);
    before = now;
  };
}

let count = 0;

/** Returns an id that no other element of the page has. */
export function uniqueId() {
  count += 1;
  return `ck-${Math.random().toString(36).slice(2, 8)}-${count}`;
}

function filled(node, attributes, children) {
  set(node, attributes);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
