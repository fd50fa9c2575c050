"""Questions about lines and entries around a span."""

from __future__ import annotations

import re

from harmony.melody.text.spans import Span, TextError

_COLON = re.compile(r"[ \t]*:")


def line_start(text: str, at: int) -> int:
    """Where the line of `at` begins."""
    return text.rfind("\n", 0, at) + 1


def line_stop(text: str, at: int) -> int:
    """Where the line of `at` ends, behind its line break."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def lead_start(text: str, at: int, column: int) -> int:
    """Where the comment lines begin that stand right above the line that begins at `at`."""
    while at > 0:
        above = line_start(text, at - 1)
        line = text[above:at]
        stripped = line.lstrip(" ")
        if not stripped.startswith("#") or len(line) - len(stripped) > column:
            break
        at = above
    return at


def entry_stop(text: str, span: Span) -> int:
    """Where the lines of a block entry end: behind the line break and a comment at its end."""
    if span.end and text[span.end - 1] == "\n":
        return span.end
    return line_stop(text, span.end)


def below(text: str, span: Span, column: int) -> int:
    """Where an entry may be put in behind another one: below its lines and comments indented deeper."""
    at = entry_stop(text, span)
    while at < len(text) and text[at - 1] == "\n":
        stop = line_stop(text, at)
        line = text[at:stop]
        stripped = line.lstrip(" ")
        if not stripped.startswith("#") or len(line) - len(stripped) <= column:
            break
        at = stop
    return at


def owns_line(text: str, at: int) -> bool:
    """True if only spaces stand before `at` on its line."""
    return not text[line_start(text, at) : at].strip(" ")


def after_colon(text: str, key: Span) -> int:
    """The position right behind the colon of a key."""
    match = _COLON.match(text, key.end)
    if match is None:
        raise TextError("a key in its long form")
    return match.end()


def dash(text: str, items: Span, index: int) -> int:
    """The position of the dash of an item of a block list."""
    start = items.entries[index][1].start
    at = text.rfind("-", 0, start)
    if at < 0 or at - line_start(text, at) != items.column or text[at + 1 : start].strip():
        raise TextError("a list in an uncommon form")
    return at


def head_comment(text: str, at: int, value: Span) -> str:
    """The comment at the end of the first line of an entry, `#` included; empty without one.

    Args:
        text: the text.
        at: behind the colon or the dash of the entry.
        value: the entry's value.
    """
    stop = line_stop(text, at)
    begin = at if value.is_block else max(at, value.end)
    if value.is_block and value.kind != "scalar" and value.start < stop:
        return ""  # the value begins on that line (`- a: 1  # c`): the comment is its own
    line = text[begin : max(stop, line_stop(text, begin))].rstrip()
    found = line.find("#")
    return line[found:] if found >= 0 else ""
