"""The way from the Melody into the body that is shown, above the canvas."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from harmony.board import glyphs, theme
from harmony.board.widgets.pill import PAD, Pill
from harmony.board.widgets.text import Label

Trail = list[tuple[str, tuple[str, ...]]]


class _Chevron(QWidget):
    """What stands between two steps."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(12, 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Drawn, so that it follows the theme."""
        painter = QPainter(self)
        glyphs.paint(painter, QRectF(-1, 8, 14, 14), "chevron-right", theme.current().text_3)
        painter.end()


class Breadcrumbs(QWidget):
    """Hidden at the top level.

    Signals:
        chosen(owners): show this level.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(38)
        self.setAccessibleName("Where this body is")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 12, 4)
        self._row.setSpacing(0)
        self.steps: list[Pill] = []
        self.hide()
        theme.changes.changed.connect(self.update)

    def show_trail(self, trail: Trail) -> None:
        """Show a way; its last step is where one is."""
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.steps = []
        for title, owners in trail[:-1]:
            step = Pill(title, look="ghost", name=f"Back to {title}")
            step.clicked.connect(lambda _checked=False, owners=owners: self.chosen.emit(owners))
            self._row.addWidget(step)
            self._row.addWidget(_Chevron())
            self.steps.append(step)
        here = Label(trail[-1][0] if trail else "", 13, weight=600)
        self._row.addSpacing(PAD)
        self._row.addWidget(here)
        self._row.addStretch(1)
        self._row.addWidget(Label("Esc leaves", 11.5, tone="text_3"), 0, Qt.AlignmentFlag.AlignRight)
        self.setVisible(len(trail) > 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and a line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.current().line)
        painter.end()
