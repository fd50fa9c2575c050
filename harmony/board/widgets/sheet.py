"""A dialog without a window of its own: a sheet over the board, with a dimmed ground.

Nothing waits for it: what shall happen is given as callbacks. Esc and a click beside it close it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from harmony.board import theme


class Sheet(QWidget):
    """The dimmed ground and the card on it.

    Signals:
        closed(): it is gone, however it went.

    Args:
        window: what it lies over.
        width: of the card.
        top: distance of the card from the top; None puts it into the middle.
    """

    closed = Signal()

    def __init__(self, window: QWidget, width: int = 460, top: int | None = None) -> None:
        super().__init__(window)
        self._top = top
        self._before = QApplication.focusWidget()
        self.card = _Card(self)
        self.card.setFixedWidth(width)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(20, 18, 20, 18)
        self.column.setSpacing(12)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.installEventFilter(self)

    def open(self) -> None:
        """Show it and give it the keyboard."""
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self._place()
        self.card.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window when it is resized."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget() and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            self._place()
        return False

    def _place(self) -> None:
        self.card.setMaximumHeight(max(160, self.height() - 80))
        self.card.adjustSize()
        x = (self.width() - self.card.width()) // 2
        y = self._top if self._top is not None else max(30, (self.height() - self.card.height()) // 2 - 30)
        self.card.move(x, y)

    def refit(self) -> None:
        """The card's content has another height now."""
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays on the sheet."""
        start = QApplication.focusWidget()
        if start is None or not (self.isAncestorOf(start)):
            return super().focusNextPrevChild(forward)
        at = start
        for _ in range(500):
            found = at.nextInFocusChain() if forward else at.previousInFocusChain()
            if found is None or found is start:
                return True
            at = found
            can = at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and at.isEnabled()
            if can and self.card.isAncestorOf(at) and at.focusProxy() is None:
                at.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                return True
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close()
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the keyboard back."""
        from shiboken6 import isValid

        parent = self.parentWidget()
        if parent is not None:
            parent.removeEventFilter(self)
        if self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.closed.emit()
        super().closeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what is below, and a soft shadow of the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(8, 10, 15, 120 if theme.current().is_dark else 60))
        box = QRectF(self.card.geometry())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 7 if theme.current().is_dark else 2))
        for grow in range(18, 0, -1):
            painter.drawRoundedRect(box.adjusted(-grow, -grow + 5, grow, grow + 5), 12 + grow, 12 + grow)
        painter.end()


class _Card(QWidget):
    """A rounded panel."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Its ground and border."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.node_line, 1))
        painter.setBrush(look.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 11, 11)
        painter.end()
