"""Values between a runner and its worker: small ones in the message, the rest as files.

| in a message | means |
|---|---|
| `{"value": …, "type": T}` | a small plain value |
| `{"path": P, "type": T, "hash": H, "name": N}` | a file with the canonical bytes |
| `{"list": [slot, …], "type": T}` | several wires, or a list of tables, files or bytes |
| null | nothing was delivered |
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from harmony.errors import ArtifactDamaged, StoreError, ValueRefused
from harmony.sdk import codec
from harmony.sdk.failure import StepFailed
from harmony.sdk.types import item_type
from harmony.sdk.values import File, Table

Slot = dict[str, Any] | None
_INLINE_BYTES = 4096
_SHORT = 512
_LONG = 10**18
# Plain values that need no look: Python type and port type to the type under which they travel.
_PLAIN = {
    (str, "text"): "text",
    (str, "any"): "text",
    (int, "integer"): "integer",
    (int, "any"): "integer",
    (bool, "boolean"): "boolean",
    (bool, "any"): "boolean",
    (type(None), "json"): "json",
    (type(None), "any"): "json",
}
_FILES = frozenset({"table", "file", "image"})
# No room, no room left to this user, not to be written, file too large: never said of a file that is read.
_STORE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
_checked: dict[str, tuple[int, int]] = {}


def receive(slot: Slot) -> Any:
    """The value that a slot stands for.

    Raises:
        ArtifactDamaged: its file does not match its hash, or is gone.
    """
    if slot is None:
        return None
    if "list" in slot:
        return [receive(item) for item in slot["list"]]
    if "path" not in slot:
        return slot["value"]
    path, type = Path(slot["path"]), slot["type"]
    try:
        if type not in _FILES:
            data = path.read_bytes()
            if codec.identity(type, data) != slot["hash"]:
                raise _damaged(path)
            return codec.decode(data, type)
        _check(path, type, slot["hash"])
    except FileNotFoundError:
        raise _damaged(path) from None
    return Table(path=path) if type == "table" else File(path, slot.get("name", ""))


def _check(path: Path, type: str, hash: str) -> None:
    found = path.stat()
    mark = (found.st_mtime_ns, found.st_size)
    if _checked.get(hash) != mark:
        if codec.identity_of_file(type, path)[0] != hash:
            raise _damaged(path)
        _checked[hash] = mark


def _damaged(path: Path) -> ArtifactDamaged:
    return ArtifactDamaged(
        f"The artifact {path} is missing, changed or damaged: put the file back from a copy and resume the run; "
        "resumed without it, the run makes it again."
    )


def hand_over(port: str, value: Any, type: str, inbox: str | Path) -> dict[str, Any]:
    """An output as the runner takes it; what is not small becomes a file in `inbox`.

    A file that lies under `inbox` already (in the step's scratch folder) is linked, others are copied.

    Raises:
        StepFailed: it is not of the port's type, or a file that cannot be read (`invalid_output`).
        StoreError: the store's disk is full, or cannot be written.
    """
    kind = _PLAIN.get((value.__class__, type))
    if kind is not None and _is_short(value):
        return {"value": value, "type": kind}
    try:
        return _hand_over(value, type, inbox)
    except ValueRefused as error:
        raise StepFailed(f"Output `{port}`: {error.message}", error_class="invalid_output") from error
    except OSError as error:
        if is_own_file(error, Path(inbox)):
            raise StepFailed(f"Output `{port}` cannot be read: {error}.", error_class="invalid_output") from error
        raise StoreError(
            f"Output `{port}` cannot be stored in {inbox}: {error}. "
            "Free some space there, or make the folder writable, then resume the run."
        ) from error


def _is_short(value: Any) -> bool:
    """True for a plain value of which nothing need be looked at."""
    if value.__class__ is str:
        return len(value) < _SHORT and value.isascii()
    return value.__class__ is not int or -_LONG < value < _LONG


def is_own_file(error: OSError, inbox: Path) -> bool:
    """True if it was the step's own file that could not be read, not the store that could not be written."""
    if error.errno in _STORE_ERRORS or not isinstance(error.filename, str | os.PathLike):
        return False
    return inbox not in Path(error.filename).parents


def _hand_over(value: Any, type: str, inbox: str | Path) -> dict[str, Any]:
    type = codec.settle(value, type)
    value = codec.check(value, type)
    if codec.is_compound(type):
        inner = item_type(type) or "any"
        return {"list": [None if i is None else _hand_over(i, inner, inbox) for i in value], "type": type}
    if type in _FILES:
        return _hand_over_file(value, type, Path(inbox))
    data = codec.canonical(value, type)
    if len(data) <= _INLINE_BYTES and type != "bytes":
        return {"value": value if type in codec.TEXTS else codec.decode(data, type), "type": type}
    target = _new(Path(inbox))
    target.write_bytes(data)
    rows = len(value) if isinstance(value, list | tuple) else None
    return _described(target, type, codec.identity(type, data), len(data), rows=rows)


def _hand_over_file(value: Any, type: str, inbox: Path) -> dict[str, Any]:
    target = _new(inbox)
    rows, name = None, ""
    if type != "table":
        name = value.name or Path(value.path).name
        _bring(Path(value.path), target, inbox)
    elif value.path is not None:
        rows = len(value)
        _bring(value.path, target, inbox)
    else:
        rows = _write_table(value, target)
    hash, size = codec.identity_of_file(type, target)
    return _described(target, type, hash, size, rows=rows, name=name)


def _bring(source: Path, target: Path, inbox: Path) -> None:
    if source.is_symlink() or inbox not in source.parents:
        shutil.copyfile(source, target)
        return
    target.unlink()
    try:
        os.link(source, target)  # not moved: two ports may hand on the same file
    except OSError:
        shutil.copyfile(source, target)


def _write_table(table: Table, target: Path) -> int:
    from harmony.sdk import parquet

    try:
        parquet.write(table.rows(), target)
    except ValueError as error:
        raise ValueRefused(f"The table cannot be stored: {error}.") from error
    return len(table)


def _new(inbox: Path) -> Path:
    with tempfile.NamedTemporaryFile(dir=inbox, delete=False) as out:
        return Path(out.name)


def _described(path: Path, type: str, hash: str, size: int, rows: int | None, name: str = "") -> dict[str, Any]:
    return {"path": str(path), "type": type, "hash": hash, "size": size, "rows": rows, "name": name}
