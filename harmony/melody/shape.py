"""Turns what pydantic says about a document into Problems: the exact place, the node, the
field, and the way out.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Union

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from harmony.melody.change import Path
from harmony.melody.model import Melody, Model
from harmony.melody.places import Places
from harmony.melody.problems import Problem, did_you_mean

_MUST_BE = {
    "string_type": "text",
    "string_sub_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "mapping_type": "a mapping",
}
_BOUNDS = {
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
}


def locate(path: Path) -> tuple[str, str]:
    """Node path (`triage/label`) and field (`with.path`) of a value; the node may be empty."""
    nodes: list[str] = []
    rest = list(path)
    while len(rest) >= 2 and rest[0] == "nodes" and isinstance(rest[1], str):
        nodes.append(str(rest[1]))
        rest = rest[2:]
        if len(rest) >= 3 and rest[0] == "body" and rest[1] == "nodes":
            rest = rest[1:]
    field = ""
    for step in rest:
        field += f"[{step}]" if isinstance(step, int) else f".{step}" if field else str(step)
    return "/".join(nodes), field


def shape_problems(error: ValidationError, data: Any, places: Places, file: str) -> list[Problem]:
    """Every problem in a document that is not of the right shape.

    Args:
        error: what pydantic raised.
        data: the plain data that was validated.
        places: where its values stand.
        file: named in the problems.
    """
    grouped: dict[Path, list[tuple[Any, bool]]] = {}
    for item in error.errors(include_url=False):
        path, branch = _document_path(item["loc"], data, item["type"])
        grouped.setdefault(path, []).append((item, branch))
    # Of a value that may have several forms, what is wrong inside one form says more than
    # that it is none of the others.
    inner = {path[:n] for path, items in grouped.items() for n in range(len(path)) if any(b for _, b in items)}
    problems: list[Problem] = []
    for path, items in grouped.items():
        if path in inner and all(i["type"] in _MUST_BE or i["type"] == "literal_error" for i, _ in items):
            continue
        problems.extend(_say(path, [i for i, _ in items], places, file))
    return problems


def _document_path(loc: Sequence[str | int], data: Any, kind: str) -> tuple[Path, bool]:
    """The path in the document, and whether a union's branch lies on it."""
    path: list[str | int] = []
    value, is_branch = data, False
    for index, step in enumerate(loc):
        if _holds(value, step):
            path.append(step)
            value = value[step]
        elif kind == "missing" and index == len(loc) - 1:
            path.append(step)
        elif step != "[key]":
            is_branch = True
    return tuple(path), is_branch


def _holds(value: Any, step: str | int) -> bool:
    if isinstance(value, Mapping):
        return step in value
    return isinstance(value, list | tuple) and isinstance(step, int) and step < len(value)


def _say(path: Path, items: list[Any], places: Places, file: str) -> Iterable[Problem]:
    """Problems of one place."""
    if any(i["type"] == "value_error" for i in items):
        # The form was right and the value is not: that it has none of the other forms says nothing.
        items = [i for i in items if i["type"] not in _MUST_BE]
    kinds = {i["type"] for i in items}
    if kinds <= {"missing", *_MUST_BE, "literal_error", "int_type"} and len(items) > 1 and "missing" not in kinds:
        yield _problem(path, _one_of(items), places, file, "")
        return
    seen = set()
    for item in items:
        code, message, hint = _words(path, item)
        if message not in seen:
            seen.add(message)
            yield _problem(path, message, places, file, hint, code=code)


def _problem(path: Path, message: str, places: Places, file: str, hint: str, code: str = "shape.type") -> Problem:
    is_key = code in ("shape.unknown", "shape.id")
    line, column = places.key(path) if is_key else places.at(path)
    node, field = locate(path)
    return Problem("error", code, message, file, line, column, node, field, hint)


def _one_of(items: list[Any]) -> str:
    wanted: list[str] = []
    for item in items:
        words = _MUST_BE.get(item["type"]) or item.get("ctx", {}).get("expected", "")
        if words and words not in wanted:
            wanted.append(words)
    return f"this must be {' or '.join(wanted)}, not {_called(items[0]['input'])}"


def _words(path: Path, item: Any) -> tuple[str, str, str]:
    """Code, message and hint of one error."""
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return "shape.unknown", f"unknown key `{key}`", did_you_mean(key, known_keys(path[:-1]))
    if kind == "missing":
        return "shape.missing", f"`{key}` is missing", _example(path, key)
    if kind in _MUST_BE:
        return "shape.type", f"this must be {_MUST_BE[kind]}, not {_called(given)}", _form_hint(kind, given)
    if kind == "literal_error":
        known = [w.strip("'") for w in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return "shape.choice", f"`{given}` is none of the choices here", did_you_mean(str(given), known, what="Choices")
    if kind == "string_pattern_mismatch":
        return "shape.id", f"`{given}` is no id", "Ids are letters, digits, _ and -, and begin with a letter or _"
    if kind in _BOUNDS:
        return "shape.bound", f"this must be {_BOUNDS[kind].format(**context)}, not {given}", ""
    if kind == "value_error":
        message, _, hint = str(context["error"]).partition(": ")
        return "shape.value", message, hint[:1].upper() + hint[1:]
    if kind in ("too_long", "too_short"):
        return "shape.type", f"this list must have {context.get('max_length', context.get('min_length'))} items", ""
    return "shape.type", str(item["msg"]), ""


def _called(value: Any) -> str:
    """What a person would call a value."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text “{value}”" if len(value) <= 40 else "a text"
    return "a mapping" if isinstance(value, Mapping) else "a list"


def _form_hint(kind: str, given: Any) -> str:
    if kind in ("list_type", "tuple_type") and isinstance(given, str | int | float):
        return f"Write a list: [{given}]"
    if kind.startswith("string") and isinstance(given, int | float):
        text = str(given).lower() if isinstance(given, bool) else given
        return f'Quote it if it is meant as text: "{text}"'
    return ""


def _example(path: Path, key: str) -> str:
    if path == ("format",):
        return "Write `format: harmony/1` in the first line"
    if key == "use":
        return "Say which node type it is, as in `use: text.template@1`"
    return f"Add `{key}: …`"


def known_keys(path: Path) -> list[str]:
    """The keys that a mapping at `path` may have, in the order of the format."""
    found: list[Any] = [Melody]
    for step in path:
        found = [inner for part in found for inner in _step(part, step)]
    keys: dict[str, None] = {}
    for part in found:
        if isinstance(part, type) and issubclass(part, Model):
            keys.update(dict.fromkeys(field.alias or name for name, field in part.model_fields.items()))
    return list(keys)


def _step(part: Any, step: str | int) -> list[Any]:
    """The types of what lies under `step` in a value of the type `part`."""
    if isinstance(part, type) and issubclass(part, Model):
        for name, info in part.model_fields.items():
            if step == (info.alias or name):
                return _plain(_annotation(info))
        return []
    origin = typing.get_origin(part)
    arguments = typing.get_args(part)
    if isinstance(origin, type) and issubclass(origin, dict) and len(arguments) == 2:
        return _plain(arguments[1])
    if origin is tuple and arguments:
        return _plain(arguments[0])
    return []


def _annotation(info: FieldInfo) -> Any:
    return info.annotation


def _plain(annotation: Any) -> list[Any]:
    """The alternatives of a type, without Annotated and unions."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _plain(typing.get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [inner for one in typing.get_args(annotation) for inner in _plain(one)]
    return [annotation]
