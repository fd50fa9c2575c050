"""Finds texts in a Melody, in bodies too, and replaces them: pure, without Qt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harmony.melody.change import Change, Edit, Path
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody, Node
from harmony.melody.refs import node_path

_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hit:
    """A text in which something was found.

    Attributes:
        node: path of the node.
        path: of the value in the document.
        where: for people: `template`, `title`, `id`.
        text: the whole text.
        can_replace: ids and node types are changed by refactorings, not by replacing.
    """

    node: str
    path: Path
    where: str
    text: str
    can_replace: bool = True


def find(melody: Melody, wanted: str, *, is_exact: bool = False) -> list[Hit]:
    """Texts of nodes that hold `wanted`, in the order of the file; an empty text finds every node.

    Args:
        melody: where.
        wanted: what; without `is_exact` capitals do not matter.
        is_exact: capitals matter.
    """
    needle = wanted if is_exact else wanted.lower()
    found: list[Hit] = []
    for path, node in walk(melody.nodes):
        hits = [h for h in _texts(path, node) if needle in (h.text if is_exact else h.text.lower())]
        found += hits if needle else hits[:1]
    return found


def walk(nodes: Mapping[str, Node], owner: str = "") -> Iterator[tuple[str, Node]]:
    """Every node with its path, what is in a body right behind its owner."""
    for name, node in nodes.items():
        path = f"{owner}/{name}" if owner else name
        yield path, node
        if node.body is not None:
            yield from walk(node.body.nodes, path)


def _texts(node_id: str, node: Node) -> Iterator[Hit]:
    root = node_path(node_id)
    if node.title:
        yield Hit(node_id, (*root, "title"), "title", node.title)
    yield Hit(node_id, root, "id", node_id.rpartition("/")[2], can_replace=False)
    yield Hit(node_id, (*root, "use"), "type", node.use, can_replace=False)
    for key in ("with", "when", "notes"):
        value = thaw(node.with_) if key == "with" else getattr(node, key)
        for path, item in _leaves(value):
            where = ".".join(map(str, path)) if key == "with" else key
            text = item if isinstance(item, str) else json.dumps(item)
            yield Hit(node_id, (*root, key, *path), where, text, can_replace=isinstance(item, str))


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, str | float]]:
    """Texts in plain data, and numbers, which are found as they are written and not replaced."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list | tuple):
        for at, item in enumerate(value):
            yield from _leaves(item, (*path, at))
    elif value and isinstance(value, str | int | float) and not isinstance(value, bool):
        yield path, value


def names_data(hit: Hit, wanted: str, *, is_exact: bool = False) -> bool:
    """True if what was found stands in an expression: another text there may name what does not exist."""
    if hit.where == "when":
        return True
    text, needle = (hit.text, wanted) if is_exact else (hit.text.lower(), wanted.lower())
    return any(needle in inside for inside in _EXPRESSION.findall(text))


def swap(text: str, wanted: str, new: str, *, is_exact: bool = False) -> str:
    """A text with every `wanted` replaced."""
    if is_exact or not wanted:
        return text.replace(wanted, new) if wanted else text
    parts, low, at = [], text.lower(), 0
    if len(low) != len(text):  # a few letters have longer lower cases: then capitals matter
        return text.replace(wanted, new)
    while (hit := low.find(wanted.lower(), at)) >= 0:
        parts += [text[at:hit], new]
        at = hit + len(wanted)
    return "".join([*parts, text[at:]])


def replacing(hits: Iterable[Hit], wanted: str, new: str, *, is_exact: bool = False) -> Edit:
    """Replace in texts that were found, in one step of undo."""
    changes = []
    for hit in hits:
        text = swap(hit.text, wanted, new, is_exact=is_exact)
        if hit.can_replace and text != hit.text:
            changes.append(Change(hit.path, hit.text, text))
    return Edit("", f"Replace “{wanted}” by “{new}”", 0.0, tuple(changes))


def around(text: str, wanted: str, room: int = 64) -> str:
    """The part of a text around what was found, on one line."""
    line = " ".join(text.split())
    at = line.lower().find(wanted.lower()) if wanted else 0
    start = max(0, at - room // 3)
    if len(line) <= room + 2 or start <= 2:
        start, room = 0, room + 2  # an ellipsis would be as long as what it hides
    part = line[start : start + room]
    return ("…" if start else "") + part + ("…" if start + room < len(line) else "")
