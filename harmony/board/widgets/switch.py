"""A switch for yes and no."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from harmony.board import theme


class Switch(QAbstractButton):
    """On or off; Space turns it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        theme.changes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """36 by 22."""
        return QSize(36, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A track and a knob; the knob's side says the value without colour too."""
        look, on = theme.current(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        track = QRectF(1, 2, 34, 18)
        painter.setPen(QPen(look.accent if self.hasFocus() or on else look.node_line, 1.5 if self.hasFocus() else 1))
        painter.setBrush(look.accent if on else look.raised)
        painter.drawRoundedRect(track, 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.on_accent if on else look.text_3)
        painter.drawEllipse(QPointF(track.right() - 9 if on else track.left() + 9, track.center().y()), 6, 6)
        if self.hasFocus() and on:
            painter.setPen(QPen(look.text, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track, 9, 9)
        painter.end()
