"""Loads an extension's code from its folder, under a module name of its own.

Two extensions may both have a `read.py`, and two majors of one extension may be loaded at
once: each folder is a package with a name made from its path, so `from . import helper` works
and nothing is put on `sys.path`.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from harmony.errors import CatalogError

PREFIX = "harmony_extension_"


def load_function(folder: Path, ref: str) -> Callable[..., Any]:
    """The function that `ref` names; loaded once per process.

    Args:
        folder: the extension's folder.
        ref: `module:name`, relative to it.

    Raises:
        CatalogError: the module or the function is missing, or the module fails when imported.
    """
    return _load_function(Path(folder).resolve(), ref)


@cache
def _load_function(folder: Path, ref: str) -> Callable[..., Any]:
    module_name, _, name = ref.partition(":")
    module = load_module(folder, module_name)
    found = getattr(module, name, None)
    if not callable(found):
        raise CatalogError(f"The extension in {folder} has no function `{name}` in `{module_name}.py`.")
    loaded: Callable[..., Any] = found
    return loaded


def load_module(folder: Path, name: str) -> ModuleType:
    """A module of an extension, imported on first use.

    Raises:
        CatalogError: it is missing, or fails when imported; the reason is told.
    """
    full = f"{_package(folder.resolve())}.{name}"
    try:
        return importlib.import_module(full)
    except ModuleNotFoundError as error:
        if error.name == full:
            raise CatalogError(f"The extension in {folder} has no module `{name}.py`.") from error
        raise CatalogError(
            f"The extension in {folder} needs the library `{error.name}`, which is not installed."
        ) from error
    except Exception as error:
        raise CatalogError(f"`{name}.py` in {folder} cannot be imported: {type(error).__name__}: {error}") from error


def local_name(module: str) -> str:
    """A module's name within its extension: the part after the package's own name."""
    if module.startswith(PREFIX):
        return module.partition(".")[2]
    return module.rpartition(".")[2]


def _package(folder: Path) -> str:
    """Name of the package that stands for the folder; made on first use."""
    name = PREFIX + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    if name not in sys.modules:
        if not folder.is_dir():
            raise CatalogError(f"There is no extension folder {folder}.")
        sys.modules[name] = _made(name, folder)
    return name


def _made(name: str, folder: Path) -> ModuleType:
    """An empty package over the folder; its `__init__.py` is not run, as an extension needs none."""
    _drop_stale(folder)
    spec = ModuleSpec(name, loader=None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    return importlib.util.module_from_spec(spec)


def _drop_stale(folder: Path) -> None:
    """Remove bytecode that is older than its source.

    Python compares whole seconds and sizes: of code that was changed within a second it would
    play the old form, while the journal names the hash of the new one.
    """
    for source in folder.glob("*.py"):
        with suppress(OSError):
            compiled = Path(importlib.util.cache_from_source(str(source)))
            if compiled.stat().st_mtime_ns <= source.stat().st_mtime_ns:
                compiled.unlink()
