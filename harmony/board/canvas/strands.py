"""Wires as the underlay paints them: one at a time, into the part that is asked for."""

from __future__ import annotations

from functools import cached_property
from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from harmony.board import theme
from harmony.board.canvas.curves import Box, Point, bounds
from harmony.board.canvas.exposed import Exposed
from harmony.board.canvas.pictures import Pictures
from harmony.board.canvas.strokes import EDGE, WireLook, draw_pieces, draw_wire, path_of, pieces, wire_look

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Link

_THIN_BELOW = 0.55
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
    def parts(self) -> list[tuple[Box, list[Point]]]:
        """Pieces of the curve, with the box around each."""
        return [(_around(points), points) for points in pieces(self._link.curve)]

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

    Attributes:
        exposed: the part that is being painted.
    """

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self.exposed = Exposed()

    def paint(self, painter: QPainter, link: Link, *, glow: float, is_quiet: bool, ratio: float) -> bool:
        """Draw a wire in scene coordinates; the painter's transform may be another one afterwards.

        Args:
            painter: in scene coordinates.
            link: the wire.
            glow: strength of its halo, 0 for none.
            is_quiet: nothing came this way in the run that is shown.
            ratio: device pixels a logical pixel.

        Returns:
            False if there was no time to draw it well.
        """
        one = drawn(link)
        if not self._is_exposed(one):
            return True
        if glow:
            _halo(painter, one, glow)
        transform = painter.worldTransform()
        zoom = transform.m11()
        look = one.look(is_quiet)
        # From afar a line of one pixel is enough; while the zoom moves no picture would be used twice.
        if zoom < _THIN_BELOW:
            draw_wire(painter, look, one.path, is_thin=True)
            return True
        if self._pictures.is_moving:
            self._pieces(painter, look, one)
            return True
        picture, has_time = self._pictures.wire(look, zoom * ratio)
        if not has_time:
            draw_wire(painter, look, one.path, is_thin=True)
            return False
        if picture is None:
            self._pieces(painter, look, one)
            return True
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
        return True

    def _pieces(self, painter: QPainter, look: WireLook, one: Drawn) -> None:
        draw_pieces(painter, look, [p for box, p in one.parts if self.exposed.meets(box)], one.path)

    def _is_exposed(self, one: Drawn) -> bool:
        """True if the wire itself, not just the box around it, lies in what is to be drawn."""
        meets = self.exposed.meets
        for box, _points in one.parts:  # noqa: SIM110 - a generator costs twice as much here
            if meets(box):
                return True
        return False


def _halo(painter: QPainter, one: Drawn, strength: float) -> None:
    glow = QColor(theme.current().accent)
    glow.setAlphaF(strength)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(glow, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(one.path)


def _around(points: list[Point]) -> Box:
    """The box around a piece of a wire, with room for its width and mark."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs) - 8, min(ys) - 8, max(xs) + 8, max(ys) + 8
