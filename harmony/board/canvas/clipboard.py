"""Nodes as text and back: what Ctrl+C puts on the clipboard and Ctrl+V takes from it.

The text is a piece of a Melody file, so that nodes can be pasted into an editor and out of
one: a whole Melody, a piece with `nodes:` in it, or the bare nodes. Knows nothing of Qt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

from pydantic import ValidationError

from harmony.board.canvas.scope import Scope, split
from harmony.errors import EditRefused
from harmony.melody import routes
from harmony.melody.change import Edit
from harmony.melody.edits import add_nodes
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody, Node, Route
from harmony.melody.reading import read_yaml
from harmony.melody.write import dump

Point = tuple[float, float]
_COLUMN = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """What a text holds.

    Attributes:
        nodes: id -> plain node.
        places: path of ids -> the place of its card; those inside bodies too.
        wires: routes of the wires among them, by name.
    """

    nodes: Mapping[str, Any]
    places: Mapping[str, Point]
    wires: Mapping[str, Any] = field(default_factory=dict)


def copied(melody: Melody, scope: Scope, ids: Iterable[str]) -> str:
    """The text of nodes with their places; empty when none of the cards is a node.

    Args:
        melody: the document.
        scope: the part of it in which they stand.
        ids: card ids; inputs and outputs are left out.
    """
    chosen = {i for i in ids if split(i)[0] == "node"}
    names = [name for name in scope.nodes(melody) if name in chosen]
    if not names:
        return ""
    prefix = scope.owner + "/" if scope.owner else ""
    places = {
        key[len(prefix) :]: {"at": list(place.at)}
        for key, place in melody.layout.nodes.items()
        if key.startswith(prefix) and key[len(prefix) :].partition("/")[0] in chosen
    }
    nodes = {name: thaw(scope.nodes(melody)[name]) for name in names}
    wires = routes.among(melody, chosen, scope.owner)
    layout = {"nodes": places} | ({"wires": wires} if wires else {})
    return dump({"nodes": nodes} | ({"layout": layout} if places else {}))


def read_piece(text: str) -> Piece:
    """The nodes that a text holds.

    Raises:
        EditRefused: it is no YAML, or holds no nodes.
    """
    reading = read_yaml(dedent(text.expandtabs(2)))
    data = reading.data
    if reading.flaws or not isinstance(data, dict):
        raise EditRefused("The clipboard holds no nodes: copy nodes on a canvas, or lines of a Melody file")
    inner = data.get("nodes")
    nodes: dict[str, Any] = inner if isinstance(inner, dict) else data
    if "use" in data and isinstance(data["use"], str):
        nodes = {data["use"].partition("@")[0].rpartition(".")[2] or "node": data}
    for name, value in nodes.items():
        _check(name, value)
    return Piece(nodes, _places(nodes, _table(data, "nodes")), _routes(_table(data, "wires")))


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    layout = data.get("layout")
    table = layout.get(key) if isinstance(layout, dict) else None
    return table if isinstance(table, dict) else {}


def _routes(table: Mapping[str, Any]) -> dict[str, Any]:
    """Those that can be understood."""
    found = {}
    for key, one in table.items():
        with suppress(ValidationError):
            Route.model_validate(one)
            found[key] = one
    return found


def _check(name: str, value: Any) -> None:
    try:
        Node.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise EditRefused(
            f"The clipboard holds no nodes: `{name}` has no good `{where or 'use'}`. Copy whole nodes"
        ) from error


def _places(nodes: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Point]:
    """The places that are given, and a row below for the nodes that have none."""
    places: dict[str, Point] = {}
    for key, place in table.items():
        at = place.get("at") if isinstance(place, dict) else None
        is_point = isinstance(at, list) and len(at) == 2 and all(isinstance(n, int | float) for n in at)
        if key.partition("/")[0] in nodes and at and is_point:
            places[key] = (at[0], at[1])
    tops = [p for k, p in places.items() if "/" not in k]
    x, y = min((p[0] for p in tops), default=0), max((p[1] for p in tops), default=-_COLUMN) + _COLUMN
    for number, name in enumerate(n for n in nodes if n not in places):
        places[name] = (x + number * _COLUMN, y)
    return places


def pasted(melody: Melody, scope: Scope, piece: Piece, at: Point | None, *, keep_wires: bool = False) -> Edit:
    """The edit that adds the nodes of a piece; ids that are taken become fresh ones.

    Args:
        melody: the document.
        scope: the part of it into which they go.
        piece: what to add.
        at: where the left top corner around them comes to stand, in scene units; None: beside the originals.
        keep_wires: wires from nodes (and inputs) that are not in the piece are kept where those exist here.
    """
    tops = [p for k, p in piece.places.items() if "/" not in k]
    left, top = min(p[0] for p in tops), min(p[1] for p in tops)
    dx, dy = (at[0] - left, at[1] - top) if at is not None else (40, 40)
    places = {k: p if "/" in k else (p[0] + dx, p[1] + dy) for k, p in piece.places.items()}
    wires = {k: w if "/" in k else routes.moved(w, (dx, dy)) for k, w in piece.wires.items()}
    return add_nodes(melody, piece.nodes, places, owner=scope.owner, keep_wires=keep_wires, wires=wires)
