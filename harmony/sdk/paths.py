"""The files that a reading node is meant to read: from its port, else from its `path`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harmony.sdk.failure import StepFailed
from harmony.sdk.values import File

_WILD = frozenset("*?[")


def chosen(files: Any, path: str, *, suffixes: Sequence[str], port: str = "files") -> list[Path]:
    """The files to read, in order; at least one.

    Args:
        files: what came in by the port: a path, a `File`, or a list of them; None if nothing did.
        path: used when nothing came: a file, a folder, or a pattern such as `sales/*.csv`.
        suffixes: which files of a folder count (`.csv`).
        port: the port's name, for messages.

    Raises:
        StepFailed: there is neither, or a file is not there; it is named.
    """
    if files is None and not path:
        raise _refused(f"There is nothing to read: wire `{port}`, or set `path`.")
    given = [path] if files is None else list(files) if isinstance(files, list | tuple) else [files]
    found: list[Path] = []
    for one in given:
        found += _expanded(one.path if isinstance(one, File) else Path(str(one)), suffixes)
    if not found:
        where = path if files is None else f"the input port `{port}`"
        raise _refused(f"There is no {' or '.join(suffixes)} file in {where}.")
    return found


def _expanded(path: Path, suffixes: Sequence[str]) -> list[Path]:
    """The files that one path stands for, by name."""
    if path.is_dir():
        return sorted(p for p in path.iterdir() if p.suffix.lower() in suffixes and p.is_file())
    if path.is_file():
        return [path]
    fixed = next((i for i, part in enumerate(path.parts) if _WILD & set(part)), None)
    if fixed is None:
        raise _refused(f"There is no file {path}.")
    root = Path(*path.parts[:fixed])
    return sorted(p for p in root.glob(str(Path(*path.parts[fixed:]))) if p.is_file())


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
