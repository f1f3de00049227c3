"""A real Jupyter server on loopback, with JupyterLab and Notebook 7, and notebooks opened there in a real browser."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import nbformat

from tests.tracing import untraced

# What would ask another machine, or the user.
QUIET = {
    "@jupyterlab/apputils-extension:announcements": True,
    "@jupyterlab/extensionmanager-extension": True,
}
PAGES = {"lab": "lab/tree", "notebook": "notebooks"}


class Server:
    """A server in a folder: `write` puts a notebook there, `open` shows it."""

    def __init__(self, folder, address):
        self.folder = folder
        self.address = address

    def write(self, name, cells):
        """Put a notebook with these cells into the folder."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.folder / f"{name}.ipynb")

    def open(self, page, name, where="lab"):
        """Show a notebook in JupyterLab (`"lab"`) or Notebook 7 (`"notebook"`), and wait until its kernel is there."""
        page.goto(f"{self.address}/{PAGES[where]}/{name}.ipynb?reset")  # nothing else that was open
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        page.wait_for_function(
            """() => {
                const panel = window.jupyterapp?.shell.currentWidget;
                return panel?.sessionContext?.session?.kernel?.connectionStatus === 'connected';
            }"""
        )
        return page

    def run_all(self, page):
        """Run all cells, as the menu does, and wait until they have run."""
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")


@contextmanager
def opened(browser, server, name, where):
    """A notebook in a page of its own, where no view may fail, and nothing may be asked of another machine."""
    asked, errors = [], []
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.on("request", lambda given: asked.append(given.url))
    # A view's code is loaded from a blob; what else fails in Jupyter's pages is Jupyter's.
    page.on("pageerror", lambda error: errors.append(str(error)) if "blob:" in (error.stack or "") else None)
    yield server.open(page, name, where)
    page.close()
    elsewhere = [url for url in asked if not url.startswith((server.address, "blob:", "data:"))]
    assert (elsewhere, errors) == ([], [])


@contextmanager
def jupyter(folder):
    """A server in `folder/work`, whose settings are in the folder, too. It ends with the block."""
    work, settings = Path(folder, "work"), Path(folder, "settings")
    (settings / "labconfig").mkdir(parents=True)
    work.mkdir()
    (settings / "labconfig" / "page_config.json").write_text(json.dumps({"disabledExtensions": QUIET}))
    # Every cell stays in the page, seen or not.
    (settings / "@jupyterlab" / "notebook-extension").mkdir(parents=True)
    tracker = settings / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    tracker.write_text(json.dumps({"windowingMode": "none"}))
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "IPYTHONDIR")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--IdentityProvider.token=", f"--notebook-dir={work}"]
    command += ["--JupyterNotebookApp.expose_app_in_browser=True"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    environment = untraced(**dict.fromkeys(places, str(settings)), PYTHONPATH=str(Path(__file__).parents[1]))
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=work)
    try:
        yield Server(work, _address(server))
    finally:
        server.terminate()
        server.communicate()


def _address(server):
    """Read what the server says until it says where it is."""
    said = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab", line):
            return found[1]
    raise AssertionError("the Jupyter server did not start:\n" + "".join(said))
