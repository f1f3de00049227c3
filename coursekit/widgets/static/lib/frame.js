// What surrounds every view: title, toolbar, controls, what is told and what went wrong; and the way to Python and back.

import { unpack } from "./codec.js";
import { button, control } from "./controls.js";
import { element, keepKeys, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { onTheme } from "./theme.js";

/**
 * Returns what anywidget loads. `build(frame)` makes the view once, puts it into `frame.body`, and returns
 * `draw(scene)`, which is called for every new result, or {draw, placed}: `placed()` is called when only a place, such
 * as the step that is shown, has changed.
 */
export function explorer(build) {
  return { render: ({ model, el }) => render(model, el, build) };
}

function render(model, el, build) {
  const gone = new AbortController();
  const frame = new Frame(model, el, gone.signal);
  try {
    const built = build(frame);
    frame.start(typeof built === "function" ? { draw: built } : built);
  } catch (error) {
    // Without the view there is still the picture below, or in a saved notebook: say so instead of an empty cell.
    console.error(error);
    frame.fail(`This view could not be drawn (${error.message}). The widget's plain() shows it with plain controls.`);
  }
  return () => gone.abort();
}

class Frame {
  constructor(model, el, signal) {
    Object.assign(this, { model, signal, due: true, about: model.get("_about") });
    this.body = element("div", { class: "ck-body" });
    this.told = element("p", { class: "ck-told", "aria-live": "polite" });
    this.error = element("p", { class: "ck-error", role: "alert", hidden: true });
    const heading = uniqueId();
    this.root = element(
      "section",
      { class: "ck", "aria-labelledby": heading },
      element("div", { class: "ck-head" }, element("p", { class: "ck-title", id: heading }, this.about.title), this.#toolbar()),
      this.error,
      this.body,
      this.told,
    );
    keepKeys(this.root, signal);
    el.classList.add(`ck-of-${this.about.name}`);
    el.append(this.root);
    this.motion = window.matchMedia("(prefers-reduced-motion: reduce)");
    signal.addEventListener("abort", () => this.root.remove());
  }

  /** Whether motion is unwelcome. */
  get reduced() {
    return this.motion.matches;
  }

  /** Returns the value of a setting. */
  get(name) {
    return this.model.get(name);
  }

  /** Changes a setting, here and in Python; many changes in one frame of the screen go over as one. */
  set(name, value) {
    if (this.model.get(name) === value) return;
    this.model.set(name, value);
    this.#save();
  }

  /** Asks Python for something that is no setting: {kind: ...}. */
  ask(message) {
    this.model.send(message);
  }

  /** Returns the control for a setting, with its label, already linked to it. */
  control(name, label) {
    const about = { ...this.about.settings[name], ...(label ? { label } : {}) };
    const made = control(about, (value) => this.set(name, value), this.signal);
    this.on(name, () => made.show(this.get(name)));
    made.show(this.get(name));
    return made.root;
  }

  /** Returns several controls in a box. */
  settings(...names) {
    return element("div", { class: "ck-controls" }, ...names.map((name) => this.control(name)));
  }

  /** Calls `changed` whenever a trait of the model changes, until the view is gone. */
  on(name, changed) {
    const event = `change:${name}`;
    this.model.on(event, changed);
    this.signal.addEventListener("abort", () => this.model.off(event, changed));
  }

  /**
   * Calls `show` whenever a trait changes while the view is on the page. Elsewhere, before it is put there or while it
   * is scrolled away, it has no colours: then all is drawn on its return.
   */
  draws(name, show) {
    this.on(name, () => {
      this.due ||= !this.root.isConnected;
      if (!this.due) show();
    });
  }

  /** The result that was computed last. */
  get scene() {
    return unpack(this.model.get("_scene"));
  }

  start({ draw, placed }) {
    const tell = () => {
      this.told.textContent = this.model.get("_told");
    };
    const warn = () => {
      this.error.textContent = this.model.get("_error");
      this.error.hidden = !this.model.get("_error");
    };
    const redraw = () => {
      this.due = !this.root.isConnected;
      if (!this.due) draw(this.scene);
    };
    const watch = new ResizeObserver(() => this.due && redraw());
    watch.observe(this.root);
    this.signal.addEventListener("abort", () => watch.disconnect());
    this.on("_scene", redraw);
    onTheme(redraw, this.signal);
    this.on("_told", tell);
    this.on("_error", warn);
    if (placed) {
      for (const [name, about] of Object.entries(this.about.settings)) {
        if (about.place) this.draws(name, placed);
      }
    }
    const received = (message, buffers) => {
      if (message.kind === "file") download(message, buffers[0]);
    };
    this.model.on("msg:custom", received);
    this.signal.addEventListener("abort", () => this.model.off("msg:custom", received));
    redraw();
    tell();
    warn();
  }

  fail(words) {
    this.error.textContent = words;
    this.error.hidden = false;
  }

  #save() {
    if (this.saving) return;
    this.saving = requestAnimationFrame(() => {
      this.saving = null;
      this.model.save_changes();
    });
  }

  #toolbar() {
    const dark = () => this.root.matches("[data-jp-theme-light='false'] *, .vscode-dark *, .ck-dark");
    const save = (format) => button(format.toUpperCase(), () => this.ask({ kind: "export", format, dark: dark() }), this.signal, {
      "aria-label": `save as ${format.toUpperCase()}`,
      title: `Save what is shown as ${format.toUpperCase()}`,
    });
    return element(
      "div",
      { class: "ck-toolbar", role: "group", "aria-label": "this widget" },
      button("Reset", () => this.ask({ kind: "reset" }), this.signal, { title: "Back to where it began" }),
      this.control("seed"),
      button(icon("die"), () => this.ask({ kind: "another seed" }), this.signal, { "aria-label": "another seed", title: "Another seed" }),
      ...["png", "svg", ...(this.about.moves ? ["gif"] : [])].map(save),
    );
  }
}

function download({ name, type }, buffer) {
  const address = URL.createObjectURL(new Blob([buffer], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
