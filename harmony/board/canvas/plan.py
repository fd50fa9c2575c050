"""What stands where: cards, wires and their shapes, kept in step with the document.

A `Plan` is made from a Melody once and brought up to date from changes; the scene, the far
view, the minimap and the hit tests only read it. It holds places and shapes, not looks, and
knows nothing of Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Box, Curve, Point, Style, bounds, shape
from harmony.board.canvas.ends import apart, row_of, source_card, type_text
from harmony.board.canvas.grid import GridIndex
from harmony.board.canvas.readers import mentioned, taken_from
from harmony.board.canvas.scope import INPUTS, OUTPUTS, Scope, input_card, output_card, split
from harmony.board.canvas.tidy import Places, Steps, at_once, tidying
from harmony.melody import routes
from harmony.melody.change import Change
from harmony.melody.interface import Ports
from harmony.melody.model import Melody, Route
from harmony.melody.wires import WireEnd, parse_ref, wires_into
from harmony.sdk.manifest import Port
from harmony.sdk.types import converts

Role = Literal["node", "input", "output"]
LinkKind = Literal["data", "after", "mention"]
PortsOf = Callable[[str], Ports]

_STEP = 64
"""Cards that are made between two looks at the clock."""


@dataclass(slots=True)
class Card:
    """A node, or an input or output of the Melody, with its size and ports."""

    id: str
    role: Role
    x: int
    y: int
    width: int
    height: int
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    is_open: bool = False

    @property
    def box(self) -> Box:
        """Left, top, right, bottom of the body."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    def input_at(self, row: int) -> Point:
        """Centre of an input port; row -1 is the header."""
        return self.x, self.y + self._port_y(row)

    def output_at(self, row: int) -> Point:
        """Centre of an output port."""
        return self.x + self.width, self.y + self._port_y(row)

    def _port_y(self, row: int) -> int:
        return m.port_y(row) if self.role == "node" else self.height // 2


@dataclass(slots=True, eq=False)
class Link:
    """A wire as it is drawn; another object as soon as anything about it is different.

    Attributes:
        key: the wire in the document; for a `mention` (an input used in a text) a made one.
        source, target: card ids.
        source_row, target_row: port rows there; -1 is the header.
        type: data type that travels, which gives the colour; empty when an end is missing.
        is_converted: the value is converted on its way, to `wanted`.
        via: points that it is led through.
        has_badge: its last value is shown on it.
        drawn: what painting keeps with the wire while its shape stays.
    """

    key: WireEnd
    kind: LinkKind
    source: str
    source_row: int
    target: str
    target_row: int
    type: str
    is_converted: bool = False
    wanted: str = ""
    via: tuple[Point, ...] = ()
    has_badge: bool = False
    curve: Curve = ()
    drawn: Any = None


@dataclass(slots=True)
class Touched:
    """What an update has changed: ids of cards, and wires; those that are gone included."""

    cards: set[str] = field(default_factory=set)
    links: set[Link] = field(default_factory=set)
    is_all: bool = False


