"""Badges: the shape of each state, so that no state is told by colour alone.

Each is drawn in a circle of 16 units around the given centre.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil, cos, floor, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from harmony.board import theme
from harmony.board.canvas.look import PROGRESS_STEPS, Look
from harmony.board.canvas.states import state_for

RADIUS = 8.0


def paint_badge(painter: QPainter, centre: QPointF, look: Look) -> None:
    """Draw the badge of a look; idle cards have one only if something is to be said."""
    if "conflict" in look.marks:
        colour = theme.current().state("waiting")
        _disc(painter, centre, colour)
        _unequal(painter, centre, colour)
    elif "disabled" in look.marks:
        _paint(painter, centre, "disabled", theme.current().text_3, look)
    elif look.state != "idle":
        _paint(painter, centre, look.state, theme.current().state(state_for(look.state).colour), look)
    elif "problem" in look.marks:
        _ring(painter, centre, theme.current().state("error"))
        _bang(painter, centre, theme.current().state("error"))
    elif "pin" in look.marks:
        _paint(painter, centre, "pin", theme.current().text_3, look)
    elif "bypass" in look.marks:
        _paint(painter, centre, "bypass", theme.current().text_3, look)
    if look.attempts > 1:
        _count(painter, centre, look.attempts)
    if "edited" in look.marks:
        _pencil(painter, centre - QPointF(22 if has_badge(look) else 0, 0), theme.current().state("waiting"))


def has_badge(look: Look) -> bool:
    """True if there is something to be said beside the title."""
    return look.state != "idle" or bool(look.marks & {"disabled", "problem", "pin", "bypass", "conflict"})


def _paint(painter: QPainter, centre: QPointF, word: str, colour: QColor, look: Look) -> None:
    if word == "active":
        _progress(painter, centre, colour, look.progress)
        return
    if word == "queued":
        _ring(painter, centre, colour, dashed=True)
    elif word not in {"skipped", "not_reached", "stale"}:
        _disc(painter, centre, colour)
    shape = _SHAPES.get(word)
    if shape:
        shape(painter, centre, colour)


def _disc(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    tint = QColor(colour)
    tint.setAlphaF(0.20 if theme.current().is_dark else 0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawEllipse(centre, RADIUS, RADIUS)


def _ring(painter: QPainter, centre: QPointF, colour: QColor, dashed: bool = False) -> None:
    pen = QPen(colour, 1.4)
    if dashed:
        pen.setDashPattern([2.2, 2.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, RADIUS - 1, RADIUS - 1)


def _stroke(painter: QPainter, colour: QColor, width: float = 1.7) -> None:
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _line(painter: QPainter, centre: QPointF, *points: tuple[float, float]) -> None:
    painter.drawPolyline([centre + QPointF(x, y) for x, y in points])


def _progress(painter: QPainter, centre: QPointF, colour: QColor, step: int | None) -> None:
    box = QRectF(centre.x() - RADIUS + 1.5, centre.y() - RADIUS + 1.5, 2 * RADIUS - 3, 2 * RADIUS - 3)
    track = QColor(colour)
    track.setAlphaF(0.25)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(track, 2.4))
    painter.drawEllipse(box)
    if step is not None:
        painter.setPen(QPen(colour, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(box, 90 * 16, -round(step / PROGRESS_STEPS * 360 * 16))


def paint_ring(painter: QPainter, centre: QPointF, turn: float) -> None:
    """Draw the arc of a card that runs without saying how far it is, over its picture.

    Args:
        painter: in units of the card.
        centre: of the badge.
        turn: 0 to 1, once around.
    """
    box = QRectF(centre.x() - RADIUS + 1.5, centre.y() - RADIUS + 1.5, 2 * RADIUS - 3, 2 * RADIUS - 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.current().state("active"), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(box, round((90 - turn * 360) * 16), -100 * 16)


def ring_at(width: int, scale: float) -> tuple[int, int]:
    """Where the picture of the ring lies in that of a card so wide, in device pixels from the body's corner."""
    return floor((width - 30) * scale), floor(10 * scale)


@lru_cache(maxsize=64)
def ring_picture(turn: float, width: int, scale: float, ratio: float, _theme: str) -> QPixmap:
    """The arc of `paint_ring` as a picture: a dozen cards turn at once, and an arc is dear.

    Args:
        turn: 0 to 1, once around.
        width: of the card.
        scale: device pixels a unit of the card.
        ratio: device pixels a logical pixel.
    """
    side, (left, top) = ceil(20 * scale) + 1, ring_at(width, scale)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.translate((width - 30) * scale - left, 10 * scale - top)
    painter.scale(scale, scale)
    paint_ring(painter, QPointF(10, 10), turn)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _tick(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour)
    _line(painter, centre, (-3.2, 0.2), (-0.9, 2.6), (3.4, -2.4))


