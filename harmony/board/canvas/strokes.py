"""How wires are drawn: path, pen, mark, and the picture that stands for all of it.

A wide antialiased curve costs ten times the blit of its picture, and on a grid the same shapes
come again and again: so wires of moderate size are drawn once and then blitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import Curve, Point, bounds, flatten, middle
from harmony.board.canvas.plan import Link
from harmony.board.canvas.texts import text_width

EDGE = 10
"""Scene units around the curve in a wire's picture: half its width, and its mark."""

_LARGEST_PX = 200_000
_LONG = 900
_MANY_LINES = 6
_DOTTED = 0.45
"""As strong is a line without gaps as a dotted one looks from a step away."""


@dataclass(frozen=True, slots=True)
class WireLook:
    """All that a wire's picture depends on.

    Attributes:
        curve: its shape, from the left top corner of its box.
        mark: the bound of a wire that goes back, both types of a conversion, else empty.
        dots: points that it is led through, from the same corner.
    """

    curve: Curve
    type: str
    kind: str
    is_quiet: bool
    is_back: bool
    mark: str
    dots: tuple[Point, ...] = ()


def wire_look(link: Link, *, is_quiet: bool) -> WireLook:
    """The look of a wire."""
    left, top, _right, _bottom = bounds(link.curve)
    shape = tuple((x - left, y - top) for x, y in link.curve)
    mark = f"↺ {link.key.max or '?'}" if link.key.back else f"{link.type} → {link.wanted}" if link.is_converted else ""
    dots = tuple((x - left, y - top) for x, y in link.via)
    return WireLook(shape, link.type, link.kind, is_quiet, link.key.back, mark, dots)


def paint_wire(look: WireLook, scale: float) -> QPixmap | None:
    """The picture of a wire, EDGE units larger than its box; None if it would be too large to keep."""
    picture = blank(look, scale)
    if picture is not None:
        painter = _painter(picture, scale)
        draw_wire(painter, look, path_of(look.curve))
        painter.end()
    return picture


def blank(look: WireLook, scale: float) -> QPixmap | None:
    """An empty picture for a wire; None if it would be too large to keep."""
    _left, _top, right, bottom = bounds(look.curve)
    width, height = ceil((right + 2 * EDGE) * scale), ceil((bottom + 2 * EDGE) * scale)
    if width * height > _LARGEST_PX:
        return None
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _painter(picture: QPixmap, scale: float) -> QPainter:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(EDGE, EDGE)
    return painter


def paint_wire_halo(look: WireLook, scale: float) -> QPixmap | None:
    """The halo of a wire at full strength, as large as its picture; None if that would be too large to keep."""
    picture = blank(look, scale)
    if picture is not None:
        painter = _painter(picture, scale)
        draw_halo(painter, path_of(look.curve), 1.0)
        painter.end()
    return picture


