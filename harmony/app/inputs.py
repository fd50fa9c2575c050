"""What a run is asked for: texts made into values, defaults filled in, mistakes named."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from harmony.errors import UsageError, ValueRefused
from harmony.melody.model import Input, Melody
from harmony.sdk import codec

_PATHS = frozenset({"path", "file", "image"})
_AS_IS = frozenset({"any", "secret", "file", "image", "table"})
"""Types whose values are stored as they are given: the Conductor makes them what they are."""
_FORMS = {
    "list": '["a", "b"]',
    "list<number>": "[1.5, 2]",
    "list<integer>": "[1, 2]",
    "table": '[{"name": "a"}, {"name": "b"}]',
    "json": '{"name": "a"} or "a text"',
    "integer": "12",
    "number": "1.5",
    "boolean": "true",
    "datetime": "2026-03-31T18:00",
}


def gather(melody: Melody, given: Mapping[str, Any], *, base: Path, cwd: Path, as_text: bool) -> dict[str, Any]:
    """Values of all inputs, in the Melody's order.

    Args:
        melody: asks for them.
        given: by name; texts when `as_text` (the command line, a form), else values.
        base: folder that paths in the file are relative to.
        cwd: folder that given paths are relative to.
        as_text: convert texts by the input's type.

    Raises:
        UsageError: one is unknown, missing, or not of its type; names it.
    """
    _refuse_unknown(melody, given)
    values: dict[str, Any] = {}
    missing = []
    for name, spec in melody.inputs.items():
        if name in given:
            values[name] = _value(name, spec, given[name], folder=cwd, as_text=as_text)
        elif not spec.is_required:
            values[name] = _value(name, spec, spec.default, folder=base, as_text=False)
        else:
            missing.append(name)
    if missing:
        hints = ", ".join(f"-i {name}=…" for name in missing)
        raise UsageError(f"“{melody.name}” needs {_list(missing)}: give {hints}.")
    return values


def _refuse_unknown(melody: Melody, given: Mapping[str, Any]) -> None:
    for name in given:
        if name in melody.inputs:
            continue
        near = difflib.get_close_matches(name, melody.inputs, n=1)
        known = f"did you mean “{near[0]}”?" if near else f"it has {_list(melody.inputs) or 'none'}."
        raise UsageError(f"“{melody.name}” has no input “{name}”: {known}")


def _value(name: str, spec: Input, value: Any, *, folder: Path, as_text: bool) -> Any:
    kind = spec.type if isinstance(spec.type, str) else "json"
    try:
        if as_text and isinstance(value, str):
            value = from_text(value, kind)
        elif value is not None and kind not in _AS_IS:
            value = codec.convert(value, codec.type_of(value), kind)
    except ValueRefused as error:
        form = _FORMS.get(kind, _FORMS["list"] if kind.startswith("list<") else "")
        hint = f" Write it as in {form}." if form else ""
        raise UsageError(f"Input “{name}” is to be of type {kind}: {error.message}{hint}") from error
    if spec.choices is not None and value not in spec.choices:
        raise UsageError(f"Input “{name}” is {value!r}; it takes one of {_list(map(str, spec.choices))}.")
    if kind in _PATHS and isinstance(value, str):
        value = os.path.normpath((folder / Path(value).expanduser()).absolute())
    return value


def from_text(text: str, kind: str) -> Any:
    """A text as a person types it, as a value of that type.

    Raises:
        ValueRefused: it is none.
    """
    if kind in ("text", "path", "file", "image", "secret"):
        return text
    if kind == "datetime":
        return _moment(text)
    if kind == "table":
        rows = codec.convert(text, "text", "list")
        codec.convert(rows, "list", "table")
        return rows
    if kind == "any":
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    if kind == "boolean":
        word = text.strip().lower()
        if word in ("true", "yes", "1", "on"):
            return True
        if word in ("false", "no", "0", "off"):
            return False
        raise ValueRefused(f"“{text}” is neither true nor false.")
    return codec.convert(text, "text", kind)


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ValueRefused(f"“{text}” is no date or time.") from None
    return text


def _list(names: Any) -> str:
    return ", ".join(f"“{n}”" for n in names)
