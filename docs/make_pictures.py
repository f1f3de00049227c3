"""Make the README's picture: a notebook in which a gate is checked. Needs chromium on the PATH.

python docs/make_pictures.py
"""

import subprocess
import tempfile
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

IMAGES = Path(__file__).parent / "images"

GATE = '''class MultiplyGate:
    """z = x * y, entry by entry"""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.x, upstream * self.y'''


def main() -> None:
    """Run the notebook in a kernel, draw it as a page, and take its picture."""
    cells = ["from coursekit import check", GATE, "check(MultiplyGate)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    ExecutePreprocessor(kernel_name="python3").preprocess(notebook, {})
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_text(page.replace("</head>", "<style>body { padding: 8px !important }</style></head>"))
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        command += [f"--user-data-dir={folder}/profile", "--force-device-scale-factor=2", "--window-size=820,590"]
        command += [f"--screenshot={IMAGES / 'check.png'}", path.as_uri()]
        subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
