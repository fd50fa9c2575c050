"""The palette's search field as the title bar of its dock."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from harmony.board import theme
from harmony.board.widgets.search import Search


class SearchBar(QWidget):
    """A search field with room around it."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 11, 12, 4)
        row.addWidget(search)
        theme.changes.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The panel's ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.end()
