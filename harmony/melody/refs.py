"""Who names a node: its place in paths, and every reference to it in its scope."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harmony.melody.change import Path
from harmony.melody.frozen import FrozenDict
from harmony.melody.model import BackWire, Body, Melody, Node

_STRINGS = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def node_path(node: str) -> Path:
    """Path in the document of a node given by its path of ids: `triage/label`."""
    first, *inner = node.split("/")
    path: Path = ("nodes", first)
    for name in inner:
        path = (*path, "body", "nodes", name)
    return path


def split_node(node: str) -> tuple[str, str]:
    """The enclosing node (empty at the top) and the node's own id."""
    owner, _, name = node.rpartition("/")
    return owner, name


def scope_path(owner: str) -> Path:
    """Path of the document part that holds `nodes` and `outputs`: the root, or a node's body."""
    return (*node_path(owner), "body") if owner else ()


def scope(melody: Melody, owner: str) -> Melody | Body | None:
    """The part that holds the nodes beside each other: the document, or the body of `owner`."""
    part: Melody | Body = melody
    for name in owner.split("/") if owner else ():
        node = part.nodes.get(name)
        if node is None or node.body is None:
            return None
        part = node.body
    return part


def nodes_of(melody: Melody, owner: str) -> FrozenDict[str, Node]:
    """The nodes of a scope; empty where there is none."""
    part = scope(melody, owner)
    return FrozenDict() if part is None else part.nodes


def find_node(melody: Melody, node: str) -> Node | None:
    """A node by its path of ids."""
    owner, name = split_node(node)
    return nodes_of(melody, owner).get(name)


def head(ref: str) -> str:
    """The node that `node.port` or `node` names."""
    return ref.partition(".")[0]


def renamed(ref: str, new: str) -> str:
    """The reference with another node."""
    _, dot, port = ref.partition(".")
    return new + dot + port


def named_by(node: Node) -> Iterator[tuple[Path, str]]:
    """References of a node to its neighbours: (path inside the node, `node.port` or `node`)."""
    for port, wire in node.in_.items():
        if isinstance(wire, tuple):
            for at, item in enumerate(wire):
                yield _wire(("in", port, at), item)
        else:
            yield _wire(("in", port), wire)
    if isinstance(node.after, str):
        yield ("after",), node.after
    else:
        for at, name in enumerate(node.after):
            yield ("after", at), name
    for at, name in enumerate(node.cancels):
        yield ("cancels", at), name
    for key, call in (("reconstruct", node.reconstruct), ("compensate", node.compensate)):
        if call is not None:
            for port, ref in call.in_.items():
                yield (key, "in", port), ref


def _wire(path: Path, wire: str | BackWire) -> tuple[Path, str]:
    return (path, wire) if isinstance(wire, str) else ((*path, "from"), wire.from_)


def in_expression(text: str, old: str, new: str) -> str:
    """An expression in which `old.port` became `new.port`; texts in quotes stay."""
    name = re.compile(rf"(?<![\w.-]){re.escape(old)}(?=\s*\.\s*[A-Za-z_])")
    parts = _STRINGS.split(text)
    return "".join(part if at % 2 else name.sub(new, part) for at, part in enumerate(parts))
