"""The board's button, painted: plain, primary (accent) or ghost, with a glyph and a key hint."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from harmony.board import glyphs, theme

Look = Literal["plain", "primary", "ghost", "field"]
PAD, GAP, GLYPH = 11, 7, 15


class Pill(QAbstractButton):
    """A rounded button of the look that the whole board has.

    Args:
        text: its label; empty for a glyph alone (then give a `name`).
        glyph: name of an icon before the label.
        look: plain (bordered), primary (accent), ghost (border only while hovered), field
            (left-aligned, like a text field).
        hint: a key, shown at the right end.
        name: accessible name, and the tool tip of a glyph alone.
    """

    def __init__(
        self,
        text: str = "",
        glyph: str = "",
        look: Look = "plain",
        hint: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._glyph, self._look, self._hint = glyph, look, hint
        self.emphasis: QColor | None = None
        self.setAccessibleName(name or text)
        if name and not text:
            self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changes.changed.connect(self._look_changed)

    def _look_changed(self) -> None:
        """Other colours, and it may be another text size."""
        self.updateGeometry()
        self.update()

    def set_glyph(self, glyph: str) -> None:
        """Show another icon."""
        self._glyph = glyph
        self.update()

    def set_hint(self, hint: str) -> None:
        """Show another key; empty: none."""
        if hint != self._hint:
            self._hint = hint
            self.updateGeometry()
            self.update()

    def setText(self, text: str) -> None:
        """Change the label, and make room for it."""
        if text != self.text():
            super().setText(text)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for glyph, label and hint; 30 high."""
        metrics = self._metrics()
        width = PAD * 2 if self.text() else 7 * 2
        width += GLYPH if self._glyph else 0
        width += metrics if self.text() else 0
        width += GAP if self._glyph and self.text() else 0
        width += self._hint_width() + GAP * 2 if self._hint else 0
        return QSize(width, 30)

    def minimumSizeHint(self) -> QSize:
        """As small as it may become."""
        return self.sizeHint() if self._look != "field" else QSize(120, 30)

    def _metrics(self) -> int:
        from PySide6.QtGui import QFontMetrics

        return QFontMetrics(theme.ui_font(13, 500)).horizontalAdvance(self.text()) + 1

    def _hint_width(self) -> int:
        from PySide6.QtGui import QFontMetrics

        return QFontMetrics(theme.ui_font(11)).horizontalAdvance(self._hint) + (10 if self._look == "field" else 0)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hovering is shown."""
        super().enterEvent(event)
        self.update()

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        """Fill, border, ink."""
        look = theme.current()
        over = self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked())
        if self._look == "primary" and self.isEnabled():
            fill = (
                look.accent.lighter(108) if over and look.is_dark else look.accent.darker(108) if over else look.accent
            )
            return fill, fill, look.on_accent
        clear = QColor(0, 0, 0, 0)
        if self._look == "ghost":
            return (look.hover if over else clear), clear, look.text if over else look.text_2
        return (look.hover if over else look.raised), look.node_line if over else look.line, look.text

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        fill, border, ink = self._colours()
        if self.emphasis is not None:
            ink = self.emphasis
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.current().accent, 1.5) if self.hasFocus() else QPen(border, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 7, 7)
        self._paint_inside(painter, ink)
        painter.end()

    def _paint_inside(self, painter: QPainter, ink: QColor) -> None:
        height = self.height()
        if not self.text():
            glyphs.paint(painter, QRectF((self.width() - 17) / 2, (height - 17) / 2, 17, 17), self._glyph, ink)
            return
        right: float = self.width() - PAD
        # A field that is too narrow for both says what it is for.
        if self._hint and (self._look != "field" or self.width() >= self.sizeHint().width() - 2 * GAP):
            right -= self._paint_hint(painter, ink) + GAP
        left = self._left(right)
        if self._glyph:
            glyphs.paint(painter, QRectF(left, (height - GLYPH) / 2, GLYPH, GLYPH), self._glyph, ink)
            left += GLYPH + GAP
        if self._look == "field":
            ink = theme.current().text_3
        painter.setFont(theme.ui_font(13, 600 if self._look == "primary" else 500 if self._look != "field" else 400))
        painter.setPen(ink)
        room = QRectF(left, 0, right - left, height)
        elided = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

    def _left(self, right: float) -> float:
        if self._look == "field":
            return PAD
        content = self._metrics() + (GLYPH + GAP if self._glyph else 0)
        return max(PAD, (right + PAD - content) / 2) if not self._hint else PAD

    def _paint_hint(self, painter: QPainter, ink: QColor) -> float:
        look = theme.current()
        width = self._hint_width()
        painter.setFont(theme.ui_font(11))
        area = QRectF(
            self.width() - PAD - width + (4 if self._look == "field" else 0), (self.height() - 19) / 2, width, 19
        )
        if self._look == "field":
            painter.setPen(QPen(look.line, 1))
            painter.setBrush(look.panel)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(look.text_3)
        else:
            faded = QColor(ink)
            faded.setAlphaF(0.75)
            painter.setPen(faded)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._hint)
        return width
