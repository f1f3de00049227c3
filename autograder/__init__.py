"""Grading of notebooks: a student's code never shares a process with what judges it."""

import sys
from importlib.metadata import version

__version__ = version("coursekit")

# With nbformat comes jsonschema, which uses the package rfc3987_syntax wherever it is installed (JupyterLab brings it).
# That compiles a grammar at every start: 1.5 s, for a kind of web address that no notebook's schema asks about.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
