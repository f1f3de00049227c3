"""Parameters in a `.npz` file: arrays by name, as NumPy's own `np.load` reads them, and never a pickle.

A pickle is a program, which runs when it is loaded. An archive of arrays holds numbers and nothing else, so that a
network can be taken over from somebody whom one does not know.
"""

import os
import zipfile
import zlib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np


def write(path: str | PathLike[str], arrays: Mapping[str, Any]) -> None:
    """Write arrays by name. A file that was there is replaced when the new one is complete, and not before.

    The same numbers give the same bytes. Raises ValueError for a path that does not end in .npz.
    """
    target = _checked(path)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            for name, array in arrays.items():
                # ZipInfo, unlike a mere name, holds no time of writing.
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, np.asanyarray(array), allow_pickle=False)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def read(path: str | PathLike[str], expected: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arrays of a file: one for each that is expected, in its shape and dtype.

    Raises ValueError, naming the file and each parameter that does not fit; FileNotFoundError if there is no file.
    """
    source = _checked(path)
    try:
        # An archive only: np.load would take other files, too.
        with zipfile.ZipFile(source), np.load(source, allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{source}: there is no such file; model.save({str(source)!r}) writes one") from error
    except (ValueError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{source} is no file of parameters, as model.save(path) writes it: {error}") from error
    problems = [f"there is no {name} {np.shape(array)}" for name, array in expected.items() if name not in found]
    problems += [f"{name} {np.shape(array)} is unknown" for name, array in found.items() if name not in expected]
    for name, array in expected.items():
        if name in found:
            given, wanted = _kind(found[name]), _kind(array)
            if given != wanted:
                problems.append(f"{name} is {given} where the network has {wanted}")
    if problems:
        raise ValueError(
            f"{source} does not fit this network, and nothing was loaded: {'; '.join(problems)}. It takes the file of "
            "a network of the same structure and dtype, whose parameters are "
            + (", ".join(f"{name} {np.shape(array)}" for name, array in expected.items()) or "none")
        )
    return found


def _kind(array: Any) -> str:
    return f"{np.asarray(array).dtype} {np.shape(array)}"


def _checked(path: str | PathLike[str]) -> Path:
    checked = Path(path)
    if checked.suffix != ".npz":
        raise ValueError(f"parameters are kept in .npz files; give {str(checked) + '.npz'!r}, not {str(checked)!r}")
    return checked
