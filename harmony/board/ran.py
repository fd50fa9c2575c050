"""The Melody that a run was played with, beside the one that is edited: which nodes are others since. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.melody.hashes import node_hash, plain_node_hash
from harmony.melody.model import Melody, Node
from harmony.melody.refs import find_node, node_path, nodes_of


class Ran:
    """What a run was played with.

    Args:
        melody: the Melody, as a document or as plain data.
        inputs: the values that it was given, by name.
        is_part: only a part of it was played.
    """

    def __init__(
        self, melody: Melody | Mapping[str, Any], inputs: Mapping[str, Any] | None = None, *, is_part: bool = False
    ) -> None:
        self._melody = melody
        self.inputs = dict(inputs or {})
        self.is_part = is_part
        self._has: dict[str, bool] = {}
        self._known: dict[str, tuple[Node, bool]] = {}

    def has(self, path: str) -> bool:
        """True if the run knew the node."""
        found = self._has.get(path)
        if found is None:
            found = self._has[path] = self._then(path) is not None
        return found

    def edited(self, owner: str, nodes: Mapping[str, Node]) -> frozenset[str]:
        """Ids of the nodes beside each other that differ from those of the run.

        Args:
            owner: path of the node in whose body they stand; empty at the top.
            nodes: as they are now.
        """
        then = nodes_of(self._melody, owner) if isinstance(self._melody, Melody) else {}
        prefix = owner + "/" if owner else ""
        others = [name for name, node in nodes.items() if then.get(name) is not node]
        return frozenset(name for name in others if self.differs(prefix + name, nodes[name]))

    def differs(self, path: str, node: Node) -> bool:
        """True if a node does something else now than in the run, or is there only since; titles do not count.

        Args:
            path: of the node.
            node: as it is now.
        """
        known = self._known.get(path)
        if known is None or known[0] is not node:
            known = self._known[path] = (node, self._compare(self._then(path), node))
        return known[1]

    def _then(self, path: str) -> Node | Mapping[str, Any] | None:
        if isinstance(self._melody, Melody):
            return find_node(self._melody, path)
        found: Any = self._melody
        for key in node_path(path):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else None

    def _compare(self, then: Node | Mapping[str, Any] | None, now: Node) -> bool:
        if then is None or then is now:
            return then is None
        before = node_hash(then) if isinstance(then, Node) else plain_node_hash(dict(then))
        return before != node_hash(now)
