"""The panel at the left: extensions and outline, one search field for both."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.panels.outline import Outline
from harmony.board.panels.palette import Palette
from harmony.board.widgets.search import Search
from harmony.board.widgets.tabs import Tabs

PAGES = ("Extensions", "Outline")


class LeftBar(QWidget):
    """Tabs and search: the title bar of the panel."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.tabs = Tabs("segments")
        self.tabs.setAccessibleName("Left pages")
        for page in PAGES:
            self.tabs.addTab(page)
        self.searches = QStackedWidget()
        self.outline_search = Search("Search this Melody")
        self.searches.addWidget(palette.search)
        self.searches.addWidget(self.outline_search)
        self.searches.setFixedHeight(32)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 4)
        column.setSpacing(8)
        column.addWidget(self.tabs)
        column.addWidget(self.searches)
        theme.changes.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The panel's ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.end()


class Left(QStackedWidget):
    """The pages below."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.bar, self.outline = LeftBar(palette), Outline()
        self.addWidget(palette)
        self.addWidget(self.outline)
        self.bar.tabs.currentChanged.connect(self._turn)
        self.bar.outline_search.textChanged.connect(self.outline.search)
        self.bar.outline_search.left.connect(self.outline.setFocus)

    def _turn(self, index: int) -> None:
        self.setCurrentIndex(index)
        self.bar.searches.setCurrentIndex(index)

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        self.bar.tabs.setCurrentIndex(PAGES.index(name))
