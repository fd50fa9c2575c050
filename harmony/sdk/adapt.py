"""Small changes of form between what travels and what a function's annotation asks for.

Paths are made absolute and, where the function wants `pathlib.Path`, wrapped; lists of objects
become tables, texts become files; dataclasses and pydantic models are made from plain data.
Real conversions between port types are done before, on the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

from harmony.sdk.annotations import split
from harmony.sdk.context import Context
from harmony.sdk.failure import StepFailed
from harmony.sdk.shape import Argument, is_path
from harmony.sdk.types import item_type
from harmony.sdk.values import File, Many, Table

Adapter = Callable[[Any, Context], Any]


def from_port(argument: Argument) -> Adapter | None:
    """What makes an input port's value fit its annotation; None if nothing is to be done."""
    one = _of_type(argument.type, argument.annotation)
    if one is None or not argument.many:
        return one
    adapter = one
    return lambda values, ctx: Many(None if v is None else adapter(v, ctx) for v in values)


def from_param(annotation: Any) -> Adapter | None:
    """What makes a parameter's value fit its annotation; None if nothing is to be done."""
    base = split(annotation).base
    if base is Path:
        return lambda value, ctx: Path(absolute(value, ctx.base))
    if is_path(annotation):
        return _absolute_all
    return _record(base) or _record_list(base)


def to_port(type_name: str) -> Callable[[Any], Any] | None:
    """What makes an output value plain; None if nothing is to be done."""
    if type_name == "table":
        return lambda value: Table(value) if isinstance(value, list) else value
    if type_name in ("path", "datetime"):
        return _plain
    if item_type(type_name) in ("path", "datetime"):
        return lambda values: [_plain(value) for value in values]
    return None


def absolute(path: str | Path, base: Path) -> str:
    """A path that no working folder can change: `~` is the home folder, the rest is relative to `base`."""
    return str((base / Path(path).expanduser()).absolute())


def _of_type(kind: str, annotation: Any) -> Adapter | None:
    base = split(annotation).base
    if kind == "table":
        return lambda value, _ctx: Table(value) if isinstance(value, list) else value
    if kind in ("file", "image"):
        return lambda value, ctx: _file(value, ctx)
    if kind == "path" and base is Path:
        return lambda value, ctx: Path(absolute(value, ctx.base))
    if kind == "path" or item_type(kind) == "path":
        wrap = Path in get_args(base)
        return _paths if wrap else _absolute_all
    if kind == "datetime" and base is datetime:
        return lambda value, _ctx: datetime.fromisoformat(value) if isinstance(value, str) else value
    return _record(base) if kind == "json" else None


def _file(value: Any, ctx: Context) -> Any:
    """A file from a path given as text."""
    if not isinstance(value, str):
        return value
    path = Path(absolute(value, ctx.base))
    return File(path, path.name)


def _absolute_all(value: Any, ctx: Context) -> Any:
    """Texts made absolute, in a list too; no text stays none, anything else is as it is."""
    if isinstance(value, str):
        return absolute(value, ctx.base) if value else value
    return [_absolute_all(item, ctx) for item in value] if isinstance(value, list) else value


def _paths(value: Any, ctx: Context) -> Any:
    return [Path(absolute(item, ctx.base)) for item in value]


def _record(base: Any) -> Adapter | None:
    """Makes a dataclass, an enum member or a pydantic model from plain data."""
    if not isinstance(base, type):
        return None
    if hasattr(base, "model_validate"):
        return lambda value, _ctx: _made(base.model_validate, value)
    if is_dataclass(base) and base not in (File, Table):
        return lambda value, _ctx: _made(lambda v: base(**v), value) if isinstance(value, Mapping) else value
    if issubclass(base, Enum):
        return lambda value, _ctx: _made(base, value)
    return None


def _record_list(base: Any) -> Adapter | None:
    """The same for a list of them."""
    one = _record(get_args(base)[0]) if get_origin(base) is list else None
    if one is None:
        return None
    adapter = one
    return lambda values, ctx: [adapter(value, ctx) for value in values]


def _made(make: Callable[[Any], Any], value: Any) -> Any:
    try:
        return make(value)
    except (TypeError, ValueError) as error:
        raise StepFailed(f"{value!r} does not fit: {error}", error_class="invalid_input", retryable=False) from error


def _plain(value: Any) -> Any:
    """Paths and moments as text."""
    if isinstance(value, Path):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
