"""The views' modules in node: their own tests, and their numbers beside Python's."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

STATIC = Path(__file__).parent.parent / "coursekit" / "widgets" / "static"


def node(*arguments, given=None):
    """Run node, and return what it prints."""
    path = shutil.which("node")
    if path is None and not os.environ.get("CI"):
        pytest.skip("needs node on the PATH; on Debian or Ubuntu: apt-get install nodejs")
    assert path, "node is not on the PATH; on Debian or Ubuntu: apt-get install nodejs"
    run = subprocess.run([path, *arguments], input=given, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def evaluated(module, function, points):
    """What a function of JavaScript returns for each of the points.

    module: of the views, such as "lib/scale"; its exports stand for their names in `function`, as in
    `"x => linear([0, 1], [0, 10])(x)"`. Numbers that are not finite go and come as null.
    """
    program = f"""
        import * as all from {json.dumps((STATIC / f"{module}.js").as_uri())};
        import {{ readFileSync }} from "node:fs";
        const f = new Function(...Object.keys(all), `return {function}`)(...Object.values(all));
        console.log(JSON.stringify(JSON.parse(readFileSync(0)).map(f)));
    """
    found = node("--input-type=module", "-e", program, given=json.dumps(np.asarray(points).tolist()))
    return json.loads(found)
