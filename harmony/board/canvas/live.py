"""The sheet in step with the document: what its signals say is brought to plan, scene and pixels.

Only what has changed is drawn again. Nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from harmony.board import theme
from harmony.board.canvas.scope import Scope
from harmony.board.canvas.sheet import SheetView
from harmony.board.document import Document
from harmony.melody.change import Change

_GROUND = (("layout", "frames"), ("layout", "notes"))


class LiveSheet(SheetView):
    """A sheet that follows its document."""

    def __init__(self, document: Document, scope: Scope | None = None, parent: QWidget | None = None) -> None:
        super().__init__(document, scope, parent)
        self._connect()
        self._rebuild()

    def _connect(self) -> None:
        self.document.changed.connect(self._on_changed)
        self.document.reset.connect(self._on_reset)
        self.document.selection_changed.connect(self._on_selection)
        self.document.states_changed.connect(self._on_states)
        self.document.problems_changed.connect(self._on_problems)
        theme.changes.changed.connect(self._on_theme)

    def _rebuild(self) -> None:
        self.plan.build(self.document.melody, self.document.ports_of)
        self._after_plan()
        self.stage.refresh()

    def _after_plan(self) -> None:
        self.overlay.map.clear()
        was_empty, self.overlay.is_empty = self.overlay.is_empty, not self.plan.cards
        if was_empty != self.overlay.is_empty:
            self.viewport().update()

    def _on_changed(self, changes: object) -> None:
        made = cast("tuple[Change, ...]", changes)
        touched = self.plan.update(self.document.melody, made, self.document.ports_of)
        self._after_plan()
        if touched.is_all:
            self.far.clear()
            self.stage.refresh()
            self.viewport().update()
            return
        self.far.clear()
        self.stage.touch(touched.cards, touched.links)
        # Frames lie around their cards, wherever these go.
        has_ground = self.document.melody.layout.frames or any(c.path[:2] in _GROUND for c in made)
        if self.is_far or has_ground:
            self.viewport().update()
        self.update_overlay()

    def _on_reset(self) -> None:
        self.far.clear()
        self._rebuild()
        self._is_fresh = False
        self.fit()

    def _on_selection(self) -> None:
        self.stage.select(self.document.selection, self.document.wire_selection)
        if self.is_far:
            self.viewport().update()

    def _on_states(self, ids: object) -> None:
        paths = cast("Iterable[str]", ids)
        cards = {self._card_of(p) for p in paths}
        if not cards:
            self._on_all_states()
            return
        changed = self.far.touch_states(cards)
        self.overlay.map.touch_states(cards)
        self.stage.touch_states(cards)
        if self.is_far:
            self._update_far(changed)
        if self.overlay.shows_map:
            self.update_overlay(QRegion(self.overlay.map_rect()))

    def _on_all_states(self) -> None:
        """Any number of states are others."""
        self.far.clear()
        self.overlay.map.clear()
        self.stage.refresh()
        self.viewport().update()

    def _card_of(self, path: str) -> str:
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
        self.stage.touch_states([self._card_of(p) for p in changed])

    def _on_theme(self) -> None:
        self.stage.pictures.clear()
        self._on_all_states()
