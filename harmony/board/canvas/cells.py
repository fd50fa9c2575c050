"""The strip in the footer of a for-each or a loop: a cell for each iteration, or for some of them together."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from harmony.board import theme
from harmony.board.canvas import measures as m
from harmony.board.canvas.look import Look
from harmony.board.canvas.states import state_for

STEP, GAP, EDGE = 5.0, 1.2, 12.0
_WEAK = frozenset({"skipped", "queued", "cancelled"})


def boxes_of(look: Look) -> list[QRectF]:
    """Where the cells are, in scene units from the card's corner; the last one stands at the right."""
    middle, left = look.height - m.FOOTER / 2, look.width - EDGE - STEP * len(look.strip) + GAP
    return [QRectF(left + at * STEP, middle - 4, STEP - GAP, 8) for at in range(len(look.strip))]


def cell_at(look: Look, point: QPointF) -> int:
    """The cell under a point from the card's corner; -1 where there is none."""
    boxes = boxes_of(look)
    return next((at for at, box in enumerate(boxes) if box.adjusted(-GAP / 2, -5, GAP / 2, 5).contains(point)), -1)


def paint_strip(painter: QPainter, look: Look) -> float:
    """Draw the cells; gives where they begin."""
    boxes = boxes_of(look)
    painter.setPen(Qt.PenStyle.NoPen)
    for word, box in zip(look.strip, boxes, strict=True):
        colour = QColor(theme.current().state(state_for(word).colour))
        colour.setAlphaF(0.45 if word in _WEAK else 1.0)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 1.2, 1.2)
    if 0 <= look.picked < len(boxes):
        painter.setPen(QPen(theme.current().text, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(boxes[look.picked].adjusted(-1.2, -1.6, 1.2, 1.6), 2, 2)
    return boxes[0].left()