def draw_halo(painter: QPainter, path: QPainterPath, strength: float) -> None:
    """Draw a halo along a path."""
    glow = QColor(theme.current().accent)
    glow.setAlphaF(strength)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(glow, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(path)


def draw_wire(painter: QPainter, look: WireLook, path: QPainterPath, *, is_thin: bool = False) -> None:
    """Draw a wire along a path, with its mark; thin ones have none."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(look.type, look.kind, theme.current().name, look.is_quiet, look.is_back, is_thin))
    painter.drawPath(path)
    if not is_thin:
        _draw_more(painter, look, path)


def _draw_more(painter: QPainter, look: WireLook, path: QPainterPath) -> None:
    """The points that a wire is led through, and its mark."""
    if look.dots:
        start = path.elementAt(0)
        dx, dy = start.x - look.curve[0][0], start.y - look.curve[0][1]
        colours = theme.current()
        painter.setPen(QPen(colours.canvas, 1.5))
        painter.setBrush(colours.type(look.type) if look.type else colours.text_3)
        for x, y in look.dots:
            painter.drawEllipse(QPointF(x + dx, y + dy), m.DOT, m.DOT)
    if look.mark:
        _draw_mark(painter, look, _mark_place(look, path))


def _mark_place(look: WireLook, path: QPainterPath) -> QPointF:
    start = path.elementAt(0)
    x, y = middle(look.curve)
    return QPointF(x + start.x - look.curve[0][0], y + start.y - look.curve[0][1])


def path_of(curve: Curve) -> QPainterPath:
    """A curve as a Qt path."""
    path = QPainterPath(QPointF(*curve[0]))
    for i in range(1, len(curve), 3):
        path.cubicTo(*curve[i], *curve[i + 1], *curve[i + 2])
    return path


def pieces(curve: Curve) -> list[list[Point]]:
    """A curve as short polylines that join, so that a part of it can be drawn; more for a long one."""
    left, top, right, bottom = bounds(curve)
    count = 4 if right - left + bottom - top < _LONG else 12
    points = flatten(curve, 32 if count == 4 else 48)  # no corner is seen at 200 % either
    step = (len(points) - 1) // count
    return [points[i : i + step + 1] for i in range(0, len(points) - 1, step)]


def draw_pieces(painter: QPainter, look: WireLook, shown: list[QPolygonF], path: QPainterPath) -> None:
    """Draw some pieces of a wire that is too long for a picture.

    Lines of one device pixel side by side: Qt draws those six times faster than one wide line.
    """
    pen = _pen(look.type, look.kind, theme.current().name, look.is_quiet, look.is_back, False)
    scale = painter.deviceTransform().m11()
    lines = round(pen.widthF() * scale)
    if not 1 <= lines <= _MANY_LINES:
        draw_wire(painter, look, path)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(thin_pen(look))
    for points in shown:
        way = points.last() - points.first()
        is_flat = abs(way.x()) > abs(way.y())
        for k in range(lines):
            aside = (k - (lines - 1) / 2) / scale
            painter.drawPolyline(points.translated(0.0, aside) if is_flat else points.translated(aside, 0.0))
    if look.mark or look.dots:
        _draw_more(painter, look, path)


def pen_of(link: Link, *, is_quiet: bool = False) -> QPen:
    """The pen of a wire: colour by data type, dashes where nothing comes, thin for mentions."""
    return _pen(link.type, link.kind, theme.current().name, is_quiet, link.key.back, False)


def thin_pen(look: WireLook) -> QPen:
    """The pen of a wire that is one pixel wide at any zoom."""
    return _pen(look.type, look.kind, theme.current().name, look.is_quiet, look.is_back, True)


def hair_pen(link: Link) -> QPen:
    """A pen of one pixel without dashes, which is the fastest there is."""
    return _hair(link.type, link.kind, theme.current().name)


@lru_cache(maxsize=128)
def _hair(type_name: str, kind: str, _theme: str) -> QPen:
    colour = QColor(_thick_pen(type_name, kind, False, False).color())
    if kind == "after":
        colour.setAlphaF(_DOTTED)
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    return pen


@lru_cache(maxsize=512)
def _pen(type_name: str, kind: str, _theme: str, is_quiet: bool, is_back: bool, is_thin: bool) -> QPen:
    pen = _thick_pen(type_name, kind, is_quiet, is_back)
    if is_thin:
        dashes, width = pen.dashPattern(), pen.widthF()
        pen.setWidthF(1)
        pen.setCosmetic(True)
        if dashes:  # their unit is the width
            pen.setDashPattern([d * width for d in dashes])
    return pen


def _thick_pen(type_name: str, kind: str, is_quiet: bool, is_back: bool) -> QPen:
    colours = theme.current()
    colour = QColor(colours.type(type_name) if type_name else colours.state("error"))
    if kind == "mention":
        colour.setAlphaF(0.35)
        return QPen(colour, 1)
    if kind == "after":
        pen = QPen(colours.text_3, 1.5)
        pen.setDashPattern([1, 3])
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen
    pen = QPen(colour, m.WIRE)
    if is_quiet:
        colour.setAlphaF(0.4)
        pen.setColor(colour)
        pen.setDashPattern([2, 2.5])
    elif is_back:
        pen.setDashPattern([5, 3])
    return pen


def _draw_mark(painter: QPainter, look: WireLook, at: QPointF) -> None:
    """The bound where a wire goes back, both types where a value is converted."""
    colours, font = theme.current(), theme.mono(10)
    words = look.mark
    if not look.is_back and text_width(words, font) + 14 > max(p[0] for p in look.curve) + 2 * EDGE - 4:
        words = "~"  # too short a wire for the words; the tip has them
    half = max(text_width(words, font) / 2 + 7, 17 if look.is_back else 11)
    box = QRectF(at.x() - half, at.y() - 9, 2 * half, 18)
    painter.setPen(QPen(colours.type(look.type), 1.5))
    painter.setBrush(colours.canvas)
    painter.drawRoundedRect(box, 9, 9)
    painter.setPen(colours.text_2)
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
