"""The sheet in step with the document: what its signals say is brought to plan, scene and pixels.

Only what has changed is drawn again. Nothing is changed here.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from itertools import islice
from time import perf_counter
from typing import cast

from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from harmony.board import theme
from harmony.board.canvas.curves import bounds
from harmony.board.canvas.draft import Sketch
from harmony.board.canvas.hits import Dot
from harmony.board.canvas.lens import Lens, Name
from harmony.board.canvas.motion import Glow, Motion
from harmony.board.canvas.plan import Link
from harmony.board.canvas.scene import grown
from harmony.board.canvas.scope import Scope
from harmony.board.canvas.sheet import SheetView
from harmony.board.canvas.since import NOTHING, since
from harmony.board.canvas.slices import Slices
from harmony.board.canvas.strands import drawn
from harmony.board.canvas.strokes import EDGE
from harmony.board.document import Document
from harmony.melody.change import Change
from harmony.melody.settle import by_node

SLICED_FROM = 800
"""Melodies with more nodes are read in slices."""

MAP_DELAY_MS, MAP_STATES_MS = 120, 100
DUE_S, _DUE_STEP = 0.004, 16
"""So long a frame may show cards that look different, and so many between two looks at the clock."""

SINCE_MS = 150
"""After an edit it is looked at once more what would run again."""

_LARGE_GLOW = 30_000
"""Scene units squared."""

_GROUND = (("layout", "frames"), ("layout", "notes"))


class LiveSheet(SheetView):
    """A sheet that follows its document.

    Signals:
        scope_changed(owners): another body is shown, or the top level again.
        loaded(): a large Melody, which is read in slices, is there.
    """

    scope_changed = Signal(object)
    loaded = Signal()

    def __init__(self, document: Document, scope: Scope | None = None, parent: QWidget | None = None) -> None:
        super().__init__(document, scope, parent)
        self.plan.style = theme.wires()
        self._marked: set[str] = set()
        self._due: dict[str, None] = {}
        self._due_soon = QTimer(self, singleShot=True, interval=0)
        self._due_soon.timeout.connect(self._show_due)
        self._map_soon = QTimer(self, singleShot=True, interval=MAP_STATES_MS)
        self._map_soon.timeout.connect(self._show_map)
        self._left: dict[Scope, tuple[int, float, float]] = {}
        self._loading = Slices(self)
        self._map_work = Slices(self)
        self.motion = Motion(lambda: self.stage.cards.values(), self)
        self.glow = Glow(self._show_glow, self)
        self._since_soon = QTimer(self, singleShot=True, interval=SINCE_MS)
        self._since_soon.timeout.connect(self._show_since)
        self.stage.glowing, self.stage.arrived = self.glow.strength, self.glow.start
        self._connect()
        if len(self.scope.nodes(document.melody)) > SLICED_FROM:
            self._load()
        else:
            self._rebuild()

    @property
    def is_loading(self) -> bool:
        """True until everything of a large Melody is there."""
        return self._loading.is_busy

    def finish_loading(self) -> None:
        """Have everything of a large Melody at once."""
        self._loading.finish()

    def _load(self) -> None:
        """Make the plan of a large Melody in slices; edits wait for its end."""
        # The document lives as long as its tab: a collection that walks all of it stops the window for half a second.
        gc.freeze()
        self.overlay.busy = "Opening"
        self.document.is_opening = True
        self._loading.start(self._work(), self._loaded)

    def _work(self) -> Iterator[float]:
        # A collection would walk all that is made here, several times, and find nothing.
        gc.disable()
        try:
            yield from self._half(self.plan.building(self.document.melody, self.document.ports_of))
            yield from self.far.preparing()
            if self.is_far:
                yield from self.far.making(self._view_rect(), self._percent, self.viewport().devicePixelRatioF())
        finally:
            gc.freeze()  # before the next collection, which would walk it after all
            gc.enable()

    def _half(self, work: Iterator[float]) -> Iterator[float]:
        for share in work:
            if share >= 0.5 and self._sketch is None:  # every card has its place
                self.fit()
                self._sketch = Sketch(self)
                for _some in self._sketch.painting(self.plan.cards.values()):
                    yield share
                self.viewport().update()
            percent = f"Opening  {share:.0%}"
            if percent != self.overlay.busy:
                self.overlay.busy = percent
                self.viewport().update(self.overlay.hint_rect())
            yield share

    def _loaded(self) -> None:
        self.overlay.busy, self._sketch = "", None
        self.document.is_opening = False
        self._after_plan()
        self.stage.refresh()
        self.viewport().update()
        self.loaded.emit()

    def _connect(self) -> None:
        self.document.changed.connect(self._on_changed)
        self.document.reset.connect(self._on_reset)
        self.document.selection_changed.connect(self._on_selection)
        self.document.states_changed.connect(self._on_states)
        self.document.run_changed.connect(self._since_soon.start)
        self.document.problems_changed.connect(self._on_problems)
        self.document.safety_changed.connect(self._on_safety)
        theme.changes.changed.connect(self._on_theme)

    def _rebuild(self) -> None:
        self._loading.finish()
        self._due.clear()
        self.plan.build(self.document.melody, self.document.ports_of)
        self._after_plan()
        self.stage.refresh()

    def show_scope(self, owners: Iterable[str]) -> None:
        """Show the body of the innermost of these nodes, seen from where it was left.

        Args:
            owners: ids of the nodes around it from the outside; none for the top level.
        """
        wanted = Scope(tuple(owners)).within(self.document.melody)
        if wanted == self.scope:
            return
        seen = self.seen()
        self._left[self.scope] = (self.zoom_percent, (seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2)
        self.document.select(())
        self.scope = wanted
        self.plan.show(wanted)
        self.far.clear()
        self.under.clear()
        self.stage.hide(set(), set())
        self._rebuild()
        left = self._left.get(wanted)
        if left is None:
            self.fit()
        else:
            self._place(left[0], QPointF(left[1], left[2]), QPointF(self.viewport().rect().center()))
        self.viewport().update()
        self._since = NOTHING
        self._since_soon.start()
        self.scope_changed.emit(wanted.owners)

    def focus_node(self, node_id: str) -> None:
        """Bring a node into the middle and select it, in whichever body it stands.

        Args:
            node_id: its path (`triage/label`).
        """
        if self.document.node(node_id) is not None:
            self.show_scope(node_id.split("/")[:-1])
            node_id = node_id.rpartition("/")[2]
        super().focus_node(node_id)

    def _after_plan(self) -> None:
        self.overlay.map.touch()
        work = self.overlay.map.renewing(self.viewport().devicePixelRatioF())
        self._map_work.start(work, self._show_map, after_ms=MAP_DELAY_MS)
        was_empty, self.overlay.is_empty = self.overlay.is_empty, not self.plan.cards
        if was_empty != self.overlay.is_empty:
            self.viewport().update()

    def _show_map(self) -> None:
        self.overlay.map.catch_up()
        if self.overlay.shows_map:
            self.update_overlay(QRegion(self.overlay.map_rect()))

    def _on_changed(self, changes: object) -> None:
        made = cast("tuple[Change, ...]", changes)
        self._loading.finish()
        touched = self.plan.update(self.document.melody, made, self.document.ports_of)
        if self.document.playing is not None:
            self._since_soon.start()
        self._after_plan()
        if touched.is_all:
            self.far.clear()
            self.under.clear()
            self.stage.refresh()
            self.viewport().update()
            self.show_scope(self.scope.owners)  # as far as it is still there
            return
        self.far.touch(touched.cards, touched.links)
        self.stage.touch(touched.cards, touched.links)
        for link in touched.links:
            if link.has_badge:
                self._repaint_under(self.badges.room(link))
        # Frames lie around their cards, wherever these go.
        has_ground = self.document.melody.layout.frames or any(c.path[:2] in _GROUND for c in made)
        if self.is_far or has_ground:
            self.under.clear()
            self.viewport().update()
        self.update_overlay()

    def _show_since(self) -> None:
        """Mark what was edited since the run that is shown, and what would run again."""
        before, self._since = self._since, since(self.document, self.plan)
        changed = (before.edited ^ self._since.edited) | (before.stale ^ self._since.stale)
        if changed:
            self._touch_looks(set(changed & self.plan.cards.keys()))

    def _on_reset(self) -> None:
        self.far.clear()
        self.under.clear()
        self._rebuild()
        self._is_fresh = False
        self.fit()

    def _on_selection(self) -> None:
        self.choose_dot(None)
        self.stage.select(self.chosen, self.document.wire_selection)
        if self.is_far:
            self.viewport().update()

    def _on_states(self, ids: object) -> None:
        paths = cast("Iterable[str]", ids)
        cards = {self.card_of(p) for p in paths}
        if not cards:
            cards = self._all_marked()
            if self.lens is not None:
                self.lens = Lens(self.lens.name, self.document.playing)
        self._marked |= cards
        self._touch_looks(cards)

    def _show_glow(self, link: Link) -> None:
        """Paint where a wire lies, piece by piece where the box around it is large; the tile under it stays."""
        transform, region = self.viewportTransform(), QRegion()
        whole = grown(self.plan.link_grid.box(link) or bounds(link.curve), EDGE)
        is_large = (whole[2] - whole[0]) * (whole[3] - whole[1]) > _LARGE_GLOW
        for left, top, right, bottom in [box for box, _polygon in drawn(link).parts] if is_large else [whole]:
            region += transform.mapRect(QRectF(left, top, right - left, bottom - top)).toAlignedRect()
        self.viewport().update(region & self.viewport().rect())

    def _touch_looks(self, cards: Iterable[str]) -> None:
        """Cards look different. What a frame has no time for is shown in the next, the oldest first."""
        self._due.update(dict.fromkeys(cards))
        self._show_due()

    def _show_due(self) -> None:
        end = perf_counter() + DUE_S
        while self._due:
            some = set(islice(self._due, _DUE_STEP))
            for card_id in some:
                del self._due[card_id]
            self._show_looks(some)
            if perf_counter() > end:
                break
        if self._due:
            self._due_soon.start()
        self.motion.wake()
        if not self._map_soon.isActive():
            self._map_soon.start()

    def _show_looks(self, cards: set[str]) -> None:
        """Show cards in all three views of them."""
        if self.is_far:
            self._update_far(self.far.touch_states(cards))
        else:
            self.far.note_states(cards)
        self.overlay.map.touch_states(cards)
        self.stage.touch_states(cards)
        if self.plan.led:
            for box in self.badges.of(cards):
                self._repaint_under(box)

    def set_lens(self, name: Name) -> None:
        """Colour the cards by `state`, `duration`, `quality` or `cost`."""
        self.lens = Lens(name, self.document.playing) if name != "state" else None
        self._repaint_all()

    def choose_dot(self, dot: Dot | None) -> bool:
        """Select a point of a wire: `doing` does."""
        return False

    def _all_marked(self) -> set[str]:
        """Cards that are, or were, in a state: any number of them may be in another one."""
        playing = self.document.playing
        now = {self.card_of(path) for path in playing.tracks} if playing is not None else set()
        if playing is not None and playing.is_over:  # what it never came to is told now
            now |= self.plan.cards.keys()
        return now | self._marked

    def _repaint_all(self) -> None:
        self.far.clear()
        self.under.clear()
        self.overlay.map.clear()
        self.stage.refresh()
        self.viewport().update()

    def card_of(self, path: str) -> str:
        """The card that an event's node path is about; a body's step is about its owner."""
        prefix = "/".join(self.scope.owners)
        inner = path[len(prefix) + 1 :] if prefix and path.startswith(prefix + "/") else path
        return inner.partition("/")[0]

    def _update_far(self, cards: list[str]) -> None:
        seen = self.seen()
        for card_id in cards:
            card = self.plan.cards.get(card_id)
            if (
                card
                and card.box[0] < seen[2]
                and card.box[2] > seen[0]
                and card.box[1] < seen[3]
                and card.box[3] > seen[1]
            ):
                self.viewport().update(
                    self.mapFromScene(QRectF(card.x, card.y, card.width, card.height)).boundingRect()
                )

    def _on_problems(self) -> None:
        found = frozenset(p.node for p in self.document.problems if p.severity == "error" and p.node)
        changed, self._problems = found ^ self._problems, found
        self.stage.touch_states([self.card_of(p) for p in changed])

    def _on_safety(self) -> None:
        """Mark the nodes that were changed here and in the file."""
        found = frozenset(by_node(self.document.conflicts)) - {""}
        changed, self._conflicts = found ^ self._conflicts, found
        if changed:
            self._touch_looks({self.card_of(p) for p in changed})

    def _on_theme(self) -> None:
        self.stage.pictures.clear()
        if theme.wires() != self.plan.style:
            self.plan.restyle(theme.wires())
        self._repaint_all()