class Plan:
    """Cards and wires of one scope, with grid indexes over both.

    Attributes:
        style: how wires get from port to port; `restyle` changes it.
        led: wires that the layout says something about.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        self.scope = scope or Scope()
        self.cards: dict[str, Card] = {}
        self.links: dict[WireEnd, Link] = {}
        self.card_grid: GridIndex[str] = GridIndex()
        self.link_grid: GridIndex[Link] = GridIndex()
        self._into: dict[str, set[Link]] = {}
        self._out_of: dict[str, set[Link]] = {}
        self._readers: dict[str, set[str]] = {}
        self._placed: dict[str, tuple[int, int]] = {}
        self._routes: Mapping[str, Route] = {}
        self._taken: dict[str, tuple[str, ...]] = {}
        self.led: set[Link] = set()
        self.style: Style = "curved"

    def show(self, scope: Scope) -> None:
        """Be about another part of the Melody, once it is built again."""
        self.scope = scope
        self._placed = {}

    def build(self, melody: Melody, ports_of: PortsOf) -> None:
        """Make everything anew."""
        for _done in self.building(melody, ports_of):
            pass

    def building(self, melody: Melody, ports_of: PortsOf) -> Iterator[float]:
        """Make everything anew, a little at a time; gives the share that is done, up to 1."""
        for store in (self.cards, self.links, self._into, self._out_of, self._readers, self.led):
            store.clear()
        self._routes = melody.layout.wires
        self._taken = {}
        self.card_grid.clear()
        self.link_grid.clear()
        names = [
            *map(input_card, self.scope.inputs(melody)),
            *self.scope.nodes(melody),
            *map(output_card, self.scope.outputs(melody)),
        ]
        total = max(2 * len(names), 1)
        for number, name in enumerate(names):
            self._set_card(self._make_card(name, melody, ports_of))
            if number % _STEP == 0:
                yield number / total
        if self._taken:
            self._take(melody, self._taken, ports_of)
        yield from self._place_missing(melody, names)
        for number, name in enumerate(names):
            self._link_into(name, melody)
            if number % _STEP == 0:
                yield 0.5 + number / total
        yield 1.0

    def update(self, melody: Melody, changes: Iterable[Change], ports_of: PortsOf) -> Touched:
        """Bring the plan up to date after changes that the document has already made."""
        ids: set[str] = set()
        moved: set[str] = set()
        self._routes = melody.layout.wires
        for change in apart(changes):
            card = self.scope.card_of(change)
            if card in self.cards and len(change.path) == 4 and change.path[::3] == ("layout", "at"):
                moved.add(card)
                continue
            if card is None:
                self.build(melody, ports_of)
                return Touched(is_all=True)
            if card:
                ids.add(card)
        ids |= self._take(melody, ids | self._taken.keys(), ports_of)
        touched = Touched(cards=set(ids))
        for name in ids:
            touched.links |= self.links_of(name)
            self._refresh_card(name, melody, ports_of)
        for name in ids | {reader for i in ids for reader in self._readers.get(i, ())}:
            touched.links |= self._into.get(name, set())
            self._unlink_into(name)
            if name in self.cards:
                self._link_into(name, melody)
                touched.links |= self._into.get(name, set())
        self._move(moved - ids, melody, touched)
        return touched

    def _move(self, ids: set[str], melody: Melody, touched: Touched) -> None:
        """Cards stand elsewhere: they and their wires stay what they are."""
        links: set[Link] = set()
        for name in ids:
            card = self.cards[name]
            card.x, card.y = self.scope.place(melody, name) or (card.x, card.y)
            self.card_grid.put(name, card.box)
            links |= self.links_of(name)
        for link in links:
            made = replace(link, drawn=None)
            self._drop_link(link)
            self._keep_link(made)
            touched.links |= {link, made}
        touched.cards |= ids

    def links_of(self, card_id: str) -> set[Link]:
        """Wires that begin or end at a card."""
        return self._into.get(card_id, set()) | self._out_of.get(card_id, set())

    def links_into(self, card_id: str) -> list[Link]:
        """Wires that end at a card, in no order."""
        return list(self._into.get(card_id, ()))

    def links_out_of(self, card_id: str) -> list[Link]:
        """Wires that begin at a card, in no order."""
        return list(self._out_of.get(card_id, ()))

    def bounds(self) -> Box | None:
        """The box around all cards; None on an empty canvas."""
        return self.card_grid.bounds()

    def tidied(self, ids: Iterable[str] | None = None) -> Places:
        """Where a tidy layout puts the given cards (all when None); nothing is moved."""
        return at_once(self.tidying(ids))

    def tidying(self, ids: Iterable[str] | None = None) -> Steps[Places]:
        """The work of `tidied`, a little at a time."""
        chosen = [i for i in self.cards if ids is None or i in set(ids)]
        sizes = {i: (self.cards[i].width, self.cards[i].height) for i in chosen}
        edges = [(k.source, k.target) for k in self.links.values() if not k.key.back]
        left = min((self.cards[i].x for i in chosen), default=0)
        top = min((self.cards[i].y for i in chosen), default=0)
        return tidying(sizes, edges, (m.snap(left), m.snap(top)))

    def curve_of(self, link: Link) -> Curve:
        """The shape of a wire where its cards stand now."""
        source, target = self.cards[link.source], self.cards[link.target]
        return self.shape(source.output_at(link.source_row), target.input_at(link.target_row), link.via)

    def shape(self, start: Point, end: Point, via: tuple[Point, ...] = ()) -> Curve:
        """The shape of a wire between two points in the style of now."""
        return shape(start, end, via, self.style)

    def points_of(self, link: Link) -> tuple[Point, ...]:
        """Both ends of a wire, and between them what it is led through."""
        return (link.curve[0], *link.via, link.curve[-1])

    def restyle(self, style: Style) -> None:
        """Draw all wires in another style."""
        self.style = style
        for link in self.links.values():
            link.drawn = None
            link.curve = self.curve_of(link)
            self.link_grid.put(link, bounds(link.curve))

    # Cards.

    def _take(self, melody: Melody, ids: Iterable[str], ports_of: PortsOf) -> set[str]:
        """See which ports others take from nodes that cannot say what they give; gives those that are others now."""
        nodes = self.scope.nodes(melody)
        unknown = [i for i in ids if i in nodes and ports_of(self.scope.key(i)).open_outputs]
        before = self._taken
        self._taken = taken_from(self.scope.of(melody), unknown) if unknown else {}
        changed = {i for i, ports in self._taken.items() if ports != before.get(i)}
        for card_id in changed:
            self._set_card(self._make_card(card_id, melody, ports_of))
        return changed

    def _make_card(self, card_id: str, melody: Melody, ports_of: PortsOf) -> Card:
        role, name = split(card_id)
        x, y = self.scope.place(melody, card_id) or self._placed.get(card_id) or (0, 0)
        if role == INPUTS:
            port = Port(name, type_text(self.scope.inputs(melody)[name]))
            return Card(card_id, "input", x, y, m.CARD_WIDTH, m.CARD_HEIGHT, outputs=(port,))
        if role == OUTPUTS:
            return Card(card_id, "output", x, y, m.CARD_WIDTH, m.CARD_HEIGHT, inputs=(Port(name),))
        ports = ports_of(self.scope.key(name))
        outputs = ports.outputs
        if ports.open_outputs:
            known = {port.name for port in outputs}
            outputs += tuple(Port(one) for one in self._taken.setdefault(card_id, ()) if one not in known)
        height = m.node_height(len(ports.inputs), len(outputs))
        return Card(card_id, "node", x, y, m.NODE_WIDTH, height, ports.inputs, outputs, ports.open_inputs)

    def _set_card(self, card: Card) -> None:
        self.cards[card.id] = card
        self.card_grid.put(card.id, card.box)

    def _refresh_card(self, card_id: str, melody: Melody, ports_of: PortsOf) -> None:
        if card_id in self.scope.nodes(melody) or (card_id in self.cards and split(card_id)[0] != "node"):
            self._set_card(self._make_card(card_id, melody, ports_of))
            return
        self.cards.pop(card_id, None)
        self.card_grid.drop(card_id)
        for link in tuple(self._out_of.get(card_id, ())):
            self._drop_link(link)

    def _place_missing(self, melody: Melody, names: list[str]) -> Iterator[float]:
        """Cards that the file gives no place stand in a tidy layout below those that have one."""
        lost = []
        for number, name in enumerate(names):
            if self.scope.place(melody, name) is None:
                lost.append(name)
            if number % _STEP == 0:
                yield 0.5
        if not lost:
            return
        lost_set = set(lost)
        kept = [self.cards[n] for n in names if n not in lost_set]
        origin = (min(c.x for c in kept), max(c.box[3] for c in kept) + 2 * m.ROW_GAP) if kept else (0, 0)
        sizes = {n: (self.cards[n].width, self.cards[n].height) for n in lost}
        nodes = self.scope.nodes(melody)
        edges = [(source_card(w), n) for n in lost if n in nodes for w in wires_into(n, nodes[n]) if not w.back]
        edges += [(parse_ref(ref)[0], output_card(name)) for name, ref in self.scope.outputs(melody).items()]
        self._placed = yield from tidying(sizes, edges, (m.snap(origin[0]), m.snap(origin[1])))
        for name, (x, y) in self._placed.items():
            card = self.cards[name]
            card.x, card.y = x, y
            self.card_grid.put(name, card.box)

    # Wires.

    def _link_into(self, card_id: str, melody: Melody) -> None:
        role, name = split(card_id)
        if role == INPUTS:
            return
        if role == OUTPUTS:
            source, port = parse_ref(self.scope.outputs(melody)[name])
            ends = [WireEnd(source, port, OUTPUTS, name, None, False, None)]
            named: set[str] = set()
        else:
            node = self.scope.nodes(melody)[card_id]
            ends = wires_into(card_id, node)
            named = mentioned(node, self.scope.inputs(melody))
        for end in ends:
            self._readers.setdefault(source_card(end), set()).add(card_id)
            self._add_link(end, card_id)
        for one in named:
            self._add_mention(one, card_id)

    def _add_link(self, end: WireEnd, target_id: str) -> None:
        source, target = self.cards.get(source_card(end)), self.cards[target_id]
        if source is None:
            return
        row, given = row_of(source.outputs, end.source_port if source.role == "node" else None, is_output=True)
        if end.port is None:
            link = Link(end, "after", source.id, row, target_id, -1, given)
        else:
            target_row, wanted = row_of(target.inputs, end.port if target.role == "node" else None, is_output=False)
            is_converted = bool(given and wanted) and converts(given, wanted)
            link = Link(end, "data", source.id, row, target_id, target_row, given, is_converted, wanted)
        self._put_link(link)

    def _add_mention(self, name: str, target_id: str) -> None:
        key = WireEnd(INPUTS, name, target_id, "", None, False, None)
        source = self.cards.get(input_card(name))
        if source is not None:
            self._put_link(Link(key, "mention", source.id, 0, target_id, -1, source.outputs[0].type))

    def _put_link(self, link: Link) -> None:
        route = self._routes.get(routes.key_of(link.key, self.scope.owner)) if self._routes else None
        if route is not None and link.kind != "mention":
            link.via, link.has_badge = route.via, route.badge
        self._keep_link(link)

    def _keep_link(self, link: Link) -> None:
        if link.via or link.has_badge:
            self.led.add(link)
        link.curve = self.curve_of(link)
        self.links[link.key] = link
        self.link_grid.put(link, bounds(link.curve))
        self._into.setdefault(link.target, set()).add(link)
        self._out_of.setdefault(link.source, set()).add(link)

    def _drop_link(self, link: Link) -> None:
        del self.links[link.key]
        self.link_grid.drop(link)
        self.led.discard(link)
        self._into[link.target].discard(link)
        self._out_of[link.source].discard(link)

    def _unlink_into(self, card_id: str) -> None:
        for link in tuple(self._into.get(card_id, ())):
            self._drop_link(link)
        if card_id not in self.cards:
            for readers in self._readers.values():
                readers.discard(card_id)
