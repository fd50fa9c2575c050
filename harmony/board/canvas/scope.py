"""Which part of a Melody a canvas shows: the top level, or the body of a node.

The only place that knows how bodies lie inside a document, so that the rest of the canvas
can speak of plain node ids. Knows nothing of Qt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harmony.melody import routes
from harmony.melody.change import Change, Path
from harmony.melody.model import Body, Input, Melody, Node

INPUTS, OUTPUTS = "inputs", "outputs"


@dataclass(frozen=True, slots=True)
class Scope:
    """A body, by the ids of the nodes around it from the outside; empty is the top level."""

    owners: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the scope lies in the document: `("nodes", "triage", "body")`."""
        return tuple(key for owner in self.owners for key in ("nodes", owner, "body"))

    @property
    def owner(self) -> str:
        """Path of the node whose body it is; empty at the top level."""
        return "/".join(self.owners)

    def mine(self, paths: Iterable[str]) -> frozenset[str]:
        """The cards of this scope among paths, by their ids here."""
        if not self.owners:
            return frozenset(p for p in paths if "/" not in p)
        prefix = self.owner + "/"
        inner = (p[len(prefix) :] for p in paths if p.startswith(prefix))
        return frozenset(p for p in inner if "/" not in p)

    def within(self, melody: Melody) -> Scope:
        """This scope, or what is left of it where bodies are gone."""
        part: Melody | Body = melody
        for depth, name in enumerate(self.owners):
            node = part.nodes.get(name)
            if node is None or node.body is None:
                return Scope(self.owners[:depth])
            part = node.body
        return self

    def of(self, melody: Melody) -> Melody | Body:
        """The part of the document that is shown; an empty body when it is gone."""
        part: Melody | Body = melody
        for owner in self.owners:
            node = part.nodes.get(owner)
            if node is None or node.body is None:
                return Body()
            part = node.body
        return part

    def nodes(self, melody: Melody) -> Mapping[str, Node]:
        """The nodes that are shown, by id."""
        return self.of(melody).nodes

    def inputs(self, melody: Melody) -> Mapping[str, Input]:
        """Inputs by name; each is a card."""
        return self.of(melody).inputs

    def outputs(self, melody: Melody) -> Mapping[str, str]:
        """Outputs by name, with the wire that feeds them; each is a card."""
        return self.of(melody).outputs

    def key(self, node_id: str) -> str:
        """A node's path, as layout and events write it: `triage/label`."""
        return "/".join((*self.owners, node_id))

    def place(self, melody: Melody, card_id: str) -> tuple[int, int] | None:
        """Where the document says that a card stands; None if it does not say."""
        role, name = split(card_id)
        table = {INPUTS: melody.layout.inputs, OUTPUTS: melody.layout.outputs}.get(role, melody.layout.nodes)
        place = table.get(self.key(name))
        return (place.at[0], place.at[1]) if place else None

    def card_of(self, change: Change) -> str | None:
        """The card that a change touches; None if it may touch any number of them."""
        path = change.path
        if path[:2] == ("layout", "nodes") and len(path) > 2:
            key = str(path[2])
            mine = key.rpartition("/")
            return mine[2] if mine[0] == self.owner else ""
        if path[:2] in {("layout", "inputs"), ("layout", "outputs")} and len(path) > 2:
            owner, _, name = str(path[2]).rpartition("/")
            return f"{path[1]}.{name}" if owner == self.owner else ""
        if path[:2] == routes.PATH and len(path) > 2:
            return self._reader(routes.ends(str(path[2]))[1])
        if path[:2] in {("layout", "frames"), ("layout", "notes")}:
            return ""
        prefix = (*self.path, "nodes")
        if path[: len(prefix)] == prefix and len(path) > len(prefix):
            return str(path[len(prefix)])
        if path[:1] == ("nodes",) and len(path) >= 2 and not self.owners:
            return str(path[1])
        if path[:1] == ("nodes",) and path[: len(self.path)] != self.path[: len(path)]:
            return ""  # another node's affair
        if path[0] in {"tests", "run", "name", "version", "description", "rules", "secrets"}:
            return ""
        return None

    def _reader(self, end: str) -> str:
        """The card at which a wire ends, given as in the layout; empty if it is none of these."""
        owner, _, name = routes.node_of(end).rpartition("/")
        if owner != self.owner:
            return ""
        return f"{OUTPUTS}.{end.partition('.')[2]}" if name == OUTPUTS else name


def split(card_id: str) -> tuple[str, str]:
    """`("inputs", "folder")` of an input card's id, `("node", "load")` of a node's."""
    role, dot, name = card_id.partition(".")
    return (role, name) if dot and role in {INPUTS, OUTPUTS} else ("node", card_id)


def input_card(name: str) -> str:
    """Card id of a Melody's input."""
    return f"{INPUTS}.{name}"


def output_card(name: str) -> str:
    """Card id of a Melody's output."""
    return f"{OUTPUTS}.{name}"
