"""The views' code: ES modules as they stand in `static/`, joined to the one text that a widget brings along.

A view may import from the modules beside it, `import { axes } from "./lib/axes.js";`, and export by name, or
`export default`. A widget's code must be a single module, since it is loaded without an address that anything could
be relative to; so each module becomes a function that returns what it exports, called once, those it imports first.
"""

import functools
import re
from pathlib import Path

from coursekit.plots.palette import stylesheet

STATIC = Path(__file__).parent / "static"

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.[^"]+)";\n', re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|const|class)) (\w+)", re.MULTILINE)


@functools.cache
def script(name: str) -> str:
    """Return the module `static/<name>.js` with all that it imports, as one module with the same default export."""
    joined: dict[Path, str] = {}
    main = (STATIC / f"{name}.js").resolve()
    _join(main, joined)
    numbers = {path: number for number, path in enumerate(joined)}
    parts = [f"const _{numbers[path]} = (() => {{\n{text}}})();" for path, text in joined.items()]
    return "\n".join((*parts, f"export default _{numbers[main]}.main;\n"))


@functools.cache
def style(name: str) -> str:
    """Return the palette, what all views share, and `static/<name>.css`, which holds within views of that name only.

    All widgets of a notebook stand on one page: a rule for one must not dress another.
    """
    shared = (STATIC / "lib" / "explorer.css").read_text(encoding="utf-8")
    own = (STATIC / f"{name}.css").read_text(encoding="utf-8")
    return "\n".join((stylesheet(), shared, f".ck-of-{name} {{\n{own}}}"))


def _join(path: Path, joined: dict[Path, str]) -> None:
    """Add a module, after those that it imports."""
    text = path.read_text(encoding="utf-8")
    for imported in _IMPORT.finditer(text):
        wanted = (path.parent / imported[2]).resolve()
        if wanted not in joined:
            _join(wanted, joined)
    numbers = {known: number for number, known in enumerate(joined)}

    def bound(imported: re.Match[str]) -> str:
        names = imported[1].replace(" as ", ": ")
        return f"const {names} = _{numbers[(path.parent / imported[2]).resolve()]};\n"

    exports = [match[2] for match in _EXPORT.finditer(text)]
    text = _EXPORT.sub(r"\1 \2", _IMPORT.sub(bound, text))
    if _DEFAULT.search(text):
        text = _DEFAULT.sub("const main = ", text)
        exports.append("main")
    if leftover := re.search(r"^(?:import|export)\b.*", text, re.MULTILINE):
        raise ValueError(f"{path.name}: {leftover[0]!r} cannot be joined; see coursekit.widgets.modules for what can")
    joined[path] = f"{text}return {{ {', '.join(exports)} }};\n"
