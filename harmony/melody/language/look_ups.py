"""Looks into plain data, and says what is not there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.language.budget import is_list
from harmony.melody.language.spell import called


class Missing(Exception):
    """An unknown name or field was used; carries how it was written."""


def look_up(value: Any, key: Any) -> tuple[bool, Any]:
    """Whether there is `value[key]`, and what it is; methods are never found."""
    if isinstance(value, Mapping):
        return (True, value[key]) if _is_hashable(key) and key in value else (False, None)
    if (is_list(value) or isinstance(value, str)) and isinstance(key, int) and not isinstance(key, bool):
        return (True, value[key]) if -len(value) <= key < len(value) else (False, None)
    return False, None


def _is_hashable(key: Any) -> bool:
    return key is None or isinstance(key, str | int | float)


def named(key: Any) -> str:
    """A key, for a message."""
    return f"item {key}" if isinstance(key, int) else f"field `{key}`"


def offers(value: Any) -> str:
    """What a value has, for a message."""
    if isinstance(value, Mapping):
        return "it has " + (", ".join(f"`{k}`" for k in list(value)[:12]) or "none")
    if is_list(value):
        return f"it is a list of {len(value)}"
    return f"it is {called(value)}"


def fetch(value: Any, key: Any, label: str) -> Any:
    """`value[key]`.

    Args:
        value: plain data.
        key: a name or position.
        label: how `value` was written.

    Raises:
        ExpressionError: there is none.
    """
    found, item = look_up(value, key)
    if not found:
        raise ExpressionError(f"`{label}` has no {named(key)}; {offers(value)}")
    return item


def why_missing(path: tuple[str, ...], scope: Mapping[str, Any]) -> str | None:
    """A sentence about the first step of a path that is not there; None if all is."""
    if path[0] not in scope:
        return f"`{path[0]}` is not known here; in scope: {', '.join(f'`{n}`' for n in sorted(scope)) or 'nothing'}"
    value = scope[path[0]]
    for number, key in enumerate(path[1:], 1):
        found, inner = look_up(value, int(key) if key.isdigit() else key)
        if not found:
            return f"`{'.'.join(path[:number])}` has no field `{key}`; {offers(value)}"
        value = inner
    return None


def dump_label(label: str) -> str:
    """A label as a literal of the language."""
    return json.dumps(label, ensure_ascii=True)
