"""Items for the cards that can be seen: taken from a pool as they come into view, given back as they go.

The scene never holds more items than the viewport and a margin need (the measured limit is
Python objects, not Qt). Below the far-view zoom it holds none. Wires have no items: the underlay
asks for them part by part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from time import perf_counter

from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsScene, QWidget

from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Box, bounds
from harmony.board.canvas.items import CardItem
from harmony.board.canvas.look import Look
from harmony.board.canvas.pictures import Pictures
from harmony.board.canvas.plan import Card, Link, Plan
from harmony.board.canvas.strands import Strands, paint_hair
from harmony.board.canvas.strokes import EDGE
from harmony.board.canvas.values import Badges
from harmony.melody.wires import WireEnd

_MANY_WIRES, _REFINED_AT_ONCE = 24, 12
_GOING, _DONE = frozenset({"active", "queued", "waiting"}), frozenset({"complete", "cached", "reconstructed"})
_GLOW, _GLOW_AREA = 0.6, 200_000
DIM = 0.25
"""Strength of what is not in focus."""

MARGIN = 240
"""Scene units around the viewport for which items are kept ready."""


class CanvasScene(QGraphicsScene):
    """Cards and wires of a plan, as far as they are near the viewport.

    Args:
        plan: what stands where.
        look_of: gives a card's look.
        is_quiet: whether nothing came along a wire in the run that is shown.
    """

    def __init__(
        self,
        plan: Plan,
        look_of: Callable[[Card], Look],
        is_quiet: Callable[[Link], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        # Few items, often moved: scanning them is cheaper than keeping a tree.
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSceneRect(-m.SCENE_REACH, -m.SCENE_REACH, 2 * m.SCENE_REACH, 2 * m.SCENE_REACH)
        self.plan = plan
        self.pictures = Pictures()
        self.strands = Strands(self.pictures)
        self._looks: dict[str, Look] = {}
        self.selected: frozenset[str] = frozenset()
        self.selected_wires: frozenset[WireEnd] = frozenset()
        self.repaint: Callable[[Box], None] = lambda _box: None
        self.hovered_wire: WireEnd | None = None
        self.focus: frozenset[str] | None = None
        self.badges: Badges | None = None
        self.glowing: Mapping[Link, float] = {}
        self.arrived: Callable[[Iterable[Link]], None] = lambda _links: None
        self._hidden: set[str] = set()
        self._hidden_wires: set[Link] = set()
        self._look_of = look_of
        self._is_quiet = is_quiet
        self.cards: dict[str, CardItem] = {}
        self._card_pool: list[CardItem] = []
        self._synced: Box | None = None

    def begin_frame(self) -> None:
        """A frame begins."""
        self.pictures.begin_frame()

    def wires_in(self, box: Box) -> list[Link]:
        """The wires in a part of the scene, in an order that is the same for every part."""
        found = self.plan.link_grid.inside(grown(box, EDGE))
        return sorted(found - self._hidden_wires if self._hidden_wires else found, key=_order)

    def paint_wire(self, painter: QPainter, link: Link, box: Box, ratio: float) -> None:
        """Draw what a part of the scene shows of a wire, in scene coordinates."""
        glow = 0.55 if link.key in self.selected_wires else 0.30 if link.key == self.hovered_wire else 0.0
        self._step_back(painter, link)
        self.strands.paint(painter, link, box, glow=glow, is_quiet=self._is_quiet(link), ratio=ratio)

    def paint_glow(self, painter: QPainter, boxes: list[Box], ratio: float) -> None:
        """Draw the wires again along which values come, with a halo; over the tiles, which stay as they are.

        Args:
            painter: in scene coordinates.
            boxes: parts of the scene that are painted.
            ratio: device pixels a logical pixel.
        """
        for link, strength in self.glowing.items():
            left, top, right, bottom = grown(self.plan.link_grid.box(link) or bounds(link.curve), EDGE)
            near = [b for b in boxes if b[0] < right and b[2] > left and b[1] < bottom and b[3] > top]
            if near:
                quiet = self._is_quiet(link)
                self.strands.paint(painter, link, around(near), glow=_GLOW * strength, is_quiet=quiet, ratio=ratio)

    def paint_hair(self, painter: QPainter, link: Link, box: Box) -> None:
        """Draw a wire as a hair line."""
        self._step_back(painter, link)
        paint_hair(painter, link, box)

    def _step_back(self, painter: QPainter, link: Link) -> None:
        if self.focus is not None:
            painter.setOpacity(1.0 if link.source in self.focus and link.target in self.focus else DIM)

    def show_box(self, box: Box, budget_s: float | None = None) -> bool:
        """Have items for this part of the scene (and a margin, so that small pans need nothing).

        Args:
            box: what is to be seen.
            budget_s: how long it may take; None: as long as it needs.

        Returns:
            False if there was not enough time; ask again.
        """
        held = self._synced
        if held and held[0] <= box[0] and held[1] <= box[1] and held[2] >= box[2] and held[3] >= box[3]:
            return True
        near = (box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN)
        end = perf_counter() + budget_s if budget_s is not None else float("inf")
        self._synced = near
        is_done = self._sync_cards(self.plan.card_grid.inside(near), end)
        if not is_done:
            self._synced = (0.0, 0.0, 0.0, 0.0)
        return is_done

    def show_nothing(self) -> None:
        """Give all items back, as for the far view."""
        if self._synced is not None:
            self._synced = None
            self._sync_cards(set())

    def refresh(self) -> None:
        """Look at everything in view again, as after a reset or a change of theme."""
        self._looks.clear()
        held, self._synced = self._synced, None
        for item in self.cards.values():
            item.look = None
        if held is not None:
            inner = (held[0] + MARGIN, held[1] + MARGIN, held[2] - MARGIN, held[3] - MARGIN)
            self.show_box(inner)
            for card_id in tuple(self.cards):
                self._show_card(card_id)

    def touch(self, cards: Iterable[str], wires: Iterable[Link]) -> None:
        """Cards and wires were added, moved, changed or removed."""
        for card_id in cards:
            self._looks.pop(card_id, None)
        self.repaint_wires(wires)
        if self._synced is None:
            return
        for card_id in cards:
            if self._wants_card(card_id):
                self._show_card(card_id)
            else:
                self._release_card(card_id)

    def touch_states(self, ids: Iterable[str]) -> None:
        """The run's states of these cards are others; only what is in view is looked at."""
        for card_id in ids:
            self._looks.pop(card_id, None)
            item = self.cards.get(card_id)
            card = self.plan.cards.get(card_id)
            if item is None or card is None:
                continue
            before = item.look.state if item.look else ""
            look = self.look(card)
            item.set_look(look)
            if look.state in _DONE and before in _GOING:
                self.arrived(k for k in self.plan.links_out_of(card_id) if self._may_glow(k))
            if ("skipped" in (before, look.state)) and before != look.state:
                for link in self.plan.links_of(card_id):
                    self.repaint_wire(link)

    def _may_glow(self, link: Link) -> bool:
        """True for a wire in view that is not so long that each step of its fading would paint half the canvas."""
        left, top, right, bottom = box = self.plan.link_grid.box(link) or bounds(link.curve)
        return self._is_near(box) and (right - left) * (bottom - top) < _GLOW_AREA

    def select(self, ids: frozenset[str], wires: frozenset[WireEnd]) -> None:
        """Draw halos around these."""
        changed, changed_wires = self.selected ^ ids, self.selected_wires ^ wires
        self.selected, self.selected_wires = ids, wires
        for card_id in changed & self.cards.keys():
            self.cards[card_id].set_selected(card_id in ids)
        for key in changed_wires:
            self._repaint_key(key)

    def hover_wire(self, key: WireEnd | None) -> None:
        """Let a wire stand out."""
        before, self.hovered_wire = self.hovered_wire, key
        if before != key:
            self._repaint_key(before)
            self._repaint_key(key)

    def _repaint_key(self, key: WireEnd | None) -> None:
        link = self.plan.links.get(key) if key is not None else None
        if link is not None:
            self.repaint_wire(link)

    def repaint_wires(self, links: Iterable[Link]) -> None:
        """Draw wires again; of many the box around those that are near."""
        # Of wires that are in the plan the grid has the box already.
        boxes = [self.plan.link_grid.box(k) or bounds(k.curve) for k in links]
        if len(boxes) > _MANY_WIRES and self._synced is not None:
            near = [b for b in boxes if self._is_near(b)]
            boxes = [around(near)] if near else []
        for box in boxes:
            self.repaint(grown(box, EDGE))

    def repaint_wire(self, link: Link) -> None:
        """Draw a wire again, or what is left where it was."""
        self.repaint(grown(bounds(link.curve), EDGE))

    def hide(self, cards: set[str], wires: set[Link]) -> None:
        """Leave these out while a gesture draws them itself; empty sets show all again."""
        before, before_wires = self._hidden, self._hidden_wires
        self._hidden, self._hidden_wires = set(cards), set(wires)
        # They stay in the scene: taking hundreds out and putting them back would cost several frames.
        for card_id in (before ^ cards) & self.cards.keys():
            self.cards[card_id].set_hidden(card_id in cards)
        self.repaint_wires(before_wires ^ wires)

    def paint_card(self, painter: QPainter, card_id: str, widget: QWidget, *, has_halo: bool = True) -> None:
        """Draw a card into another picture, as it looks now."""
        card = self.plan.cards[card_id]
        item = self.cards.get(card_id)
        if item is None:
            item = CardItem(self.pictures)
            item.show_card(card, self.look(card), is_selected=card_id in self.selected)
        transform = painter.worldTransform()
        painter.translate(card.x, card.y)
        item.paint_card(painter, widget, has_halo=has_halo and item.is_selected)
        painter.setWorldTransform(transform)

    @property
    def hidden_wires(self) -> set[Link]:
        """Wires that a gesture draws itself."""
        return self._hidden_wires

    @property
    def hidden_cards(self) -> set[str]:
        """Cards that a gesture draws itself."""
        return self._hidden

    def stale_items(self) -> list[CardItem]:
        """Cards whose picture is not the best one yet."""
        return [item for item in self.cards.values() if item.is_stale]

    def refine(self, scale: float) -> bool:
        """Give some of the cards that have none, or a stretched one, their picture; False if there are more."""
        self.pictures.begin_frame()
        stale = self.stale_items()
        # Only as many as one frame has time for: a region of hundreds costs more than the pictures.
        for item in stale[:_REFINED_AT_ONCE]:
            item.find_picture(scale)
            if item.is_stale:
                return False
            item.update()
        return len(stale) <= _REFINED_AT_ONCE

    def make_pictures(self, scale: float) -> bool:
        """Have pictures of the cards near the viewport, as far as a frame's budget goes; True if all are there."""
        self.pictures.begin_frame()
        for item in self.cards.values():
            item.find_picture(scale)
            if item.is_stale:
                return False
        return True

    def _wants_card(self, card_id: str) -> bool:
        card = self.plan.cards.get(card_id)
        return card is not None and self._is_near(card.box)

    def _is_near(self, box: Box) -> bool:
        near = self._synced
        return near is not None and box[0] <= near[2] and box[2] >= near[0] and box[1] <= near[3] and box[3] >= near[1]

    def _sync_cards(self, wanted: set[str], end: float = float("inf")) -> bool:
        for card_id in self.cards.keys() - wanted:
            self._release_card(card_id)
        for card_id in wanted - self.cards.keys():
            if perf_counter() > end:
                return False
            self._show_card(card_id)
        return True

    def _show_card(self, card_id: str) -> None:
        item = self.cards.get(card_id)
        if item is None:
            if self._card_pool:
                item = self._card_pool.pop()
                item.setVisible(True)
            else:
                item = CardItem(self.pictures)
                self.addItem(item)
            self.cards[card_id] = item
        card = self.plan.cards[card_id]
        item.show_card(card, self.look(card), is_selected=card_id in self.selected)
        item.set_faded(self._strength(card_id))
        item.set_hidden(card_id in self._hidden)

    def _strength(self, card_id: str) -> float:
        return 1.0 if self.focus is None or card_id in self.focus else DIM

    def set_focus(self, ids: frozenset[str] | None) -> None:
        """Let all but these cards, and the wires among them, step back; None: nothing does."""
        if ids != self.focus:
            self.focus = ids
            self.show_strengths()

    def show_strengths(self) -> None:
        """Cards that stepped back for a gesture are as they were."""
        for card_id, item in self.cards.items():
            item.set_faded(self._strength(card_id))

    def look(self, card: Card) -> Look:
        """A card's look, made when it is first asked for."""
        found = self._looks.get(card.id)
        if found is None:
            found = self._looks[card.id] = self._look_of(card)
        return found

    def _release_card(self, card_id: str) -> None:
        item = self.cards.pop(card_id, None)
        if item is not None:
            item.setVisible(False)
            item.set_faded(1.0)
            item.set_hidden(False)
            self._card_pool.append(item)


def _order(link: Link) -> tuple[str, str, str, int, int]:
    return link.type, link.source, link.target, link.source_row, link.target_row


def grown(box: Box, by: float) -> Box:
    """A box with so much around it."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def around(boxes: list[Box]) -> Box:
    """The box around boxes."""
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
