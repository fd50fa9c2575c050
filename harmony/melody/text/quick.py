"""Places of cards, the plainest blocks of all, read and changed without a parser.

A drag of a thousand nodes changes a thousand of them. What is not exactly

    load:
      at: [300, 60]   # with or without comments

is left to `spans` and `splice`, which know all of YAML. So it is with a key of a node that is
taken out and stands on a line of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

_NUMBER: Final = r"(0|-?[1-9][0-9]{0,15})"
_BLOCK: Final = re.compile(
    r"(?:[ ]*(?:#[^\n]*)?\r?\n)*"  # comments and blank lines above
    r"([ ]+)([A-Za-z_][A-Za-z0-9_/-]*):[ ]*\r?\n"
    r"([ ]+)at:[ ]\[" + _NUMBER + r",[ ]" + _NUMBER + r"\](?:[ ]*|[ ]+#[^\n]*)"
    r"(?:\r?\n[ ]*(?:#[^\n]*)?)*\Z"
)


def place(block: str, key: str) -> tuple[int, int] | None:
    """Where the card stands, if the block says so in the plainest way; None: ask a parser."""
    match = _BLOCK.match(block)
    if match is None or match[2] != key or len(match[3]) <= len(match[1]):
        return None
    return int(match[4]), int(match[5])


def moved(block: str, key: str, index: int, value: Any) -> str | None:
    """The block with another x (0) or y (1); None: ask a parser."""
    if type(value) is not int or index not in (0, 1) or place(block, key) is None:
        return None
    match = _BLOCK.match(block)
    assert match is not None
    start, end = match.span(4 + index)
    return f"{block[:start]}{value}{block[end:]}"


def without(block: str, key: str) -> str | None:
    """A node's block without one of its keys, whose value stands beside it; None where care is needed.

    Removing a thousand nodes takes a wire out of as many others: that is worth no parser.
    """
    found = list(_entry(key).finditer(block))
    if len(found) != 1:
        return None
    match = found[0]
    column, start, stop = len(match[1]), match.start(), match.end()
    above, below = block[:start].rpartition("\n")[0].rpartition("\n")[2], block[stop:]
    child = _CHILD.search(block)
    following = len(below) - len(below.lstrip(" "))
    is_plain = child is not None and len(child[1]) == column and not above.lstrip().startswith("#")
    if not is_plain or (below and (following > column or below[0] in "\r\n")):
        return None
    return block[:start] + below


_CHILD = re.compile(r"^[^#\n]*:[ \t]*(?:#[^\n]*)?\n( +)(?=[^ #\r\n])", re.MULTILINE)


@lru_cache(maxsize=32)
def _entry(key: str) -> re.Pattern[str]:
    """A key with a short plain or flow value on its line, and nothing behind it."""
    return re.compile(rf"^( +){re.escape(key)}: [^\s|>&*!#'\"][^\n|>&*!#'\"]*\n", re.MULTILINE)
