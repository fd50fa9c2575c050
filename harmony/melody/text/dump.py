"""Values as lines of YAML, as a person would write them.

Keys in the order of the format, nodes as blocks, short leaf maps and lists in braces, texts
of several lines as `|` blocks, quotes only where they are needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from harmony.melody import form
from harmony.melody.form import Form
from harmony.melody.model import Body, Layout, Melody, Node, Place, Route, RunOptions
from harmony.melody.text import style

WIDTH: Final = 100
STEP: Final = 2
_BLOCK_MODELS = (Melody, Node, Body, Layout, Place, Route, RunOptions)
_BLOCK_KEYS = frozenset({"outputs"})


def ordered(value: Mapping[str, Any], where: Form) -> list[tuple[str, Any]]:
    """Items of a mapping in canonical order; keys the format does not know come last."""
    rank = {key: at for at, key in enumerate(form.key_order(where))}
    if not rank:
        return list(value.items())
    return sorted(value.items(), key=lambda item: rank.get(item[0], len(rank)))


def flow(value: Any, where: Form = ()) -> str:
    """A value on one line, maps and lists in braces and brackets.

    Raises:
        TypeError: it holds something that is no plain data.
    """
    if isinstance(value, Mapping):
        items = (f"{style.scalar(k, in_flow=True)}: {flow(v, form.step(where, k))}" for k, v in ordered(value, where))
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(v, form.step(where, 0)) for v in value) + "]"
    return style.scalar(value, in_flow=True)


def entry(key: str, value: Any, indent: int, where: Form = ()) -> list[str]:
    """The lines of `key: value` in a block mapping.

    Args:
        key: the key.
        value: plain data.
        indent: column of the key.
        where: form of the value, for the order of keys and the choice of style.
    """
    head = " " * indent + style.scalar(key) + ":"
    lines = body(value, indent, where, room=WIDTH - len(head), key=key)
    return [f"{head} {lines[0]}" if lines[0] else head, *lines[1:]]


def body(value: Any, indent: int, where: Form, *, room: int = WIDTH, key: str = "") -> list[str]:
    """A value as it stands behind `key:` at column `indent`: the rest of that line, then lines of its own."""
    if isinstance(value, str):
        block = style.literal(value, indent + STEP) if "\n" in value else None
        return block or [style.scalar(value)]
    if not isinstance(value, Mapping | list | tuple):
        return [style.scalar(value)]
    if not value or (key not in _BLOCK_KEYS and _is_short(value, where, room)):
        return [flow(value, where)]
    if isinstance(value, Mapping):
        return ["", *mapping(value, indent + STEP, where)]
    return ["", *sequence(value, indent + STEP, where)]


def mapping(value: Mapping[str, Any], indent: int, where: Form = ()) -> list[str]:
    """The lines of a block mapping whose keys stand at `indent`."""
    lines: list[str] = []
    for key, item in ordered(value, where):
        lines += entry(key, item, indent, form.step(where, key))
    return lines


def sequence(value: list[Any] | tuple[Any, ...], indent: int, where: Form = ()) -> list[str]:
    """The lines of a block sequence whose dashes stand at `indent`."""
    inner = form.step(where, 0)
    return [line for item in value for line in item_lines(item, indent, inner)]


def item_lines(value: Any, indent: int, where: Form = ()) -> list[str]:
    """The lines of one `- item` whose dash stands at `indent`."""
    pad = " " * indent
    if isinstance(value, Mapping) and value and not _is_short(value, where, WIDTH - indent - STEP):
        lines = mapping(value, indent + STEP, where)
        return [f"{pad}- {lines[0].lstrip(' ')}", *lines[1:]]
    lines = body(value, indent, where, room=WIDTH - indent - STEP)
    return [f"{pad}- {lines[0]}" if lines[0] else f"{pad}-", *lines[1:]]


def _is_short(value: Any, where: Form, room: int) -> bool:
    """True if braces serve a reader better than lines."""
    if any(part in _BLOCK_MODELS for part in where) or form.holds_models(where):
        return False
    if _depth(value) > 3 or _has_lines(value):
        return False
    return len(flow(value, where)) < room


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list | tuple):
        return 0
    return 1 + max(map(_depth, inner), default=0)


def _has_lines(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_lines, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_lines, value))
    return isinstance(value, str) and "\n" in value


def json_text(value: Any, indent: int | None = None, column: int = 0) -> str:
    """A value as JSON; with `indent` over several lines that stand at `column`."""
    text = style.json_safe(json.dumps(value, ensure_ascii=False, indent=indent))
    return text.replace("\n", "\n" + " " * column)


def document(value: Mapping[str, Any], newline: str = "\n") -> str:
    """A whole new file: blank lines between its big parts."""
    lines: list[str] = []
    for key, item in ordered(value, form.ROOT):
        new = entry(key, item, 0, form.form_at((key,)))
        if lines and (len(new) > 1 or key in ("nodes", "layout")):
            lines.append("")
        lines += new
    return newline.join(lines) + newline
