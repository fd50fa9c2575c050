"""Where the view is: zoom, scroll, what is selected. What is painted there is in `sheet`."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QTimer, Signal
from PySide6.QtGui import QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsView

from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Box
from harmony.board.canvas.draft import MANY_CARDS, ZoomDraft
from harmony.board.canvas.far import FarView
from harmony.board.canvas.overlay import Overlay
from harmony.board.canvas.pictures import FIRST_BUDGET_S
from harmony.board.canvas.plan import Plan
from harmony.board.canvas.scene import CanvasScene
from harmony.board.canvas.scope import Scope
from harmony.board.document import Document
from harmony.melody.wires import WireEnd

SETTLE_MS = 90
"""So long after the last zoom step pictures are made for the new scale."""

JUMP_CARDS = 60
"""With fewer on the canvas a jump to another zoom is painted as it should be, in one frame."""

_FIT_MARGIN = 60
_FIT_TOP = 100
"""Greatest margins of a fit, in pixels; on a small canvas they are less."""

_LEAST_ABOVE, _LEAST_BELOW = 16, 56
_MAP_GAP = 12
_LEAST_SHARE = 0.9
"""To leave the minimap its corner a fit may get smaller by so much; else the map steps aside."""

_MOST_REFITTED = 400
"""With more cards a view that is resized stays as it is: they would be drawn anew at every step."""


class Viewfinder(QGraphicsView):
    """A view that is moved and zoomed over a plan.

    Signals:
        zoom_changed(percent): the zoom is another one.
    """

    zoom_changed = Signal(int)
    document: Document
    scope: Scope
    plan: Plan
    stage: CanvasScene
    far: FarView
    overlay: Overlay
    _draft: ZoomDraft
    _settle: QTimer
    _percent: int
    _held_scroll: QPoint | None
    _chosen: tuple[object, Scope, frozenset[str]]
    _fitted: tuple[object, ...] = ()
    _inset = 0
    _is_near = False

    def _sync(self) -> None:
        """Have the items that the viewport needs: the sheet does."""

    def picture(self, into: QPixmap | None = None) -> QPixmap:
        """The canvas as it is painted now: the sheet knows."""
        raise NotImplementedError

    def first_fit(self) -> None:
        """Show everything of what was just opened, or the beginning of it where its titles could not be read."""
        self._is_near = True
        Viewfinder.fit(self)

    def fit_again(self) -> None:
        """Show everything in the size that the view has now; titles that could be read stay so."""
        self._is_near = self._is_near or not self.is_far
        Viewfinder.fit(self)

    # Zoom and place

    @property
    def zoom_percent(self) -> int:
        """The zoom, in whole percents."""
        return self._percent

    @property
    def zoom(self) -> float:
        """Viewport pixels a scene unit."""
        return self._percent / 100

    @property
    def is_far(self) -> bool:
        """True where cards are rectangles."""
        return self.zoom < m.FAR_BELOW

    def zoom_to(self, percent: float, at: QPointF | None = None, *, is_moving: bool = False) -> None:
        """Zoom, keeping the scene point under `at` (viewport pixels; the middle when None) where it is.

        Args:
            percent: wanted; kept within 5 and 400.
            at: what stays.
            is_moving: one step of several (wheel, pinch): a rough picture will do until it rests.
        """
        wanted = int(min(max(round(percent), m.ZOOM_MIN * 100), m.ZOOM_MAX * 100))
        spot = at if at is not None else QPointF(self.viewport().rect().center())
        if wanted != self._percent:
            self._place(wanted, self.scene_pos(spot), spot, is_moving=is_moving)

    def _place(self, percent: int, anchor: QPointF, spot: QPointF, *, is_moving: bool = False) -> None:
        """Set zoom and scroll so that the scene point `anchor` is drawn at `spot`."""
        is_other = percent != self._percent
        self._let_map_yield(False)
        # Among many cards a jump is shown like a step of a moving zoom that rests at once.
        is_jump = is_other and not is_moving and len(self.plan.cards) > JUMP_CARDS
        is_moving = is_moving or is_jump
        if is_moving:
            self._draft.before(self, percent)
        self._percent = percent
        zoom = percent / 100
        # Scroll bars would blit a picture that is drawn anew anyway.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self._held_scroll = QPoint()
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.horizontalScrollBar().setValue(round(anchor.x() * zoom - spot.x()))
        self.verticalScrollBar().setValue(round(anchor.y() * zoom - spot.y()))
        step, self._held_scroll = self._held_scroll, None
        super().scrollContentsBy(step.x(), step.y())
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        if is_other:
            self._begin_zoom(is_moving=is_moving)
            if is_jump:
                self._settle.start(0)
            self.overlay.set_label("zoom", f"{percent} %")
            self.zoom_changed.emit(percent)
        self._sync()
        self.viewport().update()

    def _begin_zoom(self, *, is_moving: bool) -> None:
        """A step of a moving zoom is drawn roughly, a jump at once as it should be."""
        self.stage.pictures.is_moving = self.far.is_moving = is_moving
        if is_moving:
            self._draft.is_on = len(self.plan.cards) > MANY_CARDS
            self._settle.start(SETTLE_MS)
        else:
            self._draft.stop()
            self.stage.pictures.patience_s = FIRST_BUDGET_S
            self.far.is_first = True

    def scene_pos(self, pos: QPointF) -> QPointF:
        """A point of the viewport in the scene, with its fraction."""
        return self.viewportTransform().inverted()[0].map(pos)

    def seen(self) -> Box:
        """What the viewport shows, in scene units."""
        corner = self.scene_pos(QPointF(0, 0))
        zoom = self.zoom
        return (
            corner.x(),
            corner.y(),
            corner.x() + self.viewport().width() / zoom,
            corner.y() + self.viewport().height() / zoom,
        )

    def pan_by(self, dx: int, dy: int) -> None:
        """Move the picture by so many pixels."""
        # Each scroll bar would move the whole picture by itself: they are told first, and it moves once.
        self._held_scroll = QPoint()
        if dx:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - dx)
        if dy:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - dy)
        step, self._held_scroll = self._held_scroll, None
        if not step.isNull():
            self.scrollContentsBy(step.x(), step.y())

    def centre_at(self, x: float, y: float) -> None:
        """Put a scene point into the middle."""
        self._place(self._percent, QPointF(x, y), QPointF(self.viewport().rect().center()))

    def fit(self) -> None:
        """Show everything, at 100 % at most."""
        self._fit_box(self.plan.bounds())
        self._fitted = self._here()

    def set_inset(self, height: int) -> None:
        """So many pixels at the top are covered: what is fitted moves down, as far as there is room."""
        if height != self._inset:
            is_fitted, self._inset = self.is_fitted, height
            if is_fitted:
                self.fit_again()

    def _here(self) -> tuple[object, ...]:
        """What is shown, as far as a fit decides on it."""
        return (self.plan.bounds(), self._percent, self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    @property
    def is_fitted(self) -> bool:
        """True while nothing was moved since everything was shown."""
        return len(self.plan.cards) <= _MOST_REFITTED and self._fitted == self._here()

    def fit_selection(self) -> None:
        """Show the selected cards; everything when none is selected."""
        boxes = [self.plan.cards[i].box for i in self.chosen if i in self.plan.cards]
        if not boxes:
            self.fit()
            return
        self._fit_box(
            (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        )

    def _fit_box(self, box: Box | None) -> None:
        size = self.viewport().size()
        if box is None:
            self._place(100, QPointF(0, 0), QPointF(size.width() / 2, size.height() / 2))
            return
        centre = QPointF((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        percent, spot = self._fitting(box, size.width(), size.height())
        self.overlay.yields = False
        is_covered = self.overlay.shows_map and self._is_under_map(percent, centre, spot)
        if is_covered:
            corner = self.overlay.map_rect().topLeft() - QPoint(_MAP_GAP, _MAP_GAP)
            beside = self._fitting(box, corner.x() + min(_FIT_MARGIN, size.width() // 20), size.height())
            above = self._fitting(box, size.width(), corner.y() + min(_FIT_TOP, size.height() // 6))
            best = max(beside, above, key=lambda found: found[0])
            if best[0] >= percent * _LEAST_SHARE and not self._is_under_map(best[0], centre, best[1]):
                (percent, spot), is_covered = best, False
        self._place(percent, centre, spot)
        self._let_map_yield(is_covered)

    def _fitting(self, box: Box, width: int, height: int) -> tuple[int, QPointF]:
        """The zoom with which a box fits into so many pixels, and where its middle is drawn then."""
        side, top = min(_FIT_MARGIN, width // 20), min(_FIT_TOP, height // 6)
        across = (width - 2 * side) / max(box[2] - box[0], 1)
        down = (height - 2 * top) / max(box[3] - box[1], 1)
        is_near = self._is_near and len(self.plan.cards) <= JUMP_CARDS
        least = m.FAR_BELOW * 100 + 1 if is_near else m.ZOOM_MIN * 100
        percent = int(min(max(min(across, down) * 100, least), 100))
        half = (box[3] - box[1]) * percent / 200
        start = side + (box[2] - box[0]) * percent / 200
        lower = self._inset + _LEAST_ABOVE - (height / 2 - half)
        room = (height - _LEAST_BELOW) - (height / 2 + half)
        return percent, QPointF(max(width / 2, start), height / 2 + max(0.0, min(lower, room)))

    def _let_map_yield(self, does: bool) -> None:
        """Hide the minimap while it would cover what is fitted, or show it again."""
        if self.overlay.yields != does:
            self.overlay.yields = does
            self.viewport().update(self.overlay.map_rect())

    def _is_under_map(self, percent: int, anchor: QPointF, spot: QPointF) -> bool:
        """True if a card would stand under the minimap, were `anchor` drawn at `spot`."""
        rect, gap, zoom = self.overlay.map_rect(), _MAP_GAP, percent / 100
        left, right = rect.left() - gap - spot.x(), rect.right() + gap - spot.x()
        top, bottom = rect.top() - gap - spot.y(), rect.bottom() + gap - spot.y()
        x, y = anchor.x(), anchor.y()
        return bool(self.plan.card_grid.inside((x + left / zoom, y + top / zoom, x + right / zoom, y + bottom / zoom)))

    def focus_node(self, node_id: str) -> None:
        """Bring a card into the middle (as near as 100 % if it was far off) and select it."""
        card = self.plan.cards.get(node_id)
        if card is None:
            return
        if self.is_far:
            self.zoom_to(100)
        self.centre_at(card.x + card.width / 2, card.y + card.height / 2)
        self.choose([node_id])

    def show_card(self, card_id: str) -> None:
        """Scroll just enough to have a card in view."""
        card = self.plan.cards.get(card_id)
        if card is None:
            return
        seen, pad = self.seen(), 40 / self.zoom
        box = card.box
        dx = min(0.0, box[0] - pad - seen[0]) or max(0.0, box[2] + pad - seen[2])
        dy = min(0.0, box[1] - pad - seen[1]) or max(0.0, box[3] + pad - seen[3])
        self.pan_by(-round(dx * self.zoom), -round(dy * self.zoom))

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of the selected cards of this scope; the document has paths."""
        paths = self.document.selection
        if self._chosen[0] is not paths or self._chosen[1] is not self.scope:
            self._chosen = (paths, self.scope, self.scope.mine(paths))
        return self._chosen[2]

    def choose(self, ids: Iterable[str], wires: Iterable[WireEnd] = ()) -> None:
        """Select exactly these cards and wires of this scope."""
        self.document.select(map(self.scope.key, ids), wires)
