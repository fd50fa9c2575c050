"""Finds the node that an event's path means: in a Melody, its bodies, and what it includes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from harmony.melody.frozen import FrozenDict
from harmony.melody.model import Melody, Node


@dataclass(frozen=True, slots=True)
class Lookup:
    """The nodes of a run by path.

    Attributes:
        melody: what is played.
        base: folder of its file.
        melodies: what its `flow.melody` nodes play, by absolute path.
    """

    melody: Melody
    base: str = ""
    melodies: Mapping[str, Melody] = field(default_factory=dict)

    def node(self, path: str) -> Node | None:
        """The node at a path; None if there is none (a call on the side, a Melody that is not known)."""
        return self.scope(path).get(path.rpartition("/")[2])

    def scope(self, path: str) -> Mapping[str, Node]:
        """The nodes beside the one at a path, itself among them; empty if that is not known."""
        nodes, base = self.melody.nodes, self.base
        for id in path.split("/")[:-1]:
            node = nodes.get(id)
            if node is None:
                return {}
            nodes, base = self._inside(node, base)
        return nodes

    def _inside(self, node: Node, base: str) -> tuple[FrozenDict[str, Node], str]:
        if node.body is not None:
            return node.body.nodes, base
        file = node.with_.get("melody")
        key = os.path.normpath(os.path.join(os.path.abspath(base), file)) if isinstance(file, str) else ""  # noqa: PTH100,PTH118
        inner = self.melodies.get(key)
        return (inner.nodes, os.path.dirname(key)) if inner else (FrozenDict(), base)  # noqa: PTH120

    def type_of(self, path: str) -> str:
        """What the node at a path uses, without its version; of a call on the side its role (`~score`)."""
        node = self.node(path)
        last = path.rpartition("/")[2]
        return node.use.partition("@")[0] if node is not None else last if last.startswith("~") else ""
