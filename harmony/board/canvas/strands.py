"""Wires as the underlay paints them: one at a time, into the part that is asked for."""

from __future__ import annotations

from functools import cached_property
from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPixmap, QPolygonF, QTransform

from harmony.board.canvas.curves import Box, Point, bounds, middle
from harmony.board.canvas.pictures import Pictures
from harmony.board.canvas.strokes import (
    EDGE,
    WireLook,
    draw_halo,
    draw_pieces,
    hair_pen,
    path_of,
    pieces,
    thin_pen,
    wire_look,
)

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Link

_THIN_BELOW = 0.55
_MARK = 70, 12
"""Half the width and height of the largest mark."""
_IDENTITY = QTransform()


class Drawn:
    """What is worked out of a wire's shape once, when it is first needed; kept in `Link.drawn`."""

    def __init__(self, link: Link) -> None:
        self._link = link
        left, top, right, bottom = bounds(link.curve)
        self.box = QRectF(left, top, right - left, bottom - top).adjusted(-EDGE, -EDGE, EDGE, EDGE)
        self._looks: dict[bool, WireLook] = {}

    @cached_property
    def path(self) -> QPainterPath:
        """The curve as a path."""
        return path_of(self._link.curve)

    @cached_property
    def parts(self) -> list[tuple[Box, QPolygonF]]:
        """Pieces of the curve, with the box around each."""
        found = [
            (_around(points), QPolygonF([QPointF(x, y) for x, y in points])) for points in pieces(self._link.curve)
        ]
        if not (self._link.is_converted or self._link.key.back):
            return found
        return [(_with_mark(box, *middle(self._link.curve)), polygon) for box, polygon in found]

    def look(self, is_quiet: bool) -> WireLook:
        """What its picture depends on."""
        found = self._looks.get(is_quiet)
        if found is None:
            found = self._looks[is_quiet] = wire_look(self._link, is_quiet=is_quiet)
        return found


def drawn(link: Link) -> Drawn:
    """What painting keeps with a wire."""
    found = link.drawn
    if found is None:
        found = link.drawn = Drawn(link)
    return found  # type: ignore[no-any-return]


class Strands:
    """Paints wires.

    Args:
        pictures: the store of their pictures.
    """

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def paint(
        self, painter: QPainter, link: Link, box: Box, *, glow: float = 0.0, is_quiet: bool = False, ratio: float = 1.0
    ) -> None:
        """Draw a wire in scene coordinates.

        Args:
            painter: in scene coordinates.
            link: the wire.
            box: the part that is painted; nothing is drawn of a wire that does not come there.
            glow: strength of its halo, 0 for none.
            is_quiet: nothing came this way in the run that is shown.
            ratio: device pixels a logical pixel.
        """
        one = drawn(link)
        shown = _inside(one, box)
        if not shown:
            return
        transform = painter.worldTransform()
        zoom = transform.m11()
        look = one.look(is_quiet)
        # From afar a line of one pixel is enough.
        if zoom < _THIN_BELOW:
            if glow:
                draw_halo(painter, one.path, glow)
            painter.setPen(thin_pen(look))
            for polygon in shown:
                painter.drawPolyline(polygon)
            return
        if glow:
            self._paint_halo(painter, one, look, glow, ratio)
        # While the zoom moves no picture would be used twice.
        picture = None if self._pictures.is_moving else self._pictures.wire(look, zoom * ratio)
        if picture is None:
            draw_pieces(painter, look, shown, one.path)
        else:
            _copy(painter, one, picture, ratio)

    def _paint_halo(self, painter: QPainter, one: Drawn, look: WireLook, glow: float, ratio: float) -> None:
        zoom = painter.worldTransform().m11()
        picture = None if self._pictures.is_moving else self._pictures.glow(look, zoom * ratio)
        if picture is None:
            draw_halo(painter, one.path, glow)
            return
        before = painter.opacity()
        painter.setOpacity(before * glow)
        _copy(painter, one, picture, ratio)
        painter.setOpacity(before)


def _copy(painter: QPainter, one: Drawn, picture: QPixmap, ratio: float) -> None:
    """Put a picture where the wire lies, on whole device pixels."""
    transform = painter.worldTransform()
    zoom = transform.m11()
    # Halves go up everywhere: the parts of a wire that are painted apart must meet.
    x = floor((transform.dx() + zoom * one.box.left()) * ratio + 0.5) / ratio
    y = floor((transform.dy() + zoom * one.box.top()) * ratio + 0.5) / ratio
    painter.setWorldTransform(_IDENTITY)
    if ratio == 1.0:
        painter.drawPixmap(QPoint(int(x), int(y)), picture)
    else:
        size = QRectF(x, y, picture.width() / ratio, picture.height() / ratio)
        painter.drawPixmap(size, picture, QRectF(picture.rect()))
    painter.setWorldTransform(transform)


def paint_hair(painter: QPainter, link: Link, box: Box) -> None:
    """Draw a wire as a line of one pixel without dashes and marks: for a moment, or where hundreds lie together."""
    painter.setPen(hair_pen(link))
    for polygon in _inside(drawn(link), box):
        painter.drawPolyline(polygon)


def _inside(one: Drawn, box: Box) -> list[QPolygonF]:
    """The pieces of a wire that come into a part: the box around all of it may be much larger."""
    left, top, right, bottom = box
    return [p for (a, b, c, d), p in one.parts if a < right and c > left and b < bottom and d > top]


def _with_mark(box: Box, x: float, y: float) -> Box:
    """The box of a piece, grown around the mark if that sits on the piece."""
    left, top, right, bottom = box
    if not (left <= x <= right and top <= y <= bottom):
        return box
    half, high = _MARK
    return min(left, x - half), min(top, y - high), max(right, x + half), max(bottom, y + high)


def _around(points: list[Point]) -> Box:
    """The box around a piece of a wire, with room for its width and mark."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs) - 8, min(ys) - 8, max(xs) + 8, max(ys) + 8
