"""From Python annotations to port types and to JSON Schemas of parameters.

Standard library only; a pydantic model is known by its methods, never by importing it.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from harmony.sdk.docstrings import parse
from harmony.sdk.marks import As, Param
from harmony.sdk.values import File, Many, Out, Table

_PORTS: dict[Any, str] = {
    Any: "any",
    object: "any",
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    bytes: "bytes",
    list: "list",
    dict: "json",
    Table: "table",
    File: "file",
    Path: "path",
    datetime: "datetime",
}
_SCHEMAS: dict[Any, dict[str, Any]] = {
    Any: {},
    object: {},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    list: {"type": "array"},
    dict: {"type": "object"},
    Path: {"type": "string", "format": "path"},
    datetime: {"type": "string", "format": "date-time"},
}
_AS: dict[str, dict[str, Any]] = {
    "path": {"type": "string", "format": "path"},
    "datetime": {"type": "string", "format": "date-time"},
    "secret": {"type": "string", "format": "secret"},
    "text": {"type": "string"},
    "list": {"type": "array"},
}


class UnknownAnnotation(TypeError):
    """An annotation that has no port type or no schema; `str()` is how it is written."""


@dataclass(frozen=True, slots=True)
class Parts:
    """An annotation taken apart: its type, its marks, and whether None is allowed."""

    base: Any
    marks: tuple[Any, ...]
    optional: bool


def split(annotation: Any) -> Parts:
    """Take `Annotated` and `… | None` off an annotation, in any nesting."""
    marks: list[Any] = []
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *found = get_args(annotation)
            marks += found
        elif get_origin(annotation) in (NotRequired, Required):
            annotation = get_args(annotation)[0]
        elif _is_union(annotation) and type(None) in get_args(annotation):
            rest = tuple(a for a in get_args(annotation) if a is not type(None))
            annotation, optional = Union[rest], True  # noqa: UP007 - made from a tuple
        else:
            return Parts(annotation, tuple(marks), optional)


def port_type(annotation: Any) -> str:
    """The port type of an annotation.

    Raises:
        UnknownAnnotation: it has none.
    """
    parts = split(annotation)
    for mark in parts.marks:
        if isinstance(mark, As | Out) and mark.type:
            return mark.type
    found = _named(parts.base)
    if found is None:
        raise UnknownAnnotation(spelling(parts.base))
    return found


def _named(base: Any) -> str | None:
    """The port type of a bare annotation; None if it has none."""
    known = _PORTS.get(base) if _is_hashable(base) else None
    if known is not None:
        return known
    origin = get_origin(base)
    if origin in (list, Sequence, tuple, Many):
        inner = [a for a in get_args(base) if a is not ...]
        item = port_type(inner[0]) if len(inner) == 1 else "any"
        return "list" if item == "any" else f"list<{item}>"
    if origin is Literal:
        kinds = {_PORTS.get(type(value), "any") for value in get_args(base)}
        return kinds.pop() if len(kinds) == 1 else "any"
    if _is_union(base):
        kinds = {port_type(a) for a in get_args(base)}
        return "number" if kinds == {"integer", "number"} else "any"
    is_object = origin in (dict, Mapping) or _is_record(base) or (isinstance(base, type) and issubclass(base, Enum))
    return "json" if is_object else None


def schema(annotation: Any) -> dict[str, Any]:
    """The JSON Schema of a parameter's annotation.

    Raises:
        UnknownAnnotation: there is none.
    """
    parts = split(annotation)
    found = next((_AS.get(m.type, {}) for m in parts.marks if isinstance(m, As)), None)
    result = dict(_schema(parts.base) if found is None else found)
    for mark in parts.marks:
        result |= _bounds(mark)
    return result


def _schema(base: Any) -> dict[str, Any]:
    """The schema of a bare annotation."""
    known = _SCHEMAS.get(base) if _is_hashable(base) else None
    if known is not None:
        return known
    origin, args = get_origin(base), get_args(base)
    if origin in (list, Sequence):
        item = schema(args[0])
        return {"type": "array"} | ({"items": item} if item else {})
    if origin in (dict, Mapping):
        value = schema(args[1])
        return {"type": "object"} | ({"additionalProperties": value} if value else {})
    if origin is Literal:
        return _enum(list(args))
    if _is_union(base):
        return _union([schema(a) for a in args])
    if isinstance(base, type) and issubclass(base, Enum):
        return _enum([member.value for member in base])
    if _is_record(base):
        return _record(base)
    raise UnknownAnnotation(spelling(base))


def _union(options: list[dict[str, Any]]) -> dict[str, Any]:
    """Either of several; integer beside number is number."""
    if {"type": "number"} in options and {"type": "integer"} in options:
        options = [o for o in options if o != {"type": "integer"}]
    return options[0] if len(options) == 1 else {"anyOf": options}


def _enum(values: list[Any]) -> dict[str, Any]:
    """A choice; its type is said where all are of one."""
    kinds = {_SCHEMAS.get(type(v), {}).get("type") for v in values}
    kind = kinds.pop() if len(kinds) == 1 else None
    return ({"type": kind} if kind else {}) | {"enum": values}


def _record(base: Any) -> dict[str, Any]:
    """The schema of a dataclass, TypedDict or pydantic model."""
    if hasattr(base, "model_json_schema"):
        made: dict[str, Any] = base.model_json_schema()
        return made
    helps = parse(base.__doc__ or "").args
    hints = get_type_hints(base, include_extras=True)
    properties: dict[str, Any] = {}
    for name, hint in hints.items():
        properties[name] = schema(hint) | ({"description": helps[name]} if name in helps else {})
    required = [name for name in hints if name in _required(base, hints)]
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def _required(base: Any, hints: Mapping[str, Any]) -> frozenset[str]:
    """Names that a dataclass or TypedDict cannot do without."""
    if is_typeddict(base):
        # Where annotations are texts, `__required_keys__` does not see NotRequired in them.
        marked = {name: get_origin(hint) for name, hint in hints.items()}
        keys = {name for name in base.__required_keys__ if marked[name] is not NotRequired}
        return frozenset(keys | {name for name, mark in marked.items() if mark is Required})
    return frozenset(f.name for f in fields(base) if f.default is MISSING and f.default_factory is MISSING)


def _bounds(mark: Any) -> dict[str, Any]:
    """The part of a schema that a mark stands for; marks of `annotated_types` (Ge, Le …) count too."""
    names = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
    if isinstance(mark, Param):
        names |= {"format": "format", "title": "title", "unit": "unit", "pattern": "pattern"}
        names |= {"placeholder": "placeholder", "min_items": "minItems"}
    found = {key: getattr(mark, name, None) for name, key in names.items()}
    return {key: value for key, value in found.items() if value not in (None, "")}


def spelling(annotation: Any) -> str:
    """How an annotation is written, for messages."""
    return annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("typing.", "")


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def _is_record(base: Any) -> bool:
    return isinstance(base, type) and (is_dataclass(base) or is_typeddict(base) or hasattr(base, "model_json_schema"))


def _is_hashable(value: Any) -> bool:
    return type(value).__hash__ is not None
