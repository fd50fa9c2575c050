"""Small pictures of Melodies: nodes in the colours of their kinds, and wires, as the layout says."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from harmony.board import theme
from harmony.catalog import Catalog
from harmony.melody.model import Melody
from harmony.melody.wires import wires_into

WIDE, HIGH = 200.0, 76.0
PAD = 14


def picture(melody: Melody, catalog: Catalog, width: int, height: int, ratio: float = 1.0) -> QPixmap:
    """A Melody as a picture of `width` by `height` logical pixels, on a clear ground."""
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    boxes = _boxes(melody)
    if not boxes:
        return made
    bounds = QRectF()
    for box in boxes.values():
        bounds = bounds.united(box)
    scale = min((width - 2 * PAD) / bounds.width(), (height - 2 * PAD) / bounds.height(), 0.4)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(width / 2, height / 2)
    painter.scale(scale, scale)
    painter.translate(-bounds.center())
    _paint(painter, melody, catalog, boxes, scale)
    painter.end()
    return made


def _boxes(melody: Melody) -> dict[str, QRectF]:
    places = melody.layout.nodes
    boxes = {}
    for number, name in enumerate(melody.nodes):
        at = places[name].at if name in places else (number * 240, 0)
        boxes[name] = QRectF(at[0], at[1], WIDE, HIGH)
    return boxes


def _paint(painter: QPainter, melody: Melody, catalog: Catalog, boxes: dict[str, QRectF], scale: float) -> None:
    look = theme.current()
    painter.setPen(QPen(look.text_3, 1.2 / scale))
    for name, node in melody.nodes.items():
        for wire in wires_into(name, node):
            if wire.source not in boxes:
                continue
            start = QPointF(boxes[wire.source].right(), boxes[wire.source].center().y())
            end = QPointF(boxes[name].left(), boxes[name].center().y())
            bend = max(40.0, abs(end.x() - start.x()) / 2)
            path = QPainterPath(start)
            path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
            painter.drawPath(path)
    for name, node in melody.nodes.items():
        kind = catalog.find(node.use)
        colour = QColor(look.kind(kind.kind if kind else "flow"))
        painter.setPen(QPen(colour, 1.2 / scale))
        painter.setBrush(theme.tint(colour, 0.22))
        painter.drawRoundedRect(boxes[name], 14, 14)
