"""Values as bytes and back: what identity, storage and travel between processes share.

An artifact's identity is the SHA-256 of its type's name, a zero byte and its canonical bytes:
text as UTF-8; plain data as compact JSON with keys in their order, shortest floats and no
NaN; tables as Parquet; files and bytes as they are. A list of tables, files or bytes is a
JSON list of references to its items.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from harmony.errors import ValueRefused
from harmony.sdk.types import item_type
from harmony.sdk.values import File, Table

TEXTS = frozenset({"text", "path", "datetime", "secret"})
BULKY = frozenset({"table", "file", "image", "bytes"})
"""Types whose canonical form is no plain data."""
_KINDS: dict[type, str] = {
    str: "text",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "list",
    tuple: "list",
    type(None): "json",
    dict: "json",
    Table: "table",
    File: "file",
    bytes: "bytes",
    bytearray: "bytes",
    memoryview: "bytes",
}
_CHUNK = 1 << 20


def shown(value: Any) -> str:
    """`value` for a message: short, on one line."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def as_plain(value: Any) -> Any:
    """What JSON has no word for, in words it has: one step, for a JSON encoder's `default`.

    Raises:
        TypeError: it has no plain form.
    """
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Path | UUID):
        return str(value)
    if isinstance(value, Table):
        return value.rows()
    if isinstance(value, File):
        return str(value.path)
    return _as_plain_duck(value)


def _as_plain_duck(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    for way in ("model_dump", "tolist"):  # pydantic models; numpy arrays and numbers
        if callable(give := getattr(value, way, None)) and not isinstance(value, type):
            return give()
    raise TypeError(f"{shown(value)} is a {type(value).__name__}, which is no plain data")


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False, default=as_plain
).encode


def to_json(value: Any) -> str:
    """Canonical JSON of plain data; dates, decimals, tables and the like become plain on the way.

    Raises:
        ValueRefused: part of it has no plain form, is NaN or infinite, or holds itself.
    """
    try:
        return _encode(value)
    except RecursionError:
        raise ValueRefused("The value refers to itself or is nested too deeply; give plain, finite data.") from None
    except (TypeError, ValueError, OverflowError) as error:
        if "Out of range float" in str(error):
            error = ValueError("NaN and infinity are no numbers that JSON knows; use null")
        raise ValueRefused(f"The value cannot be written as JSON: {error}.") from error


def plain(value: Any) -> Any:
    """A copy of `value` as plain JSON data (tables as lists of rows, dates as text).

    Raises:
        ValueRefused: part of it has no plain form.
    """
    if value is None or type(value) in (str, int, bool):
        return value
    return json.loads(to_json(value))


def type_of(value: Any) -> str:
    """The type that a value of a port of type `any` has.

    Raises:
        ValueRefused: it is of no type that a port can carry.
    """
    kind = _KINDS.get(type(value))
    if kind == "list":
        return _list_type(value)
    return kind or _type_of_other(value)


def _list_type(value: Sequence[Any]) -> str:
    if not any(isinstance(item, Table | File | bytes) for item in value):
        return "list"
    kinds = {type_of(item) for item in value if item is not None}
    return f"list<{kinds.pop()}>" if len(kinds) == 1 else "list"


def _type_of_other(value: Any) -> str:
    for kind, name in _KINDS.items():
        if isinstance(value, kind):
            return name
    if isinstance(value, date | time):
        return "datetime"
    if isinstance(value, Path):
        return "path"
    return "json"


def settle(value: Any, type: str) -> str:
    """The type under which `value`, meant for a port of `type`, is stored: never `any`.

    A list of tables, files or bytes is stored as `list<table>` and so on whatever the port says.
    """
    if type == "any":
        return type_of(value)
    if type == "list" or (type.startswith("list<") and item_type(type) in ("any", "json", "list")):
        found = type_of(value)
        return found if is_compound(found) else type
    return type


def is_compound(type: str) -> bool:
    """True for lists whose items are stored on their own."""
    item = item_type(type)
    return item is not None and (item in BULKY or is_compound(item))


def _refuse(value: Any, type: str) -> ValueRefused:
    article = "an" if type[0] in "aeio" else "a"
    return ValueRefused(f"{shown(value)} is no {type}: {article} {type} was expected here.")


def check(value: Any, type: str) -> Any:
    """`value` in the form that a port of `type` hands on (`Path` as text, rows as a `Table`).

    Args:
        value: what a step gave.
        type: any type but `any`; see `settle`.

    Raises:
        ValueRefused: it is not of that type.
    """
    rule = _CHECKS.get(type)
    if rule is not None:
        return rule(value)
    item = item_type(type)
    if item is None:
        return value
    if not isinstance(value, list | tuple):
        raise _refuse(value, type)
    return [None if part is None else check(part, settle(part, item)) for part in value]


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise _refuse(value, "text")


def _path(value: Any) -> Any:
    if isinstance(value, str | Path):
        return str(value)
    raise _refuse(value, "path")


def _datetime(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _refuse(value, "datetime") from None
    return value


def _integer(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _refuse(value, "integer")


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return as_plain(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise _refuse(value, "number")


def _boolean(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    raise _refuse(value, "boolean")


def _list(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return value
    raise _refuse(value, "list")


def _table(value: Any) -> Any:
    if isinstance(value, Table):
        return value
    if isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value):
        return Table(value)
    raise _refuse(value, "table")


def _file(value: Any) -> Any:
    found = File(value, value.name) if isinstance(value, Path) else value
    if not isinstance(found, File):
        raise _refuse(value, "file")
    if not Path(found.path).is_file():
        raise ValueRefused(f"There is no file at {found.path}: write it before it is handed on.")
    return found


def _bytes(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    raise _refuse(value, "bytes")


def _secret(_value: Any) -> Any:
    raise ValueRefused("A secret is never stored: use it in the step that needs it and hand on something else.")


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "path": _path,
    "datetime": _datetime,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "list": _list,
    "table": _table,
    "file": _file,
    "image": _file,
    "bytes": _bytes,
    "secret": _secret,
}


def canonical(value: Any, type: str) -> bytes:
    """Canonical bytes of a checked value of a plain type, or of `bytes`.

    Raises:
        ValueRefused: it has none.
    """
    if type == "bytes":
        return bytes(value)
    try:
        return (value if type in TEXTS else to_json(value)).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueRefused("The text holds half a character (a lone surrogate), which no file can hold.") from None


def decode(data: bytes, type: str) -> Any:
    """The value whose canonical bytes are `data`; not for tables and files."""
    if type == "bytes":
        return data
    text = data.decode("utf-8")
    return text if type in TEXTS else json.loads(text)


def identity(type: str, data: bytes) -> str:
    """Identity, in hex, of the value of `type` with these canonical bytes."""
    return sha256(type.encode() + b"\0" + data).hexdigest()


def identity_of_file(type: str, path: Path) -> tuple[str, int]:
    """Identity and size in bytes of the value of `type` whose canonical bytes a file holds."""
    digest, size = sha256(type.encode() + b"\0"), 0
    with path.open("rb") as source:
        while block := source.read(_CHUNK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def convert(value: Any, given: str, wanted: str) -> Any:
    """`value`, of type `given`, as a port of type `wanted` takes it; see `harmony.sdk.conversions`.

    Raises:
        ValueRefused: there is no such conversion, or not for this value; names both types.
    """
    from harmony.sdk import conversions

    return conversions.convert(value, given, wanted)
