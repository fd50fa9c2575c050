"""One change in a piece of text; all the rest stays as it is, byte for byte.

Paths count from the piece's own root. What cannot be done in place raises `TextError`: the
caller then writes the whole piece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harmony.melody import form
from harmony.melody.change import MISSING, Path
from harmony.melody.form import Form
from harmony.melody.text import dump, places, spans, style
from harmony.melody.text.spans import Span, TextError

_COMMENT = re.compile(r"""([^#\n"']*?)( {2,})#""")


@dataclass(frozen=True, slots=True)
class Look:
    """How a file is written: its line break, and whether it is JSON."""

    newline: str = "\n"
    is_json: bool = False


def replace(text: str, path: Path, value: Any, where: Form, look: Look) -> str:
    """`text` with another value at `path`."""
    return _replace(text, spans.walk(spans.parse(text), path), path, value, where, look)


def _replace(text: str, way: list[Span], path: Path, value: Any, where: Form, look: Look) -> str:
    old = way[-1]
    if look.is_json or any(span.is_flow for span in way[:-1]):
        return _swap(text, old, _inline(value, old, where, look))
    if len(way) < 2:
        raise TextError("the whole piece")
    parent = way[-2]
    at = parent.index_of(path[-1]) or 0
    key = parent.entries[at][0]
    column = parent.column if key is None else key.column
    lines = _block_body(value, old, column, where, text)
    if len(lines) == 1 and not old.is_block:
        return _swap(text, old, lines[0])
    head = places.dash(text, parent, at) + 1 if key is None else places.after_colon(text, key)
    return _rewrite(text, head, old, lines, look, compact=key is None)


def _swap(text: str, old: Span, new: str) -> str:
    gap = " " if old.start == old.end and text[old.start - 1 : old.start] in (":", "-") else ""
    return text[: old.start] + gap + new + _aligned(text, old, len(gap + new) - (old.end - old.start))


def _aligned(text: str, old: Span, longer: int) -> str:
    """What stands behind a replaced value, the comment on its line in its old column if it can be."""
    match = None if "\n" in text[old.start : old.end] else _COMMENT.match(text, old.end)
    if match is None:
        return text[old.end :]
    return match[1] + " " * max(2, len(match[2]) - longer) + text[match.end(2) :]


def _rewrite(text: str, head: int, old: Span, lines: list[str], look: Look, *, compact: bool) -> str:
    """Replace all lines of an entry behind its colon or dash, keeping the comment on its first line."""
    stop = places.entry_stop(text, old)
    comment = places.head_comment(text, head, old)
    if compact and not lines[0] and not comment:
        lines = [lines[1].lstrip(" "), *lines[2:]]
    first = (" " + lines[0] if lines[0] else "") + ("  " + comment if comment else "")
    end = look.newline if text[stop - 1 : stop] == "\n" else ""
    return text[:head] + look.newline.join([first, *lines[1:]]) + end + text[stop:]


def _inline(value: Any, old: Span | None, where: Form, look: Look) -> str:
    if look.is_json:
        return dump.json_text(value)
    if isinstance(value, str):
        quote = old.mark if old is not None and old.mark in ("'", '"') else ""
        return style.text_scalar(value, in_flow=True, quote=quote)
    return dump.flow(value, where)


def _block_body(value: Any, old: Span, column: int, where: Form, text: str) -> list[str]:
    """The value as lines behind `key:`, in the style of the one it replaces."""
    if isinstance(value, str):
        return _text_body(value, old, column, text)
    if isinstance(value, Mapping | list | tuple) and value and old.kind != "scalar" and old.entries:
        if old.is_flow:
            return [dump.flow(value, where)]
        if isinstance(value, Mapping):
            return ["", *dump.mapping(value, column + dump.STEP, where)]
        return ["", *dump.sequence(value, column + dump.STEP, where)]
    return dump.body(value, column, where)


def _text_body(value: str, old: Span, column: int, text: str) -> list[str]:
    has_lines = isinstance(old.value, str) and "\n" in old.value
    if old.mark in ("|", ">"):
        indent = max(_content_column(text, old), column + 1)
        if indent != column + dump.STEP and (value[:1] in (" ", "\n")):
            indent = column + dump.STEP  # an indentation mark counts from the key
        block = style.folded(value, indent) if old.mark == ">" else None
        block = block or style.literal(value, indent)
        if block:
            return block
    elif "\n" in value and not (has_lines and old.mark):
        block = style.literal(value, column + dump.STEP)
        if block:
            return block
    return [style.text_scalar(value, quote=old.mark if old.mark in ("'", '"') else "")]


def _content_column(text: str, span: Span) -> int:
    for line in text[places.line_stop(text, span.start) : span.end].split("\n"):
        if line.strip():
            return len(line) - len(line.lstrip(" "))
    return 0


def add(text: str, path: Path, value: Any, owner_form: Form, look: Look, follows: Any = MISSING) -> str:
    """`text` with a new entry at `path`, whose last key is the new key or list position.

    A key goes behind `follows` (None: first), else to its place in the order of the format,
    else to the end.
    """
    way = spans.walk(spans.parse(text), path[:-1])
    owner, key = way[-1], path[-1]
    if owner.kind == "scalar" and owner.value is not None:
        raise TextError("neither map nor list")
    if not owner.entries:
        whole = {key: value} if isinstance(key, str) else [value]
        return _replace(text, way, path[:-1], whole, owner_form, look)
    where = form.step(owner_form, key)
    if isinstance(key, int):
        return _add_item(text, owner, key, value, where, look)
    at = _position(owner, key, follows, form.key_order(owner_form))
    if owner.is_flow:
        return _add_flow(text, owner, at, _flow_entry(text, owner, key, value, where, look), look)
    lines = dump.entry(key, value, owner.column, where)
    first = owner.entries[0][0]
    if at > 0:
        return _insert_lines(text, places.below(text, owner.entries[at - 1][1], owner.column), lines, look)
    if first is None or not places.owns_line(text, first.start):
        raise TextError("the first key of a list item")
    start = places.lead_start(text, places.line_start(text, first.start), owner.column)
    return _insert_lines(text, start, lines, look)


def _position(owner: Span, key: str, follows: Any, order: tuple[str, ...]) -> int:
    if owner.index_of(key) is not None:
        raise TextError("a doubled key")
    if follows is None:
        return 0
    found = None if follows is MISSING else owner.index_of(follows)
    if found is not None:
        return found + 1
    if key not in order:
        return len(owner.entries)
    before = set(order[: order.index(key)])
    return max((i + 1 for i, (k, _) in enumerate(owner.entries) if k is not None and k.value in before), default=0)


def _insert_lines(text: str, at: int, lines: list[str], look: Look) -> str:
    new = look.newline.join(lines)
    if at and text[at - 1] != "\n":
        return text[:at] + look.newline + new + text[at:]
    return text[:at] + new + look.newline + text[at:]


def _add_item(text: str, owner: Span, at: int, value: Any, where: Form, look: Look) -> str:
    if at > len(owner.entries):
        raise TextError("behind the end of the list")
    if owner.is_flow:
        return _add_flow(text, owner, at, _flow_value(text, owner, value, where, look), look)
    lines = dump.item_lines(value, owner.column, where)
    if at > 0:
        return _insert_lines(text, places.below(text, owner.entries[at - 1][1], owner.column), lines, look)
    first = places.dash(text, owner, 0)
    if not places.owns_line(text, first):
        raise TextError("a list in a list")
    return _insert_lines(text, places.lead_start(text, places.line_start(text, first), owner.column), lines, look)


def _is_spread(text: str, owner: Span) -> bool:
    """True if the entries of a flow collection stand on lines of their own."""
    return "\n" in text[owner.start : _entry_start(owner, 0)]


def _entry_start(owner: Span, at: int) -> int:
    key, value = owner.entries[at]
    return value.start if key is None else key.start


def _flow_value(text: str, owner: Span, value: Any, where: Form, look: Look) -> str:
    if not look.is_json:
        return _inline(value, None, where, look)
    if not _is_spread(text, owner):
        return dump.json_text(value)
    at = _entry_start(owner, 0)
    column = at - places.line_start(text, at)
    return dump.json_text(value, dump.STEP, column)


def _flow_entry(text: str, owner: Span, key: str, value: Any, where: Form, look: Look) -> str:
    mark = owner.entries[0][0].mark if owner.entries[0][0] is not None else ""
    name = dump.json_text(key) if look.is_json else style.text_scalar(key, in_flow=True, quote=mark)
    return f"{name}: {_flow_value(text, owner, value, where, look)}"


def _add_flow(text: str, owner: Span, at: int, new: str, look: Look) -> str:
    gap = " "
    if _is_spread(text, owner):
        first = _entry_start(owner, 0)
        gap = look.newline + text[places.line_start(text, first) : first]
        if gap.strip():
            gap = look.newline + " " * (first - places.line_start(text, first))
    if at == 0:
        start = _entry_start(owner, 0)
        return text[:start] + new + "," + gap + text[start:]
    end = owner.entries[at - 1][1].end
    return text[:end] + "," + gap + new + text[end:]


def remove(text: str, path: Path, owner_form: Form, look: Look) -> str:
    """`text` without the entry at `path` and the comments that stand right above it."""
    way = spans.walk(spans.parse(text), path)
    owner = way[-2]
    at = owner.index_of(path[-1]) or 0
    if len(owner.entries) == 1:
        empty: Any = {} if owner.kind == "map" else []
        return _replace(text, way[:-1], path[:-1], empty, owner_form, look)
    if owner.is_flow:
        return _cut_flow(text, owner, at, look)
    key, value = owner.entries[at]
    start = places.dash(text, owner, at) if key is None else key.start
    if not places.owns_line(text, start):
        return _cut_first(text, owner, at, start)
    begin = places.lead_start(text, places.line_start(text, start), owner.column)
    return text[:begin] + text[places.entry_stop(text, value) :]


def _cut_first(text: str, owner: Span, at: int, start: int) -> str:
    """Take out the first entry of a block that begins behind a dash (`- a: 1`, `- - 1`)."""
    if at != 0:
        raise TextError("an entry that shares its line")
    following = places.dash(text, owner, 1) if owner.kind == "list" else _entry_start(owner, 1)
    if "#" in text[owner.entries[0][1].end : following]:
        raise TextError("a comment in between")
    return text[:start] + text[following:]


def _cut_flow(text: str, owner: Span, at: int, look: Look) -> str:
    """Take an entry out of braces, with its comma and the comment behind it."""
    start, end = _entry_start(owner, at), owner.entries[at][1].end
    if at + 1 < len(owner.entries):
        following = _entry_start(owner, at + 1)
        gap = text[end:following]
        below = gap.partition("\n")[2].lstrip(" ") if "#" in gap else ""
        return text[:start] + below + text[following:]
    before = owner.entries[at - 1][1].end
    gap = text[before:start]
    if "#" not in gap:
        return text[:before] + text[end:]
    rest = text[end:]
    kept = gap.replace(",", "", 1).rstrip()
    if rest.lstrip(" ,")[:1] not in ("\n", "\r"):  # a brace would become part of the comment
        first = _entry_start(owner, 0)
        kept += look.newline + " " * (first - places.line_start(text, first))
    return text[:before] + kept + rest


def rename(text: str, path: Path, new: str, look: Look) -> str:
    """`text` with the key at `path` called `new`; all else stays."""
    owner = spans.walk(spans.parse(text), path[:-1])[-1]
    key = owner.entries[owner.index_of(path[-1]) or 0][0]
    if key is None or owner.index_of(path[-1]) is None or owner.index_of(new) is not None:
        raise TextError("no such key, or the new one is there already")
    name = dump.json_text(new) if look.is_json else style.text_scalar(new, in_flow=owner.is_flow, quote=key.mark)
    return text[: key.start] + name + text[key.end :]
