"""A widget in a live JupyterLab or Notebook 7: used there by mouse and keyboard, while a test asks its kernel about it.

The test's own object is only what the widget is made like: it is made anew in the notebook's kernel, from its state.
"""

import ast
import json

from tests.browsing import Hands
from tests.in_kernel import read, told

# Asks the kernel for an expression.
ASK = """async ([code, expression]) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const asked = kernel.requestExecute({ code, user_expressions: { now: expression }, store_history: false });
  const { content } = await asked.done;
  if (content.status !== 'ok') throw new Error(`${content.ename}: ${content.evalue}`);
  const { now } = content.user_expressions;
  if (now.status !== 'ok') throw new Error(`${now.ename}: ${now.evalue}`);
  return now.data['text/plain'];
}"""
# Puts a source into the notebook's only cell, and runs all.
RUN = """async source => {
  const { content } = window.jupyterapp.shell.currentWidget;
  content.activeCellIndex = 0;
  content.activeCell.model.sharedModel.setSource(source);
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
  const failed = content.activeCell.model.outputs.toJSON().find(each => each.output_type === 'error');
  if (failed) throw new Error(`${failed.ename}: ${failed.evalue}`);
}"""
# Until whatever the view has to say has reached the kernel, and whatever that answered has reached the view.
SETTLE = """async id => {
  const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const model = await window.model.widget_manager.get_model(id);
  await frames();
  do {
    await kernel.requestExecute({ code: '', silent: true, store_history: false }).done;
    await frames();
  } while (model._pending_msgs > 0 || model._msg_buffer !== null);
}"""


class Remote:
    """Something in the kernel. What can be copied from there is a value here, all else another of these."""

    def __init__(self, ask, expression):
        object.__setattr__(self, "_ask", ask)
        object.__setattr__(self, "_expression", expression)

    def __getattr__(self, name):
        return self._of(f"{self._expression}.{name}")

    def __getitem__(self, key):
        return self._of(f"{self._expression}[{key!r}]")

    def __call__(self, *given):
        return self._of(f"{self._expression}(*tests.in_kernel.read({told(given)!r}))")

    def __len__(self):
        return self._of(f"len({self._expression})")

    def __iter__(self):
        return (self[index] for index in range(len(self)))

    def __setattr__(self, name, value):
        self._ask("None", f"{self._expression}.{name} = tests.in_kernel.read({told(value)!r})")

    def _of(self, expression):
        text = ast.literal_eval(self._ask(f"tests.in_kernel.told({expression})"))
        return read(text) if text else Remote(self._ask, expression)


class LiveStage(Hands):
    """A widget in a notebook's page, which is left as it was found."""

    def __init__(self, page, widget, own=None):
        super().__init__(page)
        self.page.mouse.move(0, 0)  # nothing is pointed at
        self.page.evaluate(RUN, _cell(widget, own))
        self.view = page.locator(".ck")
        self.root = self.view.first
        self.root.wait_for()
        self.widget = Remote(self._ask, "widget")
        self._model = self.widget.model_id
        self.settle()

    def _ask(self, expression, code=""):
        return self.page.evaluate(ASK, [code, expression])

    @property
    def computed(self):
        """Which result is shown: something else after another computation."""
        return self._ask("id(widget.result)")

    def settle(self):
        """Wait until everything that was asked is answered and drawn."""
        self.page.evaluate(SETTLE, self._model)

    def look(self, theme):
        """Change JupyterLab's theme."""
        name = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
        command = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
        self.page.evaluate(command, name)
        light = "true" if theme == "light" else "false"
        self.page.wait_for_function(
            f"document.body.dataset.jpThemeLight === '{light}' && !document.getElementById('jupyterlab-splash')"
        )

    def narrow(self, width):
        """Make the window so narrow that the view has that width."""
        while (own := round(self.root.bounding_box()["width"])) != width:
            size = self.page.viewport_size
            self.page.set_viewport_size({**size, "width": size["width"] - own + width})
            self.settle()

    def close(self):
        """Take the widget away again."""
        self._ask("None", "widget.close()")
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")


def _cell(widget, own):
    """The notebook's cell. own: the function of a widget that has one of its own; functions of modules can be sent."""
    given = [repr(type(widget).__name__), f"json.loads({json.dumps(widget.state_dict())!r})"]
    given += [] if own is None else [f"tests.in_kernel.read({told(own)!r})"]
    return f"import json\nimport tests.in_kernel\n\nwidget = tests.in_kernel.made({', '.join(given)})\nwidget"
