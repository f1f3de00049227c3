"""The views' modules, joined to one that a browser can load without an address."""

import json
import re

import pytest

from coursekit import widgets
from coursekit.plots.palette import DARK, DASHES, LIGHT
from coursekit.widgets import modules
from tests.node import STATIC, node

NAMES = [getattr(widgets, name).name for name in widgets.__all__]


def run(text):
    """What `default` is in the joined module, in node."""
    program = f"""
        const module = await import("data:text/javascript," + encodeURIComponent({json.dumps(text)}));
        console.log(JSON.stringify(module.default));
    """
    return json.loads(node("--input-type=module", "-e", program))


@pytest.fixture(name="static")
def _static(tmp_path, monkeypatch):
    (tmp_path / "lib").mkdir()
    monkeypatch.setattr(modules, "STATIC", tmp_path)
    modules.script.cache_clear()
    yield tmp_path
    modules.script.cache_clear()


def test_modules_are_joined_in_the_order_in_which_they_need_each_other(static):
    (static / "lib" / "one.js").write_text("const hidden = 1;\nexport const one = hidden;\n")
    two = """import { one } from "./one.js";
const hidden = 1;
export function two() {
  return one + hidden;
}
export class Three {}
"""
    everything = """import { two as twice, Three } from "./lib/two.js";
import { one } from "./lib/one.js";
export default [one, twice(), new Three() instanceof Three];
"""
    (static / "lib" / "two.js").write_text(two)
    (static / "all.js").write_text(everything)
    assert run(modules.script("all")) == [1, 2, True]


@pytest.mark.parametrize("line", ['import all from "./lib/one.js";', "export { x };", 'import "https://x.org/y.js";'])
def test_what_cannot_be_joined_is_named(static, line):
    (static / "bad.js").write_text(f"{line}\nexport default 1;\n")
    with pytest.raises(ValueError, match=r"bad\.js: .*cannot be joined"):
        modules.script("bad")


@pytest.mark.parametrize("name", NAMES)
def test_every_view_is_one_module_that_needs_nothing_from_elsewhere(name):
    text = modules.script(name)
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    assert not re.search(r"^\s*import\b", text, re.MULTILINE)
    assert run(text) == {}  # render is a function, which JSON leaves out
    assert "url(" not in modules.style(name)


def test_colours_and_dashes_are_the_pictures():
    style = modules.style(NAMES[0])
    for palette in (LIGHT, DARK):
        for number, colour in enumerate(palette.series):
            assert f"--ck-series-{number}: {colour};" in style
        for number, colour in enumerate(palette.heat):
            assert f"--ck-heat-{number}: {colour};" in style
    (listed,) = re.findall(r"DASHES = (\[.*\]);", (STATIC / "lib" / "axes.js").read_text(encoding="utf-8"))
    assert json.loads(listed) == [" ".join(map(str, dash)) for dash in DASHES]
