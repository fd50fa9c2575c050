"""A row of tabs with counts, painted: `bar` (bottom panel, open Melodies) or `segments` (properties)."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from harmony.board import glyphs, theme

Look = Literal["bar", "segments", "documents"]


class Tabs(QTabBar):
    """Tabs of the board's look; keyboard and accessibility are Qt's own.

    Signals:
        close_asked(index): the cross of a document's tab was pressed.

    Args:
        look: `bar`, `segments` (equal widths in a frame) or `documents` (with a glyph, a dot
            while there is something to save, and a cross).
    """

    close_asked = Signal(int)

    def __init__(self, look: Look = "bar", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: Look = look
        self._counts: dict[int, int] = {}
        self._dirty: dict[int, bool] = {}
        self._over = -1
        self.setDrawBase(False)
        self.setExpanding(look == "segments")
        self.setUsesScrollButtons(look == "documents")
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)
        theme.wear(self, 13, 500)
        theme.changes.changed.connect(self.update)

    def set_count(self, index: int, count: int | None) -> None:
        """Show a number after the title; None takes it away."""
        if self._counts.get(index) != count:
            if count is None:
                self._counts.pop(index, None)
            else:
                self._counts[index] = count
            self.setTabToolTip(index, self.tabToolTip(index))
            self._relayout(index)

    def show_tab(self, index: int, is_shown: bool = True) -> None:
        """Show or hide a tab; the row takes the width that it needs then."""
        if self.isTabVisible(index) != is_shown:
            self.setTabVisible(index, is_shown)
            self._relayout(index)
            self.updateGeometry()

    def set_dirty(self, index: int, is_dirty: bool) -> None:
        """Show or hide the dot."""
        self._dirty[index] = is_dirty
        self.update()

    def _relayout(self, index: int) -> None:
        # Qt looks at size hints again only when a tab's text changes.
        text = self.tabText(index)
        self.setTabText(index, text + " ")
        self.setTabText(index, text)

    def _label(self, index: int) -> str:
        count = self._counts.get(index)
        return self.tabText(index) if count is None else f"{self.tabText(index)} {count:,}"

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the label and what stands beside it."""
        width = QFontMetrics(theme.ui_font(13, 500)).horizontalAdvance(self._label(index))
        extra = {"bar": 24, "segments": 16, "documents": 66}[self._look]
        return QSize(min(width + extra, 260), {"bar": 36, "segments": 30, "documents": 36}[self._look])

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Documents may become narrow."""
        hint = self.tabSizeHint(index)
        return QSize(min(hint.width(), 90), hint.height()) if self._look == "documents" else hint

    def minimumSizeHint(self) -> QSize:
        """Qt would keep room for scroll buttons that are not there."""
        return QSize(60, 36) if self._look == "documents" else super().minimumSizeHint()

    def close_rect(self, index: int) -> QRect:
        """Where the cross of a document's tab is."""
        box = self.tabRect(index)
        return QRect(box.right() - 28, box.center().y() - 9, 18, 18)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovering is shown."""
        over = self.tabAt(event.position().toPoint())
        if over != self._over or self._look == "documents":
            self._over = over
            self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hovering has ended."""
        self._over = -1
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The cross, or a middle click, asks to close."""
        index = self.tabAt(event.position().toPoint())
        if self._look == "documents" and index >= 0:
            on_cross = self.close_rect(index).contains(event.position().toPoint())
            if event.button() == Qt.MouseButton.MiddleButton or (
                on_cross and event.button() == Qt.MouseButton.LeftButton
            ):
                self.close_asked.emit(index)
                return
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all tabs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        if self._look == "segments":
            painter.setPen(QPen(look.line, 1))
            painter.setBrush(look.raised)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        for index in range(self.count()):
            self._paint_tab(painter, index)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        look = theme.current()
        chosen, over = index == self.currentIndex(), index == self._over
        box = QRectF(self.tabRect(index))
        if chosen or over:
            self._paint_ground(painter, box, chosen)
        painter.setFont(theme.ui_font(13, 500))
        painter.setPen(look.text if chosen or over else look.text_2)
        if self._look == "documents":
            self._paint_document(painter, index, box)
            return
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._label(index))

    def _paint_ground(self, painter: QPainter, box: QRectF, chosen: bool) -> None:
        look = theme.current()
        if self._look == "documents":
            fill = look.canvas if chosen else look.hover
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(box.adjusted(1, 3, -1, 8), 8, 8)
            return
        inset = box.adjusted(3, 4, -3, -4) if self._look == "bar" else box.adjusted(2.5, 2.5, -2.5, -2.5)
        painter.setPen(QPen(look.node_line, 1) if self._look == "segments" and chosen else Qt.PenStyle.NoPen)
        painter.setBrush(
            look.hover if self._look == "bar" or not chosen else (look.node if look.is_dark else look.panel)
        )
        painter.drawRoundedRect(inset, 6, 6)
        if self.hasFocus() and chosen:
            painter.setPen(QPen(look.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inset, 6, 6)

    def _paint_document(self, painter: QPainter, index: int, box: QRectF) -> None:
        look = theme.current()
        glyphs.paint(painter, QRectF(box.left() + 12, box.center().y() - 7, 15, 15), "music-note-eighth", look.text_3)
        painter.setFont(theme.ui_font(13, 500))
        painter.setPen(look.text if index == self.currentIndex() else look.text_2)
        room = box.adjusted(32, 0, -32, 0)
        text = painter.fontMetrics().elidedText(self.tabText(index), Qt.TextElideMode.ElideRight, int(room.width()) + 2)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        cross = QRectF(self.close_rect(index))
        pointer: QPoint = self.mapFromGlobal(self.cursor().pos())
        if self._dirty.get(index) and not cross.contains(QPointF(pointer)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.amber)
            painter.drawEllipse(cross.center(), 4, 4)
        elif index in (self._over, self.currentIndex()):
            ink = QColor(look.text if cross.contains(QPointF(pointer)) else look.text_3)
            glyphs.paint(painter, cross.adjusted(2, 2, -2, -2), "close", ink)
