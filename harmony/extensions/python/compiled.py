"""Finds the function that python.code runs, and explains where it failed."""

from __future__ import annotations

import importlib
import importlib.util
import linecache
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from harmony.sdk import StepFailed
from harmony.sdk.faults import as_failed

_stamps: dict[str, tuple[int, int]] = {}


def from_code(code: str, node: str) -> Callable[..., Any]:
    """`main` of a piece of Python.

    Raises:
        StepFailed: it does not parse or has no `main`; names the line.
    """
    name = f"<code of {node}>"
    try:
        compiled = compile(code, name, "exec")
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise _refused(f"Line {error.lineno} of the code does not parse: {error.msg}: `{line}`") from error
    # Tracebacks and debuggers find the source of code that is in no file here.
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    scope: dict[str, Any] = {"__name__": "melody_code"}
    try:
        exec(compiled, scope)
    except StepFailed:
        raise
    except BaseException as error:
        raise explained(error, None, name) from error
    main = scope.get("main")
    if not callable(main):
        raise _refused("The code defines no function `main`: write `def main(…):` with the input ports as arguments.")
    found: Callable[..., Any] = main
    return found


def from_module(reference: str, base: Path) -> Callable[..., Any]:
    """A function of an importable module; the Melody's folder is searched first.

    Raises:
        StepFailed: there is no such module or function, or it cannot be imported.
    """
    module_name, _, name = reference.partition(":")
    if not name:
        raise _refused(f"`function` must be written package.module:name, not `{reference}`.")
    sys.path.insert(0, str(base))
    try:
        importlib.invalidate_caches()
        found = getattr(_fresh(module_name, base), name, None)
    except Exception as error:
        raise _refused(f"The module `{module_name}` cannot be imported: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(str(base))
    if not callable(found):
        raise _refused(f"The module `{module_name}` has no function `{name}`.")
    function: Callable[..., Any] = found
    return function


def _fresh(name: str, base: Path) -> ModuleType:
    """A module as it is now: processes are kept, and people change the modules beside their Melody."""
    module = importlib.import_module(name)
    file = Path(getattr(module, "__file__", None) or "")
    if file.suffix != ".py" or not file.is_relative_to(base):
        return module
    state = file.stat()
    stamp = (state.st_mtime_ns, state.st_size)
    if _stamps.setdefault(name, stamp) != stamp:
        _stamps[name] = stamp
        # Python keeps its compiled form by seconds: two changes within one would not be seen.
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)
        linecache.checkcache(str(file))
        module = importlib.reload(module)
    return module


def explained(error: BaseException, main: Callable[..., Any] | None, name: str = "") -> StepFailed:
    """The failure for what the user's code raised: its last line there, and the error."""
    file = name or (main.__code__.co_filename if main is not None and hasattr(main, "__code__") else "")
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if frames:
        where = "the code" if file.startswith("<") else Path(file).name
        text = f"Line {frames[-1].lineno} of {where}, `{frames[-1].line}`: {text}"
    detail = {"type": type(error).__name__, "traceback": traceback.format_exception(error)[-20:]}
    return StepFailed(text, error_class=as_failed(error).error_class, detail=detail)


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
