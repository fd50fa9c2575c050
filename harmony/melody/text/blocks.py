"""A file as blocks: one for each top-level key, node, input, output and place.

A tree of dicts, in file order: a string is a block's text with the comments right above it,
a dict a group, whose first entry `HEAD` holds the lines up to its first child. Joined in order
the strings are the file. What does not look like plain block style stays in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from harmony.melody.change import Path
from harmony.melody.text import places, spans
from harmony.melody.text.chain import Chain
from harmony.melody.text.spans import TextError

Block = Any  # str | Group
Group = Chain
HEAD = ""
GROUPS: dict[str, Any] = {
    "nodes": {},
    "inputs": {},
    "outputs": {},
    "layout": {"nodes": {}, "inputs": {}, "outputs": {}, "wires": {}},
}
_KEY = re.compile(r"""(?:([A-Za-z_][\w./ -]*?)|"([^"\\\n]*)"|'([^'\n]*)')[ \t]*:(?=[ \t\r\n]|\Z)""")
_FIRST_KEY = re.compile(r"^([ ]*)(?=[^ #\r\n])", re.MULTILINE)
_OPENS = re.compile(r"[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
_KEEPS = re.compile(r"[|>][0-9]?\+[0-9]?[ \t]*(?:#[^\n]*)?\r?\n")
_TABS = re.compile(r"\n *\t[ \t]*\S")
_MARKER = re.compile(r"(?:\A|\n)---[ \t]*\r?(?=\n)")


def _is_odd(source: str) -> bool:
    """True for what is rare and would need care: tabs before keys, directives, lone line breaks."""
    if "\t" in source and _TABS.search("\n" + source):
        return True
    if "\r" in source and source.count("\r") != source.count("\r\n"):
        return True
    starts = ("...", "%", "--- ", "---\t")
    return any(c in source for c in "\x85\u2028\u2029") or any(
        source.startswith(start) or "\n" + start in source for start in starts
    )


def split(source: str) -> Block:
    """The blocks of a file; the text itself where it cannot be taken apart."""
    if _is_odd(source):
        return source
    markers = list(_MARKER.finditer(source)) if "---" in source else []
    if len(markers) > 1:
        return source
    return _split(source, markers[0].end() if markers else 0, 0, GROUPS)


def split_child(text: str, path: Path, column: int) -> Block:
    """The blocks of the text at `path`, whose key stands at `column`, after it was written anew."""
    groups: Any = GROUPS
    for key in path:
        groups = groups.get(key) if groups else None
    return text if groups is None else _open(text, groups, column)


def open_child(text: str, groups: Any) -> Block:
    """The blocks inside one block, as far as `groups` names them."""
    return _open(text, groups, column_in(text, 0))


def join(block: Block) -> str:
    """The text of a block or group."""
    if isinstance(block, str):
        return block
    return "".join(_strings(block))


def _strings(group: Group) -> Iterator[str]:
    for child in group.values():
        if isinstance(child, str):
            yield child
        else:
            yield from _strings(child)


@lru_cache(maxsize=16)
def _shallow(column: int) -> re.Pattern[str]:
    """Lines with something other than a comment at `column` or left of it, from the break before them, and their key.

    A pattern that begins with a letter is searched for many times faster than one with `^`.
    """
    return re.compile(rf"\n([ ]{{0,{column}}})(?=[^ #\r\n])(?:{_KEY.pattern})?")


def _lines(text: str, begin: int, column: int) -> Iterator[re.Match[str]]:
    """Each such line; the first one of a text has no break before it."""
    if begin == 0:
        first = _first(column).match(text)
        if first is not None:
            yield first
    yield from _shallow(column).finditer(text, begin)


@lru_cache(maxsize=16)
def _first(column: int) -> re.Pattern[str]:
    return re.compile(rf"([ ]{{0,{column}}})(?=[^ #\r\n])(?:{_KEY.pattern})?")


def _split(text: str, begin: int, column: int, groups: Any) -> Block:
    starts: list[int] = []
    keys: list[str] = []
    at = begin
    deeper = " " * (column + 1)
    rfind, startswith = text.rfind, text.startswith
    for match in _lines(text, begin, column):
        indent, bare, double, single = match.groups()
        key = bare or double or single
        line = match.end(1) - len(indent)
        if len(indent) != column or (key is None and double is None and single is None):
            return text
        keys.append(key or "")
        # Nearly always a line of the block above stands right above: no comment, and no blank line.
        is_bare = line > at and text[line - 2] > " " and startswith(deeper, rfind("\n", 0, line - 1) + 1)
        starts.append(line if is_bare else _block_start(text, line, at, column))
        at = match.end()
    if not keys or len(set(keys)) != len(keys) or HEAD in keys:
        return text
    tree: dict[str, Block] = {HEAD: text[: starts[0]]}
    stops = [*starts[1:], len(text)]
    for key_text, start, stop in zip(keys, starts, stops, strict=True):
        inner = groups.get(key_text) if groups else None
        tree[key_text] = text[start:stop] if inner is None else _open(text[start:stop], inner, column)
    return Group(tree)


def _block_start(text: str, line: int, previous: int, column: int) -> int:
    """Where a block begins: with the comments right above its key and the blank lines above those."""
    at = places.lead_start(text, line, column)
    floor = places.line_stop(text, previous) if previous else 0
    at = max(at, floor) if previous else at
    if text.find("+", previous, at) >= 0 and _KEEPS.search(text, places.line_start(text, previous), at):
        return at  # blank lines belong to the text block above
    while at > floor:
        above = places.line_start(text, at - 1)
        if text[above:at].strip():
            break
        at = above
    return at


def _open(text: str, groups: Any, column: int) -> Block:
    """A child that may be a group of blocks itself."""
    key = re.compile(rf"^[ ]{{{column}}}(?=[^ #\r\n])", re.MULTILINE).search(text)
    match = _KEY.match(text, key.end()) if key else None
    if match is None:
        return text
    head = _OPENS.match(text, match.end())
    first = _FIRST_KEY.search(text, head.end()) if head else None
    if head is None or first is None or len(first[1]) <= column:
        return text
    inner = _split(text[head.end() :], 0, len(first[1]), groups)
    if isinstance(inner, str):
        return text
    inner[HEAD] = text[: head.end()] + inner[HEAD]
    return inner


def column_of(group: Group, fallback: int) -> int:
    """The column of a group's keys."""
    child = group.first_values(2)[1:]
    return column_in(join(child[0]), fallback) if child else fallback


def column_in(text: str, fallback: int) -> int:
    """The column of the key that a block's text begins with."""
    match = _FIRST_KEY.search(text)
    return len(match[1]) if match else fallback


def last_leaf(group: Group, key: str) -> tuple[Path, str]:
    """Path below `group` and key of the text that stands last inside its child `key`."""
    way: list[str] = []
    child = group[key]
    while isinstance(child, Group):
        way.append(key)
        key = child.last()
        child = child[key]
    return tuple(way), key


def leaves(group: Group, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """All texts of a tree: path of the group, key, text."""
    for key, child in group.items():
        if isinstance(child, str):
            yield path, key, child
        else:
            yield from leaves(child, (*path, key))


def groups(group: Group, path: Path = ()) -> Iterator[tuple[Path, Group]]:
    """All groups of a tree, itself first."""
    yield path, group
    for key, child in group.items():
        if isinstance(child, Group):
            yield from groups(child, (*path, key))


def empty_head(head: str) -> str:
    """The head of a group that has lost its last child: `nodes: {}`."""
    key = _FIRST_KEY.search(head)
    match = _KEY.match(head, key.end()) if key else None
    if match is None:
        raise TextError("a head without a key")
    return head[: match.end()] + " {}" + head[match.end() :]


def tail_of(text: str) -> str:
    """What stands behind a block's last line and is not about it: comments behind a blank line."""
    if "#" not in text:
        return ""
    try:
        root = spans.parse(text)
    except TextError:
        return ""
    tail = text[places.entry_stop(text, root) :]
    return tail if "#" in tail else ""


def cut_tail(text: str, column: int) -> tuple[str, str]:
    """A block's text, and the comments below it that are about what follows, or about the end.

    Args:
        text: of the block that a new one is put behind.
        column: where the new one's key will stand; comments right of it stay where they are.
    """
    if "#" not in text:
        return text, ""
    try:
        at = places.below(text, spans.parse(text), column)
    except TextError:
        return text, ""
    tail = text[at:]
    return (text[:at], tail) if "#" in tail else (text, "")


def keeps_blank(text: str) -> bool:
    """True if a text block in it (`|+`) takes blank lines below it for its own."""
    return _KEEPS.search(text) is not None


def spaced(group: Group, text: str, newline: str, *, is_first: bool) -> str:
    """A new block's text with a blank line if its neighbours stand apart by one."""
    children = group.first_values(22)[2:]  # without the head and the first child
    apart = sum(first_line(child).strip() == "" for child in children)
    if keeps_blank(text) or not apart or apart * 2 < len(children):
        return text
    return text + newline if is_first else newline + text


def first_line(block: Block) -> str:
    """The first line of a block."""
    while isinstance(block, dict):
        block = block[HEAD]
    return str(block[: places.line_stop(block, 0)])
