"""Plain data into expressions and out of them: tables become rows, results are copies of bounded size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.language.budget import MAX_RESULT
from harmony.melody.language.look_ups import look_up, why_missing
from harmony.melody.language.spell import Rows, called
from harmony.sdk.values import File, Table

MAX_ROWS = 10_000
"""Rows of a table that expressions see; a longer one is refused."""


class Scope(Mapping[str, Any]):
    """A scope whose tables are turned into rows when they are looked at."""

    __slots__ = ("_names",)

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names

    def __getitem__(self, name: str) -> Any:
        return seen(self._names[name])

    def __iter__(self) -> Any:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def walk(path: tuple[str, ...], scope: Scope) -> Any:
    """A plain look-up."""
    value: Any = scope
    for key in path:
        found, value = look_up(value, key)
        if not found:
            raise ExpressionError(why_missing(path, scope) or f"`{'.'.join(path)}` is not known here")
    return value


def seen(value: Any, depth: int = 2) -> Any:
    """A value as expressions see it."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Table):
        return _rows(value)
    if isinstance(value, File):
        return str(value.path)
    if isinstance(value, bytes | bytearray | memoryview):
        raise ExpressionError("bytes cannot be used in an expression; save them as a file, or decode them in code")
    if depth and isinstance(value, list | tuple):
        return [seen(v, depth - 1) for v in value] if any(_is_special(v) for v in value[:50]) else value
    if depth and isinstance(value, Mapping) and any(_is_special(v) for v in value.values()):
        return {k: seen(v, depth - 1) for k, v in value.items()}
    return value


def _is_special(value: Any) -> bool:
    return isinstance(value, Table | File | bytes | list | tuple)


def _rows(table: Table) -> Rows:
    if len(table) > MAX_ROWS:
        raise ExpressionError(
            f"a table of {len(table):,} rows is too long for an expression ({MAX_ROWS:,} are allowed); "
            "use `meta.PORT.rows` for its length, or sql.query or table.sample before this node"
        )
    return Rows(table.rows())


def plain(value: Any) -> Any:
    """A result as plain data, its size bounded."""
    left = [MAX_RESULT]
    return _copy(value, left, 0)


def _copy(value: Any, left: list[int], depth: int) -> Any:
    if isinstance(value, str):
        left[0] -= len(value)
        result: Any = value if type(value) is str else str.__str__(value)
    elif value is None or isinstance(value, bool | int):
        left[0] -= 8
        result = value
    elif isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ExpressionError("the result is no number: something was divided by zero, or grew too large")
        left[0] -= 8
        result = value
    elif left[0] < 0 or depth > 64:
        raise ExpressionError("the result is too large or nested too deep")
    elif isinstance(value, Mapping):
        result = {str(k): _copy(v, left, depth + 1) for k, v in value.items()}
        left[0] -= sum(map(len, result)) + 8
    elif isinstance(value, list | tuple) or hasattr(value, "__iter__"):
        result = [_copy(v, left, depth + 1) for v in value]
        left[0] -= 8
    else:
        result = _other(value)
    if left[0] < 0:
        raise ExpressionError(f"the result is larger than {MAX_RESULT // 10**6} MB")
    return result


def _other(value: Any) -> Any:
    """What databases give beside plain data; nothing else is let through."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "as_integer_ratio"):
        return float(value)
    raise ExpressionError(f"the result is {called(value)} that is no plain data")
