"""Writes the small part of TOML that manifests use; the standard library only reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


def table(path: Sequence[str], data: Mapping[str, Any]) -> str:
    """A table with its header, tables within it below; lists of tables are written inline.

    Args:
        path: its key, in parts.
        data: plain data; None has no form in TOML and is left out.

    Raises:
        TypeError: a value has no form in TOML.
    """
    plain = {k: v for k, v in data.items() if not isinstance(v, Mapping) and v is not None}
    inner = {k: v for k, v in data.items() if isinstance(v, Mapping)}
    lines = [f"{_key(k)} = {value(v, is_broad=True)}" for k, v in plain.items()]
    parts = [f"[{'.'.join(map(_key, path))}]\n" + "".join(line + "\n" for line in lines)] if lines or not inner else []
    return "\n".join(parts + [table([*path, k], v) for k, v in inner.items()])


def value(data: Any, *, is_broad: bool = False) -> str:
    """A value on one line; broad lists of tables and long texts take several."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int | float):
        return repr(data)
    if isinstance(data, str):
        return _multiline(data) if is_broad and "\n" in data else _text(data)
    if isinstance(data, Mapping):
        inner = ", ".join(f"{_key(k)} = {value(v)}" for k, v in data.items() if v is not None)
        return "{" + inner + "}"
    if isinstance(data, Sequence):
        return _list(data, is_broad=is_broad)
    raise TypeError(f"{type(data).__name__} has no form in TOML")


def _list(data: Sequence[Any], *, is_broad: bool) -> str:
    items = [value(item) for item in data]
    if is_broad and any(isinstance(item, Mapping) for item in data):
        return "[\n" + "".join(f"    {item},\n" for item in items) + "]"
    return "[" + ", ".join(items) + "]"


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _multiline(text: str) -> str:
    """A text of several lines as people write it, where its characters allow."""
    if "\r" in text or "'''" in text or any(ord(c) < 32 and c not in "\n\t" for c in text):
        return _text(text)
    return f"'''\n{text}'''"


def _key(name: str) -> str:
    return name if _BARE.match(name) else _text(name)
