"""What is shown of cards that are being carried: one picture that moves, and the wires at its border.

Moving hundreds of items costs a frame; moving one picture costs a tenth of it. The picture is made
between the frames; until it is there the cards' own pictures are moved one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import groupby
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Box, Point
from harmony.board.canvas.plan import Link
from harmony.board.canvas.strokes import hair_pen, path_of, pen_of

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

_SLICE_S = 0.003
_FIRST_MS = 12
"""The first frames have enough to do."""

_MANY_WIRES = 60
"""Above this the wires at the border are drawn as thin lines while they move."""

_MOST_WIRES = 300
"""So many of them are drawn while they move: of more nobody could follow one."""

_ROOM_PX = 120
"""So far the picture goes beyond the viewport, for wires that lead out of it."""


class Carry:
    """Takes cards off the scene and draws them itself until it is dropped.

    Args:
        canvas: where.
        ids: the cards.
    """

    def __init__(self, canvas: CanvasView, ids: AbstractSet[str]) -> None:
        self._canvas = canvas
        plan = canvas.plan
        self.ids = frozenset(i for i in ids if i in plan.cards)
        self._dx = self._dy = 0
        links = {link for card_id in self.ids for link in plan.links_of(card_id)}
        inner = {k for k in links if k.source in self.ids and k.target in self.ids}
        self._border = _Border(canvas, links - inner, self.ids)
        seen = canvas.seen()
        self._near = [i for i in plan.card_grid.inside(seen) if i in self.ids]
        self._inner = list(inner & plan.link_grid.inside(seen))
        step = len(self._inner) // _MOST_WIRES + 1
        self._lines = {k: QLineF(*k.curve[0], *k.curve[-1]) for k in self._inner[::step]}
        self._rect = self._area(seen)
        self._picture: QPixmap | None = None
        self._made_at = 0
        self._wires_left: list[Link] = []
        self._cards_left: list[str] = []
        self._more = QTimer(canvas, singleShot=True, interval=0)
        self._more.timeout.connect(self._go_on)
        canvas.stage.hide(set(self.ids), links)
        self._border.shape(0, 0)
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
        self._border.shape(dx, dy)
        self._update()

    def drop(self) -> None:
        """Put the cards back on the scene (at the places that the plan then says)."""
        self._more.stop()
        self._more.deleteLater()
        self._update()
        self._canvas.stage.hide(set(), set())
        if self._canvas.is_far:
            self._canvas.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Draw the cards and the wires that lead to them."""
        if self._canvas.is_far:
            self._paint_far(painter)
            return
        self._border.paint(painter)
        painter.save()
        if self._is_ready():
            self._paint_picture(painter)
        else:
            self._paint_apart(painter)
            if not self._more.isActive():
                self._more.start(_FIRST_MS if self._picture is None else 0)
        painter.restore()

    def _area(self, seen: Box) -> QRectF:
        plan, area = self._canvas.plan, QRectF()
        boxes = [plan.cards[i].box for i in self._near]
        boxes += [b for b in map(plan.link_grid.box, self._inner) if b is not None]
        if boxes:
            left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
            area = QRectF(left, top, max(b[2] for b in boxes) - left, max(b[3] for b in boxes) - top)
        area = area.adjusted(-m.MARGIN, -m.MARGIN, m.MARGIN, m.MARGIN)
        # Long inner wires would make the picture larger than memory likes.
        room = _ROOM_PX / self._canvas.zoom
        left, top, right, bottom = seen
        return area.intersected(QRectF(left - room, top - room, right - left + 2 * room, bottom - top + 2 * room))

    def _update(self) -> None:
        around = self._rect.translated(self._dx, self._dy)
        self._canvas.update_scene(around.united(self._border.rect), 4)

    # The picture

    def _is_ready(self) -> bool:
        return self._made_at == self._canvas.zoom_percent and not self._wires_left and not self._cards_left

    def _paint_picture(self, painter: QPainter) -> None:
        zoom, seen = self._canvas.zoom, self._canvas.seen()
        x = round((self._rect.left() + self._dx - seen[0]) * zoom)
        y = round((self._rect.top() + self._dy - seen[1]) * zoom)
        painter.resetTransform()
        if self._picture is not None:
            painter.drawPixmap(x, y, self._picture)

    def _paint_apart(self, painter: QPainter) -> None:
        """Until the picture is there: wires as straight hair lines, and the cards one by one."""
        stage, widget = self._canvas.stage, self._canvas.viewport()
        painter.translate(self._dx, self._dy)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for link, line in self._lines.items():
            painter.setPen(hair_pen(link))
            painter.drawLine(line)
        for card_id in self._near:
            stage.paint_card(painter, card_id, widget, has_halo=False)

    def _go_on(self) -> None:
        """Between two frames: paint as much of the picture as there is time for, wires first, cards over them."""
        canvas, end = self._canvas, perf_counter() + _SLICE_S
        if not canvas.under.is_sharp:  # one piece of work at a time: first the wires go from where they were
            self._more.start(_FIRST_MS)
            return
        zoom, ratio = canvas.zoom, canvas.viewport().devicePixelRatioF()
        if self._picture is None or self._made_at != canvas.zoom_percent:
            self._picture, self._made_at = self._empty(), canvas.zoom_percent
            self._wires_left, self._cards_left = list(self._inner), list(self._near)
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(zoom, zoom)
        painter.translate(-self._rect.topLeft())
        whole = _box(self._rect)
        while self._wires_left and perf_counter() < end:
            canvas.stage.strands.paint(painter, self._wires_left.pop(), whole, ratio=ratio)
        while self._cards_left and not self._wires_left and perf_counter() < end:
            canvas.stage.paint_card(painter, self._cards_left.pop(), canvas.viewport())
        painter.end()
        if self._is_ready():
            self._update()
        else:
            self._more.start(0)

    def _empty(self) -> QPixmap:
        canvas = self._canvas
        size = self._rect.size() * (canvas.zoom * canvas.viewport().devicePixelRatioF())
        picture = QPixmap(max(1, round(size.width())), max(1, round(size.height())))
        picture.setDevicePixelRatio(canvas.viewport().devicePixelRatioF())
        picture.fill(Qt.GlobalColor.transparent)
        return picture

    def _paint_far(self, painter: QPainter) -> None:
        cards = self._canvas.plan.cards
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().accent)
        near = (cards[i] for i in self._near)
        painter.drawRects([QRectF(c.x + self._dx, c.y + self._dy, c.width, c.height) for c in near])
        pen = QPen(theme.current().text_3, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        self._border.paint_far(painter)


class _Border:
    """The wires between cards that are carried and cards that stay.

    Attributes:
        rect: around them, in scene units.
    """

    def __init__(self, canvas: CanvasView, links: Iterable[Link], ids: AbstractSet[str]) -> None:
        self._plan = canvas.plan
        self._ends: list[tuple[Link, Point, Point, bool]] = []
        cards = canvas.plan.cards
        found = sorted(links, key=lambda k: (k.type, k.kind, k.source, k.target))
        for link in found[:: len(found) // _MOST_WIRES + 1]:
            start = cards[link.source].output_at(link.source_row)
            end = cards[link.target].input_at(link.target_row)
            self._ends.append((link, start, end, link.source in ids))
        self._is_plain = len(self._ends) > _MANY_WIRES
        self._paths: list[QPainterPath] = []
        self._lines: list[QLineF] = []
        self.rect = QRectF()

    def shape(self, dx: int, dy: int) -> None:
        """Lead to the cards where they are now."""
        self._paths, self._lines = [], []
        for link, (x1, y1), (x2, y2), is_source in self._ends:
            if is_source:
                x1, y1 = x1 + dx, y1 + dy
            else:
                x2, y2 = x2 + dx, y2 + dy
            if self._is_plain:
                self._lines.append(QLineF(x1, y1, x2, y2))
            else:
                self._paths.append(path_of(self._plan.shape((x1, y1), (x2, y2), link.via)))
        self.rect = self._around()

    def _around(self) -> QRectF:
        area = QRectF()
        for path in self._paths:
            area = area.united(path.controlPointRect())
        if self._lines:
            xs = [x for line in self._lines for x in (line.x1(), line.x2())]
            ys = [y for line in self._lines for y in (line.y1(), line.y2())]
            area = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
        return area

    def paint(self, painter: QPainter) -> None:
        """Draw them, many as straight hair lines."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not self._is_plain)
        if self._is_plain:
            pairs = zip((end[0] for end in self._ends), self._lines, strict=True)
            for _kind, some in groupby(pairs, key=lambda pair: (pair[0].type, pair[0].kind)):
                group = list(some)
                painter.setPen(hair_pen(group[0][0]))
                painter.drawLines([line for _link, line in group])
            return
        for (link, *_rest), path in zip(self._ends, self._paths, strict=True):
            painter.setPen(pen_of(link))
            painter.drawPath(path)

    def paint_far(self, painter: QPainter) -> None:
        """Draw them with the pen that the painter has."""
        painter.drawLines(self._lines)
        for path in self._paths:
            painter.drawPath(path)


def _box(rect: QRectF) -> Box:
    return rect.left(), rect.top(), rect.right(), rect.bottom()
