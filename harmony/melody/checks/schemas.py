"""Values against the subset of JSON Schema that manifests use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from harmony.melody.change import Path
from harmony.melody.problems import did_you_mean

Issue = tuple[Path, str, str]
"""Path within the value, message, hint."""
Free = Callable[[Any, Mapping[str, Any]], bool]
"""Says whether a value is not to be looked at (an expression, known only when it is played)."""

_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}


def issues(value: Any, schema: Mapping[str, Any], is_free: Free, path: Path = ()) -> Iterator[Issue]:
    """All that is wrong with a value.

    Args:
        value: plain or frozen data.
        schema: `type properties required additionalProperties items enum const minimum maximum
            exclusiveMinimum exclusiveMaximum minLength maxLength pattern minItems maxItems
            anyOf oneOf allOf`; other keywords are passed over. An object with `properties`
            has no others unless `additionalProperties` allows them: a misspelt key is the
            commonest mistake.
        is_free: values that are not looked at.
        path: of the value.
    """
    if not schema or is_free(value, schema):
        return
    for part in schema.get("allOf", ()):
        yield from issues(value, part, is_free, path)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        yield from _alternatives(value, choices, is_free, path)
    kinds = schema.get("type")
    if kinds is not None and not _is_any(value, kinds):
        yield path, f"this must be {_either(kinds)}, not {_called(value)}", ""
        return
    yield from _limits(value, schema, path)
    if isinstance(value, Mapping):
        yield from _members(value, schema, is_free, path)
    elif isinstance(value, list | tuple) and isinstance(schema.get("items"), Mapping):
        for index, item in enumerate(value):
            yield from issues(item, schema["items"], is_free, (*path, index))


def _alternatives(value: Any, choices: Any, is_free: Free, path: Path) -> Iterator[Issue]:
    """The issues of the alternative that comes nearest."""
    found = [list(issues(value, choice, is_free, path)) for choice in choices]
    if all(found):
        # An issue deeper inside means that the outer shape was right.
        found.sort(key=lambda each: (-max(len(i[0]) for i in each), len(each)))
        if len(found[0][0][0]) > len(path):
            yield from found[0]
            return
        kinds = [k for c in choices if "type" in c for k in ([c["type"]] if isinstance(c["type"], str) else c["type"])]
        fitting = [f for f, c in zip(found, choices, strict=False) if "type" in c and _is_any(value, c["type"])]
        if fitting or not kinds:
            yield from (fitting or found)[0]
        else:
            yield path, f"this must be {_either(list(dict.fromkeys(kinds)))}, not {_called(value)}", ""


def _members(value: Mapping[str, Any], schema: Mapping[str, Any], is_free: Free, path: Path) -> Iterator[Issue]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield path, f"`{name}` is missing", f"Add `{name}: …`"
    more = schema.get("additionalProperties")
    for name, item in value.items():
        if name in properties:
            yield from issues(item, properties[name], is_free, (*path, name))
        elif more is False or (more is None and properties and schema.get("type") == "object"):
            yield (*path, name), f"unknown key `{name}`", did_you_mean(name, properties)
        elif isinstance(more, Mapping):
            yield from issues(item, more, is_free, (*path, name))


def _limits(value: Any, schema: Mapping[str, Any], path: Path) -> Iterator[Issue]:
    if "enum" in schema and not any(_equal(value, e) for e in schema["enum"]):
        known = [str(e) for e in schema["enum"]]
        yield path, f"{_called(value)} is none of the choices here", did_you_mean(str(value), known, what="Choices")
    if "const" in schema and not _equal(value, schema["const"]):
        yield path, f"this must be {_called(schema['const'])}", ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number_limits(value, schema, path)
    elif isinstance(value, str):
        yield from _text_limits(value, schema, path)
    elif isinstance(value, list | tuple):
        if len(value) < schema.get("minItems", 0):
            yield path, f"this list must have at least {schema['minItems']} items", ""
        if len(value) > schema.get("maxItems", len(value)):
            yield path, f"this list must have at most {schema['maxItems']} items", ""


def _number_limits(value: float, schema: Mapping[str, Any], path: Path) -> Iterator[Issue]:
    if value < schema.get("minimum", value):
        yield path, f"this must be at least {schema['minimum']}, not {value}", ""
    if value > schema.get("maximum", value):
        yield path, f"this must be at most {schema['maximum']}, not {value}", ""
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield path, f"this must be more than {schema['exclusiveMinimum']}, not {value}", ""
    if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
        yield path, f"this must be less than {schema['exclusiveMaximum']}, not {value}", ""


def _text_limits(value: str, schema: Mapping[str, Any], path: Path) -> Iterator[Issue]:
    if len(value) < schema.get("minLength", 0):
        yield path, "this text is too short" if value else "this text is empty", ""
    if len(value) > schema.get("maxLength", len(value)):
        yield path, f"this text has more than {schema['maxLength']} characters", ""
    pattern = schema.get("pattern")
    if pattern is not None and not _compiled(pattern).search(value):
        yield path, f"“{value}” does not have the form that is wanted", f"It must match {pattern}"


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_any(value: Any, kinds: Any) -> bool:
    return any(_is(value, k) for k in ([kinds] if isinstance(kinds, str) else kinds))


def _is(value: Any, kind: str) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "null":
        return value is None
    if kind == "object":
        return isinstance(value, Mapping)
    if kind == "array":
        return isinstance(value, list | tuple)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return kind == "number" or float(value).is_integer()


def _equal(value: Any, other: Any) -> bool:
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _either(kinds: Any) -> str:
    names = [_NAMES.get(k, k) for k in ([kinds] if isinstance(kinds, str) else kinds)]
    return " or ".join(names)


def _called(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f"the text “{value}”" if len(value) <= 40 else "a text"
    if isinstance(value, int | float):
        return f"the number {value}"
    return "a mapping" if isinstance(value, Mapping) else "a list"
