"""What a wire between two types does to a value."""

from __future__ import annotations

import atexit
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from harmony.errors import ValueRefused
from harmony.sdk import codec
from harmony.sdk.types import item_type
from harmony.sdk.values import File, Table

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def convert(value: Any, given: str, wanted: str) -> Any:
    """`value`, of type `given`, as a port of type `wanted` takes it.

    Text becomes a number, truth, list or object where it is exactly that; a number becomes
    whole where it is; anything becomes text as JSON writes it; lists go item by item.

    Raises:
        ValueRefused: there is no such conversion, or not for this value; names both types.
    """
    if given == wanted or wanted == "any":
        return value
    if "secret" in (given, wanted):
        raise ValueRefused(f"A {given} cannot become a {wanted}: a secret is used only where it is declared.")
    given = codec.type_of(value) if given in ("any", "json", "list") else given
    item = item_type(wanted)
    if item is not None:
        return _items(_to("list", value, given), given, item)
    return value if given == wanted else _to(wanted, value, given)


def _items(values: list[Any], given: str, wanted: str) -> list[Any]:
    inner = item_type(given) or "any"
    return [None if value is None else convert(value, inner, wanted) for value in values]


def _to(wanted: str, value: Any, given: str) -> Any:
    rule = _RULES.get(wanted)
    base = "list" if item_type(given) is not None else given
    if base == wanted:
        return value
    if rule is None:
        raise _no(value, given, wanted)
    return rule(value, base)


def _no(value: Any, given: str, wanted: str) -> ValueRefused:
    return ValueRefused(f"{codec.shown(value)} ({given}) cannot become {wanted}.")


def _text(value: Any, given: str) -> Any:
    if given in codec.TEXTS:
        return value
    if given in ("file", "image"):
        return str(value.path)
    if given == "bytes":
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            raise _no(value, given, "text") from None
    return codec.to_json(value)


def _integer(value: Any, given: str) -> Any:
    if given == "text" and _INTEGER.fullmatch(value):
        return _digits(value)
    if given == "number":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value.is_integer():
            return int(value)
    raise _no(value, given, "integer")


def _digits(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # Python refuses more than some thousand digits
        raise _no(text, "text", "integer") from None


def _number(value: Any, given: str) -> Any:
    if given == "integer":
        return value
    if given == "text" and _NUMBER.fullmatch(value):
        number = float(value) if not _INTEGER.fullmatch(value) else _digits(value)
        if number - number == 0:
            return number
    raise _no(value, given, "number")


def _boolean(value: Any, given: str) -> Any:
    if given == "text" and value in ("true", "false"):
        return value == "true"
    raise _no(value, given, "boolean")


def _parsed(value: str, wanted: str) -> Any:
    def refuse(_word: str) -> Any:
        raise ValueError

    try:
        return json.loads(value, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise _no(value, "text", wanted) from None


def _list(value: Any, given: str) -> Any:
    if given == "table":
        return codec.plain(value)
    if given == "text" and isinstance(found := _parsed(value, "list"), list):
        return found
    raise _no(value, given, "list")


def _json(value: Any, given: str) -> Any:
    if given == "text":
        return _parsed(value, "json")
    if given in ("bytes", "file", "image", "path"):
        raise _no(value, given, "json")
    return codec.plain(value)


def _table(value: Any, given: str) -> Any:
    if given == "list" and all(isinstance(row, Mapping) for row in value):
        return Table(value)
    raise _no(value, given, "table")


def _path(value: Any, given: str) -> Any:
    if given == "text":
        return value
    if given in ("file", "image"):
        return str(value.path)
    raise _no(value, given, "path")


def _datetime(value: Any, given: str) -> Any:
    if given == "text":
        return codec.check(value, "datetime")
    raise _no(value, given, "datetime")


def _file(value: Any, given: str) -> Any:
    if given == "image":
        return value
    if given in ("path", "text"):
        return codec.check(Path(value), "file")
    if given == "bytes":
        return File(_spill(value))
    raise _no(value, given, "file")


def _spill(data: bytes) -> Path:
    """A file that holds `data` and is deleted with this process."""
    with tempfile.NamedTemporaryFile(dir=_folder(), delete=False) as out:
        out.write(data)
    return Path(out.name)


@cache
def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="harmony-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _bytes(value: Any, given: str) -> Any:
    if given in ("file", "image"):
        return Path(value.path).read_bytes()
    raise _no(value, given, "bytes")


_RULES: dict[str, Callable[[Any, str], Any]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "list": _list,
    "json": _json,
    "table": _table,
    "path": _path,
    "datetime": _datetime,
    "file": _file,
    "bytes": _bytes,
}
