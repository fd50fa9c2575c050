"""Inputs as JSON Schema: for the form of a run, and for the form of an input's own card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.melody.frozen import thaw
from harmony.melody.model import Input

_TYPES = {"text": "string", "number": "number", "integer": "integer", "boolean": "boolean", "list": "array"}


def input_schema(inputs: Mapping[str, Input]) -> dict[str, Any]:
    """The JSON Schema of a Melody's inputs."""
    properties = {name: _property(name, spec) for name, spec in inputs.items()}
    return {
        "type": "object",
        "x-plain": True,
        "properties": properties,
        "required": [n for n, i in inputs.items() if i.is_required],
    }


def _property(name: str, spec: Input) -> dict[str, Any]:
    made: dict[str, Any] = {"title": name.replace("_", " ").capitalize()} | value_schema(spec.type)
    if spec.choices is not None:
        made["enum"] = list(spec.choices)
    if spec.description:
        made["description"] = spec.description
    if not spec.is_required:
        made["default"] = thaw(spec.default)
    return made


def value_schema(type: Any) -> dict[str, Any]:
    """The JSON Schema of values of a port type, which may be a schema already."""
    if not isinstance(type, str):
        return dict(thaw(type))
    if type in _TYPES:
        return {"type": _TYPES[type]}
    if type in {"path", "file", "image"}:
        return {"type": "string", "format": "path"}
    if type == "secret":
        return {"type": "string", "format": "secret"}
    if type.startswith("list<"):
        return {"type": "array", "items": value_schema(type[5:-1])}
    if type in {"json", "table"}:
        return {"type": "array" if type == "table" else "object"}
    return {"type": "string"}
