"""The sheet: the part of the canvas that shows. Paints what the viewfinder looks at.

It draws a plan as it is; `live` keeps the plan in step with the document, `view` adds gestures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from time import perf_counter
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from harmony.board import theme
from harmony.board.canvas import backdrop
from harmony.board.canvas.curves import Box
from harmony.board.canvas.draft import SLICE_S, Sketch, ZoomDraft
from harmony.board.canvas.far import FarView
from harmony.board.canvas.layers import Layers
from harmony.board.canvas.lens import Lens
from harmony.board.canvas.look import Look, look_of
from harmony.board.canvas.minimap import Minimap
from harmony.board.canvas.overlay import Chip, Overlay
from harmony.board.canvas.plan import Card, Link, Plan
from harmony.board.canvas.scene import CanvasScene
from harmony.board.canvas.scope import Scope, split
from harmony.board.canvas.since import NOTHING
from harmony.board.canvas.tips import badge_words
from harmony.board.canvas.underlay import Underlay
from harmony.board.canvas.values import Badges
from harmony.board.canvas.viewfinder import SETTLE_MS, Viewfinder
from harmony.board.document import Document

AHEAD_S = 0.002
"""So long tiles are painted ahead between two frames."""

_REFINE_MS = 8


class SheetView(Viewfinder):
    """Shows a plan: zoom, scroll, paint. What people do with it is added in `CanvasView`."""

    _is_alive = False

    def __init__(self, document: Document, scope: Scope | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.scope = scope or Scope()
        self.plan = Plan(self.scope)
        self.stage = CanvasScene(self.plan, self._look_of, self._is_quiet, self)
        self.lens: Lens | None = None
        self._since = NOTHING
        self._conflicts: frozenset[str] = frozenset()
        self.far = FarView(self.plan, self._far_word)
        self.overlay = Overlay(self._chips(), Minimap(self.plan, self._far_word))
        self._percent = 100
        self._chosen = (None, self.scope, frozenset())
        self._problems: frozenset[str] = frozenset()
        self._is_fresh = True
        self._held_scroll = None
        self._draft = ZoomDraft()
        self._sketch: Sketch | None = None
        self._is_bare = False
        self._exposed: list[QRect] = []
        self.under = Underlay(self._begin_under)
        self.stage.repaint = self._repaint_under
        self.badges = Badges(self.plan, lambda link: badge_words(self.document, self.plan, link.key))
        self.stage.badges = self.badges
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._refine)
        self._ahead = QTimer(self, singleShot=True, interval=0)
        self._ahead.timeout.connect(self._go_on_under)
        self._set_up()
        self._is_alive = True

    def _set_up(self) -> None:
        # Last of all that the scroll bars may call for: setting the scene scrolls.
        self.setScene(self.stage)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setOptimizationFlags(
            QGraphicsView.OptimizationFlag.DontSavePainterState
            | QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing
        )
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Everything is painted, always: so Qt may move pixels on a pan instead of painting them again.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Canvas")

    def _chips(self) -> list[Chip]:
        return [
            Chip("zoom", "100 %", "", "Zoom to 100 % (0)", lambda: self.zoom_to(100), 64),
            Chip("fit", "Fit", "fit-to-screen-outline", "Show everything (1)", self.fit, 64),
            Chip("tidy", "Tidy", "format-align-left", "Lay out everything (Shift+L)", self.tidy, 72),
        ]

    @property
    def is_loading(self) -> bool:
        """True until everything of a large Melody is there: `live` knows."""
        return False

    def tidy(self) -> None:
        """Lay out everything; `view` makes the edit."""

    # Painting

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Ground, frames and notes; in the far view the cards and wires too."""
        exposed = QRectF(rect)
        ratio = self.viewport().devicePixelRatioF()
        if self._sketch is not None:
            self._sketch.paint(painter, exposed)
        elif self.is_loading:  # no tiles for what will be seen once
            backdrop.paint_ground(painter, self._exposed, self._percent, ratio)
        elif self.is_far:
            self.far.paint(painter, self._exposed, self._percent, ratio)
            self.far.paint_selection(painter, self.chosen, self.zoom)
            backdrop.paint_frames(painter, self.plan, self.document.melody, exposed)
            backdrop.paint_notes(painter, self.plan, self.document.melody, exposed)
        else:
            painter.save()
            painter.resetTransform()
            self.under.show(painter, self._view_rect(), self._exposed, self._under_look())
            painter.restore()
            if self.stage.glowing:
                self.stage.paint_glow(painter, self._exposed_boxes(), ratio)

    def _exposed_boxes(self) -> list[Box]:
        """What is painted, in scene units."""
        (left, top, _right, _bottom), zoom = self.seen(), self.zoom
        return [
            (left + r.left() / zoom, top + r.top() / zoom, left + (r.right() + 1) / zoom, top + (r.bottom() + 1) / zoom)
            for r in self._exposed
        ]

    def _under_look(self) -> tuple[object, ...]:
        return self._percent, theme.current().name

    def _view_rect(self) -> QRect:
        """What the viewport shows, in pixels from the scene's origin."""
        transform = self.viewportTransform()
        return QRect(QPoint(-round(transform.dx()), -round(transform.dy())), self.viewport().size())

    def _begin_under(self, part: QRect) -> Layers:
        return Layers(
            self.stage, lambda: self.document.melody, part, self._percent, self.viewport().devicePixelRatioF()
        )

    def _go_on_under(self) -> None:
        """Between two frames: make good what was drafted, and paint ahead of where people go."""
        if self.is_far or self._draft.is_on:
            return
        for rect in self.under.go_on(self._view_rect(), perf_counter() + AHEAD_S):
            self.viewport().update(rect)
        if not self.under.is_ready:
            self._ahead.start()

    def _repaint_under(self, box: Box) -> None:
        """A part of the scene under the cards is another one."""
        if self.is_far:
            self.under.clear()
            return
        zoom = self.zoom
        area = QRectF(box[0] * zoom, box[1] * zoom, (box[2] - box[0]) * zoom, (box[3] - box[1]) * zoom)
        rect = area.toAlignedRect().adjusted(-1, -1, 1, 1)
        self.under.forget(rect)
        view = self._view_rect()
        rect &= view
        if not rect.isEmpty():
            self.viewport().update(rect.translated(-view.topLeft()))

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """What floats over the canvas."""
        if self._is_bare:
            return
        exposed = painter.worldTransform().mapRect(QRectF(rect)).toAlignedRect()
        self.paint_gesture(painter)
        painter.save()
        painter.resetTransform()
        self.overlay.paint(painter, exposed, self.seen(), self.viewport().devicePixelRatioF())
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """While the zoom moves among many cards a stretched picture will do; items are painted when it rests."""
        if not self._draft.is_on or self.is_far:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setWorldTransform(self.viewportTransform())
        if not self._draft.covers(QRectF(*self._draft_rect())):
            self.far.paint(painter, self._exposed, self._percent, self.viewport().devicePixelRatioF())
        self._draft.paint(painter, self.zoom)
        self.drawForeground(painter, QRectF(*self._draft_rect()))
        painter.end()

    def _draft_rect(self) -> tuple[float, float, float, float]:
        left, top, right, bottom = self.seen()
        return left, top, right - left, bottom - top

    def paint_gesture(self, painter: QPainter) -> None:
        """Draw what a gesture shows, in scene coordinates."""

    def picture(self, into: QPixmap | None = None) -> QPixmap:
        """The canvas as it is painted now, without what floats over it; `into` a picture of that size if given."""
        ratio = self.viewport().devicePixelRatioF()
        size = self.viewport().size() * ratio
        made = into if into is not None and into.size() == size else QPixmap(size)
        made.setDevicePixelRatio(ratio)
        self._exposed, self._is_bare = [self.viewport().rect()], True
        painter = QPainter(made)
        self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())
        painter.end()
        self._is_bare = False
        return made

    def viewportEvent(self, event: QEvent) -> bool:
        """Start a frame's budget with each paint, and ask for another frame if it was too small."""
        if isinstance(event, QPaintEvent):
            self._begin_frame(event.region())
            done = super().viewportEvent(event)
            if not self._settle.isActive() and (self.stage.pictures.was_short or self.far.was_short):
                self._settle.start(0)
            if not self.is_far:
                self._ahead.start()
            return done
        return super().viewportEvent(event)

    def _begin_frame(self, region: QRegion) -> None:
        self._exposed = [QRect(r) for r in cast("Iterable[QRect]", region)]
        self.stage.begin_frame()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is drawn; what floats stays, so its old and its new place are painted again."""
        if not self._is_alive:
            return  # Qt still scrolls while the view is being made, and when it is gone for Python.
        if self._held_scroll is not None:
            self._held_scroll += QPoint(dx, dy)
            return
        super().scrollContentsBy(dx, dy)
        self._let_map_yield(False)
        self._sync()
        self.viewport().update(self.overlay.moved_region(dx, dy))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what floats in its corners; show everything when it is the first time, or was so before."""
        is_fitted = self._is_alive and self.is_fitted
        super().resizeEvent(event)
        self.overlay.resize(self.viewport().size())
        if self._is_fresh and event.size().width() > 100:
            self._is_fresh = False
            self.first_fit()
        elif is_fitted:
            self.fit_again()
        self._sync()
        self.viewport().update()

    def update_overlay(self, region: QRegion | None = None) -> None:
        """Paint what floats again."""
        self.viewport().update(region or self.overlay.region())

    def _sync(self) -> None:
        """Have the items that the viewport needs."""
        if self.is_far:
            self.stage.show_nothing()
        elif not self._draft.is_on:
            self.stage.show_box(self.seen())

    def _refine(self) -> None:
        """The zoom stands still: ask for the pictures that are not the best yet."""
        if self._draft.is_on and not self.is_far and not self._is_prepared():
            self._settle.start(0)
            return
        pictures, was_moving = self.stage.pictures, self.stage.pictures.is_moving or self._draft.is_on
        self._draft.stop()
        pictures.is_moving = pictures.was_short = self.far.is_moving = self.far.was_short = False
        if was_moving or self.is_far:
            self.viewport().update()
            return
        if not self.stage.refine(self.zoom * self.viewport().devicePixelRatioF()):
            self._settle.start(_REFINE_MS)

    def _is_prepared(self) -> bool:
        """Go on for a slice with what the zoom that rests will show; the stretched picture stands until it is there."""
        end, ratio = perf_counter() + SLICE_S, self.viewport().devicePixelRatioF()
        self.stage.pictures.is_moving = False
        return (
            self.stage.show_box(self.seen(), SLICE_S)
            and self.under.prepare(self._view_rect(), ratio, self._under_look(), end)
            and perf_counter() < end
            and self.stage.make_pictures(self.zoom * ratio)
        )

    # What the document says

    def _look_of(self, card: Card) -> Look:
        look = self._since.look(card.id, look_of(self.document, self.scope, card, self._problems))
        if self._conflicts and self.scope.key(card.id) in self._conflicts:
            look = replace(look, marks=look.marks | {"conflict"}, footer="changed here and in the file")
        if self.lens is None or card.role != "node":
            return look
        colour, words = self.lens.tell(self.scope.key(card.id))
        return replace(look, lens=colour, footer=words or look.footer)

    def _far_word(self, card_id: str) -> str:
        if self.lens is None or split(card_id)[0] != "node":
            return self._word_of(card_id)
        return self.lens.tell(self.scope.key(card_id))[0] or "idle"

    def _word_of(self, card_id: str) -> str:
        playing = self.document.playing
        if playing is None or split(card_id)[0] != "node":
            return "idle"
        return self._since.word(card_id, playing.word(self.scope.key(card_id)))

    def _is_quiet(self, link: Link) -> bool:
        return "skipped" in (self._word_of(link.source), self._word_of(link.target))

    def view_point(self, x: float, y: float) -> QPoint:
        """A scene point in viewport pixels."""
        return self.mapFromScene(QPointF(x, y))
