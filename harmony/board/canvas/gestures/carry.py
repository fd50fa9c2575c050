"""What is shown of cards that are being carried: one picture that moves, and the wires at its border.

Moving hundreds of items costs a frame; moving one picture costs a tenth of it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import bounds, wire_curve
from harmony.board.canvas.plan import Link
from harmony.board.canvas.strokes import path_of, pen_of

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

_SLICE_S = 0.005

_MANY_WIRES = 60
"""Above this the wires at the border are drawn as thin lines while they move."""


class Carry:
    """Takes cards off the scene and draws them itself until it is dropped.

    Args:
        canvas: where.
        ids: the cards.
    """

    def __init__(self, canvas: CanvasView, ids: AbstractSet[str]) -> None:
        self._canvas = canvas
        self.ids = frozenset(i for i in ids if i in canvas.plan.cards)
        self._dx = self._dy = 0
        inner: set[Link] = set()
        self._border: list[Link] = []
        plan, seen = canvas.plan, canvas.seen()
        for card_id in self.ids:
            for link in plan.links_of(card_id):
                if link.source in self.ids and link.target in self.ids:
                    inner.add(link)
                else:
                    self._border.append(link)
        self._near = [i for i in plan.card_grid.inside(seen) if i in self.ids]
        self._inner = list(inner & plan.link_grid.inside(seen))
        self._rect = self._area()
        self._picture: QPixmap | None = None
        self._made_at = 0
        self._wires_left: list[Link] = []
        self._cards_left: list[str] = []
        self._wires_rect = QRectF()
        self._lines: list[QPainterPath] = []
        canvas.stage.hide(set(self.ids), inner | set(self._border))
        self._shape_border()
        self._update()

    @property
    def offset(self) -> tuple[int, int]:
        """How far it has been carried, in scene units."""
        return self._dx, self._dy

    def move_to(self, dx: int, dy: int) -> None:
        """Carry to an offset from where the cards stand."""
        if (dx, dy) == (self._dx, self._dy):
            return
        self._update()
        self._dx, self._dy = dx, dy
        self._shape_border()
        self._update()

    def drop(self) -> None:
        """Put the cards back on the scene (at the places that the plan then says)."""
        self._update()
        self._canvas.stage.hide(set(), set())
        if self._canvas.is_far:
            self._canvas.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Draw the picture and the wires that lead to it."""
        if self._canvas.is_far:
            self._paint_far(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(self._border) <= _MANY_WIRES)
        for link, path in zip(self._border, self._lines, strict=True):
            painter.setPen(pen_of(link))
            painter.drawPath(path)
        picture = self._ready()
        self._paint_rest(painter)
        zoom, seen = self._canvas.zoom, self._canvas.seen()
        x = round((self._rect.left() + self._dx - seen[0]) * zoom)
        y = round((self._rect.top() + self._dy - seen[1]) * zoom)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPointF(x, y), picture)
        painter.restore()

    def _area(self) -> QRectF:
        cards = self._canvas.plan.cards
        area = QRectF()
        for card_id in self._near:
            card = cards[card_id]
            area = area.united(QRectF(card.x, card.y, card.width, card.height))
        for link in self._inner:
            left, top, right, bottom = bounds(link.curve)
            area = area.united(QRectF(left, top, right - left, bottom - top))
        area = area.adjusted(-m.MARGIN, -m.MARGIN, m.MARGIN, m.MARGIN)
        left, top, right, bottom = self._canvas.seen()
        # Long inner wires would make the picture larger than memory likes.
        room = 400.0
        return area.intersected(QRectF(left - room, top - room, right - left + 2 * room, bottom - top + 2 * room))

    def _shape_border(self) -> None:
        cards = self._canvas.plan.cards
        area = QRectF()
        self._lines = []
        is_plain = len(self._border) > _MANY_WIRES
        for link in self._border:
            source, target = cards[link.source], cards[link.target]
            start, end = source.output_at(link.source_row), target.input_at(link.target_row)
            if link.source in self.ids:
                start = start[0] + self._dx, start[1] + self._dy
            else:
                end = end[0] + self._dx, end[1] + self._dy
            if is_plain:
                path = QPainterPath(QPointF(*start))
                path.lineTo(*end)
            else:
                path = path_of(wire_curve(start, end))
            self._lines.append(path)
            area = area.united(path.controlPointRect())
        self._wires_rect = area

    def _update(self) -> None:
        self._canvas.update_scene(self._rect.translated(self._dx, self._dy).united(self._wires_rect), 4)

    def _ready(self) -> QPixmap:
        if self._picture is None or self._made_at != self._canvas.zoom_percent:
            self._picture = self._empty()
            self._made_at = self._canvas.zoom_percent
            self._wires_left, self._cards_left = list(self._inner), list(self._near)
        if self._wires_left or self._cards_left:
            self._go_on(self._picture)
        return self._picture

    def _paint_rest(self, painter: QPainter) -> None:
        """Cards that are not in the picture yet are plain for a frame or two."""
        if not self._cards_left:
            return
        colours, cards = theme.current(), self._canvas.plan.cards
        painter.setPen(QPen(colours.node_line, 1))
        painter.setBrush(colours.node)
        rest = (cards[i] for i in self._cards_left)
        painter.drawRects([QRectF(c.x + self._dx, c.y + self._dy, c.width, c.height) for c in rest])
        QTimer.singleShot(0, self._canvas.viewport(), self._update)

    def _go_on(self, picture: QPixmap) -> None:
        """Paint as much of the picture as a frame has time for: wires first, cards over them."""
        canvas, end = self._canvas, perf_counter() + _SLICE_S
        zoom, ratio = canvas.zoom, canvas.viewport().devicePixelRatioF()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(zoom, zoom)
        painter.translate(-self._rect.topLeft())
        canvas.stage.strands.exposed.clear()
        while self._wires_left and perf_counter() < end:
            link = self._wires_left.pop()
            canvas.stage.strands.paint(painter, link, glow=0, is_quiet=False, ratio=ratio)
        while self._cards_left and not self._wires_left and perf_counter() < end:
            canvas.stage.paint_card(painter, self._cards_left.pop(), canvas.viewport())
        painter.end()

    def _empty(self) -> QPixmap:
        canvas = self._canvas
        zoom, ratio = canvas.zoom, canvas.viewport().devicePixelRatioF()
        picture = QPixmap(
            max(1, round(self._rect.width() * zoom * ratio)), max(1, round(self._rect.height() * zoom * ratio))
        )
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture

    def _paint_far(self, painter: QPainter) -> None:
        cards = self._canvas.plan.cards
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().accent)
        painter.drawRects(
            [QRectF(c.x + self._dx, c.y + self._dy, c.width, c.height) for c in (cards[i] for i in self._near)]
        )
        pen = QPen(theme.current().text_3, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for path in self._lines[:400]:
            painter.drawPath(path)
