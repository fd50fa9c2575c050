"""Which editor a parameter has, by its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harmony.board.panels.properties import editors as e
from harmony.board.panels.properties.listing import ListEditor
from harmony.board.panels.properties.rows import RowsEditor

LONG_TEXTS = frozenset("prompt template code sql body system query text message instructions description".split())
_BY_WISH: dict[str, Callable[[Mapping[str, Any]], e.Editor]] = {
    "choice": e.ChoiceEditor,
    "boolean": e.BooleanEditor,
    "number": e.NumberEditor,
    "range": e.RangeEditor,
    "secret": e.SecretEditor,
    "rows": RowsEditor,
    "list": ListEditor,
    "json": e.JsonEditor,
    "condition": lambda schema: e.CodeEditor(schema, "expression"),
}


def takes_expressions(schema: Mapping[str, Any], name: str) -> bool:
    """True for editors in which `{{ … }}` is simply typed: texts and templates."""
    return wanted(schema, name) in {"text", "template", "path", "duration", "condition"}


def editor_for(schema: Mapping[str, Any], name: str, base: Path | None = None) -> e.Editor:
    """The editor for a parameter's JSON Schema."""
    wish = wanted(schema, name)
    if wish in _BY_WISH:
        return _BY_WISH[wish](schema)
    if wish == "path":
        return e.PathEditor(schema, base)
    if wish.startswith("code:") or wish in {"template", "prose"}:
        return e.CodeEditor(schema, wish.removeprefix("code:"))
    return e.TextEditor(schema)


def wanted(schema: Mapping[str, Any], name: str) -> str:
    """Which editor a schema asks for."""
    wish, kind = str(schema.get("format", "")), schema.get("type")
    if "enum" in schema:
        return "choice"
    if wish in {"template", "prose", "path", "secret", "duration", "condition"} or wish.startswith("code:"):
        return wish
    if kind == "boolean":
        return "boolean"
    if kind in {"integer", "number"}:
        low, high = schema.get("minimum"), schema.get("maximum")
        has_slider = low is not None and high is not None and high - low <= 1000 and not schema.get("x-no-slider")
        return "range" if has_slider else "number"
    items = schema.get("items") or {}
    if kind == "array" and items.get("properties"):
        return "rows"
    if kind == "array" and items.get("type") in {"string", "integer", "number"}:
        return "list"
    if kind == "string":
        if wish == "sql" or name == "sql":
            return "code:sql"
        return "template" if name in LONG_TEXTS else "path" if name in {"path", "folder", "file"} else "text"
    options = schema.get("anyOf") or ()
    simple = {o.get("type") for o in options if isinstance(o, Mapping)} - {"null"}
    if len(simple) == 1:
        return wanted(next(o for o in options if o.get("type") in simple), name)
    return "text" if simple == {"string", "number"} else "json"
