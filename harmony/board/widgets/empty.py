"""What a panel says while it has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from harmony.board import glyphs, theme


def paint_empty(painter: QPainter, area: QRectF, glyph: str, text: str, more: str = "") -> None:
    """Draw a faint glyph, a sentence, and a smaller one under it, in the middle of `area`."""
    look = theme.current()
    middle = area.center()
    high = area.height() > 130
    if high:
        ink = look.node_line if look.is_dark else look.node_line.darker(108)
        glyphs.paint(painter, QRectF(middle.x() - 16, middle.y() - 48, 32, 32), glyph, ink)
    top = middle.y() - 6 if high else middle.y() - 20
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    inner = area.adjusted(24, 0, -24, 0)
    painter.setFont(theme.ui_font(13, 500))
    painter.setPen(look.text_2)
    drawn = painter.boundingRect(QRectF(inner.left(), top, inner.width(), 200), flags, text)
    painter.drawText(QRectF(inner.left(), top, inner.width(), 200), flags, text)
    if more:
        painter.setFont(theme.ui_font(12))
        painter.setPen(look.text_3)
        painter.drawText(QRectF(inner.left(), drawn.bottom() + 6, inner.width(), 200), flags, more)


class Empty(QWidget):
    """`paint_empty` as a widget."""

    def __init__(self, glyph: str, text: str, more: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph, self._text, self._more = glyph, text, more
        self.setAccessibleName(f"{text} {more}".strip())
        theme.changes.changed.connect(self.update)

    def paintEvent(self, _event: object) -> None:
        """Draw it."""
        painter = QPainter(self)
        paint_empty(painter, QRectF(self.rect()), self._glyph, self._text, self._more)
        painter.end()
