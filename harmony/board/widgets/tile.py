"""The rounded tile with a node type's glyph; its colour says the kind."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from harmony.board import glyphs, theme


def paint_tile(painter: QPainter, box: QRectF, glyph: str, kind: str) -> None:
    """Draw a tile into `box`."""
    colour = theme.current().kind(kind)
    fill = QColor(colour)
    fill.setAlphaF(0.2 if theme.current().is_dark else 0.14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(box, box.height() * 0.24, box.height() * 0.24)
    inner = box.height() * 0.58
    glyphs.paint(
        painter,
        QRectF(0, 0, inner, inner).translated(box.center() - QRectF(0, 0, inner, inner).center()),
        glyph,
        colour,
    )


class Tile(QWidget):
    """A tile as a widget.

    Args:
        side: its width and height.
    """

    def __init__(self, side: int = 34, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._glyph, self._kind = "", "operator"
        self.setFixedSize(side, side)
        theme.changes.changed.connect(self.update)

    def show_type(self, glyph: str, kind: str) -> None:
        """Show the glyph and the colour of a node type."""
        self._glyph, self._kind = glyphs.name_for(glyph, kind), kind
        self.update()

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_tile(painter, QRectF(self.rect()), self._glyph, self._kind)
        painter.end()
