"""Where every value of a piece of text stands, from the C parser's events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from harmony.melody.change import Path
from harmony.melody.scalars import resolve

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEPTH = 100
MANY = 10**6


class TextError(Exception):
    """A piece of text is not what the writer can work on; it is then written whole."""


@dataclass(slots=True)
class Span:
    """A value in a text.

    Attributes:
        kind: `scalar`, `map` or `list`.
        start, end: positions in the text; a block ends with its last value, not with comments.
        column: of its first character (of the first dash, of the first key).
        is_flow: written in braces or brackets.
        mark: of scalars, `'`, `"`, `|`, `>` or nothing.
        value: of scalars.
        entries: of maps, (key, value); of lists, (None, value).
    """

    kind: str
    start: int
    end: int
    column: int
    is_flow: bool = False
    mark: str = ""
    value: Any = None
    entries: list[tuple[Span | None, Span]] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """True for block collections and block scalars: they take lines of their own."""
        return self.mark in ("|", ">") if self.kind == "scalar" else not self.is_flow

    def index_of(self, key: str | int) -> int | None:
        """Position of an entry by key or position."""
        if self.kind == "list":
            return key if isinstance(key, int) and 0 <= key < len(self.entries) else None
        return next((i for i, (k, _) in enumerate(self.entries) if k is not None and k.value == key), None)


def parse(text: str, *, lenient: bool = False) -> Span:
    """The spans of a text of one document.

    Args:
        text: the text.
        lenient: take anchors, aliases and tags as they come; values are then not to be used.

    Raises:
        TextError: it is no YAML, is empty, or has anchors, aliases, merge keys or tags.
    """
    loader = _Loader(text)
    try:
        loader.get_event()
        if not loader.check_event(yaml.DocumentStartEvent):
            raise TextError("no document")
        loader.get_event()
        span = _read(loader, text, -MANY if lenient else 0)
        loader.get_event()
        if not loader.check_event(yaml.StreamEndEvent):
            raise TextError("several documents")
        return span
    except yaml.YAMLError as error:
        raise TextError(str(error)) from error
    finally:
        loader.dispose()


def _read(loader: Any, text: str, depth: int) -> Span:
    event = loader.get_event()
    is_alias = isinstance(event, yaml.AliasEvent)
    is_special = is_alias or event.anchor is not None or event.tag is not None
    if depth > DEPTH or (is_special and depth >= 0):
        raise TextError("anchors, aliases, tags or too deep")
    if is_alias:
        mark = event.start_mark
        return Span("scalar", mark.index, event.end_mark.index, mark.column)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, text)
    start = event.start_mark
    is_map = isinstance(event, yaml.MappingStartEvent)
    span = Span("map" if is_map else "list", start.index, start.index, start.column, bool(event.flow_style))
    stop = yaml.MappingEndEvent if is_map else yaml.SequenceEndEvent
    while not loader.check_event(stop):
        key = _key(loader, text, depth) if is_map else None
        span.entries.append((key, _read(loader, text, depth + 1)))
    end = loader.get_event().end_mark.index
    span.end = end if span.is_flow else span.entries[-1][1].end
    return span


def _key(loader: Any, text: str, depth: int) -> Span:
    event = loader.get_event()
    is_plain = isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None
    if not is_plain or (depth >= 0 and event.value == "<<" and not event.style):
        raise TextError("a key that is no plain text")
    span = _scalar(event, text)
    span.value = event.value  # keys are texts, also `404:` and `true:`
    return span


def _scalar(event: Any, text: str) -> Span:
    start, end, mark = event.start_mark, event.end_mark.index, event.style or ""
    value = event.value if mark else _resolved(event.value)
    if mark in ("|", ">"):
        end = _content_end(text, start.index, end)
    return Span("scalar", start.index, end, start.column, mark=mark, value=value)


def _resolved(text: str) -> Any:
    try:
        return resolve(text)
    except ValueError as error:
        raise TextError(str(error)) from error


def _content_end(text: str, start: int, end: int) -> int:
    """The end of a block scalar without what follows its last line (blank lines count if kept)."""
    header = text[start : text.find("\n", start, end) if "\n" in text[start:end] else end]
    while end > start and text[end - 1] == " ":  # the parser looks ahead into the next indentation
        end -= 1
    if "+" in header.split("#")[0]:
        return end
    return start + len(text[start:end].rstrip())


def value(span: Span) -> Any:
    """Plain data of a span.

    Raises:
        TextError: a key is doubled.
    """
    if span.kind == "scalar":
        return span.value
    if span.kind == "list":
        return [value(item) for _, item in span.entries]
    data = {key.value: value(item) for key, item in span.entries if key is not None}
    if len(data) != len(span.entries):
        raise TextError("a doubled key")
    return data


def walk(root: Span, path: Path) -> list[Span]:
    """The spans on the way to `path`, the root first.

    Raises:
        TextError: there is no such place.
    """
    way = [root]
    for key in path:
        at = way[-1].index_of(key)
        if at is None:
            raise TextError(f"no `{key}`")
        way.append(way[-1].entries[at][1])
    return way


def comments(text: str, root: Span) -> list[str]:
    """All comments of a text, each from its `#` on, in order."""
    scalars: list[Span] = []
    pending = [root]
    while pending:
        span = pending.pop()
        if span.kind == "scalar":
            scalars.append(span)
        for key, item in span.entries:
            pending += [item] if key is None else [item, key]
    found: list[str] = []
    at = 0
    for span in sorted(scalars, key=lambda s: s.start):
        found += _in_gap(text, at, span.start)
        at = max(at, span.end)
        if span.is_block:  # the header line of a block scalar may carry one
            found += _in_gap(text, span.start + 1, _line_end(text, span.start))
    return found + _in_gap(text, at, len(text))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _in_gap(text: str, start: int, end: int) -> list[str]:
    found = []
    while (at := text.find("#", start, end)) >= 0:
        stop = _line_end(text, at)
        found.append(text[at:stop].rstrip())
        start = stop
    return found
