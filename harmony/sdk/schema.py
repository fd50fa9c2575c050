"""Checks a parameter's value against its JSON Schema, as far as manifests use JSON Schema.

Understands type, enum, bounds, pattern, items, properties, required, additionalProperties and
anyOf; what it does not know it lets pass. `$ref` (pydantic models) is left to the model itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list, tuple),
    "object": (Mapping,),
    "null": (type(None),),
}
_WORDS = {"string": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number"}
_WORDS |= {"array": "a list", "object": "an object", "null": "nothing"}


def fault(value: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with `value`, as the end of a sentence ("must be a number, not 'x'"); empty if it fits."""
    if "anyOf" in schema:
        options = schema["anyOf"]
        if not any(fault(value, option) == "" for option in options):
            return "must be " + " or ".join(_wanted(o) for o in options) + f", not {shown(value)}"
    kind = schema.get("type")
    if isinstance(kind, str) and not _is(value, kind):
        return f"must be {_WORDS.get(kind, kind)}, not {shown(value)}"
    if "enum" in schema and value not in schema["enum"]:
        return f"must be one of {', '.join(map(str, schema['enum']))}, not {shown(value)}"
    if isinstance(value, str):
        return _text_fault(value, schema)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_fault(value, schema)
    if isinstance(value, Mapping):
        return _object_fault(value, schema)
    return _list_fault(value, schema) if isinstance(value, list | tuple) else ""


def with_texts(value: Any, schema: Mapping[str, Any]) -> Any:
    """`value` with numbers, truths, lists and objects as JSON writes them, wherever the schema wants text.

    `template: "{{ count }}"` is one whole expression, so it gives a number; what is meant is its text.
    """
    options = schema.get("anyOf", ())
    mixed = not all(option.get("type") in ("string", "null") for option in options)
    for option in options:
        if mixed and option.get("type") == "string":
            continue  # text or number: what is neither is a mistake, and no text
        made = with_texts(value, option)
        if fault(made, option) == "":
            return made
    if schema.get("type") == "string" and isinstance(value, int | float | list | tuple | Mapping):
        from harmony.sdk.codec import to_json  # dear, and seldom needed

        return to_json(value)
    if isinstance(value, list | tuple):
        return [with_texts(item, schema.get("items") or {}) for item in value]
    if isinstance(value, Mapping):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        rest = others if isinstance(others, Mapping) else {}
        return {name: with_texts(item, properties.get(name, rest)) for name, item in value.items()}
    return value


def shown(value: Any) -> str:
    """A value in a message, at most 60 characters of it."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _is(value: Any, kind: str) -> bool:
    """True if a value is of a JSON type; a truth is no number."""
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES.get(kind, (object,)))


def _wanted(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "")
    return _WORDS.get(kind, kind) or "any value"


def _text_fault(value: str, schema: Mapping[str, Any]) -> str:
    pattern = schema.get("pattern")
    if pattern and not re.search(pattern, value):
        return f"must match `{pattern}`, not {shown(value)}"
    return ""


def _number_fault(value: float, schema: Mapping[str, Any]) -> str:
    if (low := schema.get("minimum")) is not None and value < low:
        return f"must be at least {low}, not {value}"
    if (high := schema.get("maximum")) is not None and value > high:
        return f"must be at most {high}, not {value}"
    if (low := schema.get("exclusiveMinimum")) is not None and value <= low:
        return f"must be more than {low}, not {value}"
    if (high := schema.get("exclusiveMaximum")) is not None and value >= high:
        return f"must be less than {high}, not {value}"
    return ""


def _list_fault(value: Sequence[Any], schema: Mapping[str, Any]) -> str:
    if len(value) < schema.get("minItems", 0):
        return f"must have at least {schema['minItems']} entries"
    items = schema.get("items") or {}
    for index, item in enumerate(value if items else ()):
        if found := fault(item, items):
            return f"entry {index + 1} {found}"
    return ""


def _object_fault(value: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    for name in schema.get("required", ()):
        if name not in value:
            return f"needs `{name}`"
    properties, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, item in value.items():
        wanted = properties.get(name, others if isinstance(others, Mapping) else None)
        if wanted and (found := fault(item, wanted)):
            return f"`{name}` {found}"
    return ""