def _bang(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.9)
    _line(painter, centre, (0, -3.8), (0, 0.8))
    painter.drawPoint(centre + QPointF(0, 3.6))


def _clock(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.4)
    painter.drawEllipse(centre, 4.6, 4.6)
    _line(painter, centre, (0, -2.6), (0, 0.2), (2.0, 1.4))


def _turn(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    """An arrow that comes round again: the value was there already."""
    _stroke(painter, colour, 1.5)
    radius = 3.7
    painter.drawArc(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 20 * 16, 285 * 16)
    angle = -20 * pi / 180
    tip = QPointF(radius * cos(angle), radius * sin(angle))
    _line(
        painter, centre, (tip.x() - 2.7, tip.y() - 0.6), (tip.x() + 0.1, tip.y() + 0.9), (tip.x() + 1.3, tip.y() - 2.0)
    )


def _dash(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _ring(painter, centre, colour)
    _stroke(painter, colour)
    _line(painter, centre, (-3, 0), (3, 0))


def _dots(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for dx in (-3.0, 0.0, 3.0):
        painter.drawEllipse(centre + QPointF(dx, 0), 1.0, 1.0)


def _square(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(centre.x() - 3, centre.y() - 3, 6, 6), 1, 1)


def _strike(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.6)
    painter.drawEllipse(centre, 4.6, 4.6)
    _line(painter, centre, (-3.2, 3.2), (3.2, -3.2))


def _pin(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.5)
    _line(painter, centre, (-2.6, -4), (2.6, -4))
    _line(painter, centre, (-1.6, -4), (-1.6, -0.6), (-3.2, 1), (3.2, 1), (1.6, -0.6), (1.6, -4))
    _line(painter, centre, (0, 1), (0, 4.6))


def _bars(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 2.0)
    for x in (-2.2, 2.2):
        _line(painter, centre, (x, -3), (x, 3))


def _back(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.6)
    _line(painter, centre, (3.6, 2.6), (3.6, -1), (-3.4, -1))
    _line(painter, centre, (-0.6, -3.6), (-3.4, -1), (-0.6, 1.6))


def _pencil(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    """It was edited since the run that is shown."""
    _stroke(painter, colour, 1.5)
    _line(painter, centre, (-3.8, 3.8), (-3.2, 1.2), (2.0, -4.0), (4.0, -2.0), (-1.2, 3.2), (-3.8, 3.8))
    _line(painter, centre, (0.6, -2.6), (2.6, -0.6))


def _unequal(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    """It was changed here and in the file."""
    _stroke(painter, colour, 1.6)
    _line(painter, centre, (-3.4, -1.5), (3.4, -1.5))
    _line(painter, centre, (-3.4, 1.8), (3.4, 1.8))
    _line(painter, centre, (2.2, -4.2), (-2.2, 4.4))


def _flag(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.5)
    _line(painter, centre, (-2.6, 4.4), (-2.6, -4), (3.6, -2.2), (-2.6, 0.4))


def _open_ring(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.4)
    painter.drawEllipse(centre, 4.6, 4.6)


def _broken_ring(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.6)
    box = QRectF(centre.x() - 4.6, centre.y() - 4.6, 9.2, 9.2)
    for start in (20, 140, 260):
        painter.drawArc(box, start * 16, 80 * 16)


def _through(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    _stroke(painter, colour, 1.6)
    _line(painter, centre, (-4.4, 0), (4, 0))
    _line(painter, centre, (1.4, -2.6), (4, 0), (1.4, 2.6))


def _count(painter: QPainter, centre: QPointF, attempts: int) -> None:
    """How many attempts it took, at the badge's lower right corner."""
    look = theme.current()
    at = centre + QPointF(6.5, 6.5)
    painter.setPen(QPen(look.node, 1.5))
    painter.setBrush(QBrush(look.amber))
    painter.drawEllipse(at, 5.6, 5.6)
    painter.setPen(look.on_amber)
    painter.setFont(theme.font(8, 600))
    text = str(attempts) if attempts < 10 else "9+"
    painter.drawText(QRectF(at.x() - 6, at.y() - 6, 12, 12), Qt.AlignmentFlag.AlignCenter, text)


_SHAPES: dict[str, Callable[[QPainter, QPointF, QColor], None]] = {
    "complete": _tick,
    "error": _bang,
    "waiting": _clock,
    "cached": _turn,
    "skipped": _dash,
    "queued": _dots,
    "cancelled": _square,
    "disabled": _strike,
    "pin": _pin,
    "paused": _bars,
    "reconstructed": _back,
    "gap": _flag,
    "not_reached": _open_ring,
    "stale": _broken_ring,
    "bypass": _through,
}
