"""The strip at the top: name, menus, search, where it runs, budget, Stop, Run; and the tabs below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from harmony.board import glyphs, theme
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.tabs import Tabs
from harmony.board.widgets.text import Label


class _Brand(QWidget):
    """The note and the name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(132, 30)
        theme.changes.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Drawn, so that it follows the theme."""
        painter = QPainter(self)
        glyphs.paint(painter, QRectF(2, 6, 18, 18), "music", theme.current().accent)
        painter.setFont(theme.font(13.5, 600))
        painter.setPen(theme.current().text)
        painter.drawText(QRectF(25, 0, 110, 30), Qt.AlignmentFlag.AlignVCenter, "Harmony Board")
        painter.end()


class TopBar(QWidget):
    """Two rows over the whole width: commands, then the open Melodies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        theme.wear(self.menus, 13, 500)
        self.menus.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.search = Pill("Search or run a command", look="field", hint="Ctrl K", name="Search or run a command")
        # The field gives way before the menus do.
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMaximumWidth(300)
        self.place = Pill("Local", "desktop-classic", name="Where it runs")
        self.budget = Pill("No budget", name="Budget")
        self.stop, self.run = Pill("Stop", "stop"), Pill("Run", "play", "primary", "Ctrl ↵")
        self.tabs = Tabs("documents")
        self.tabs.setAccessibleName("Open Melodies")
        self.tabs.setMovable(True)
        self.more = Pill(glyph="plus", look="ghost", name="New Melody")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._first())
        column.addLayout(self._second())
        theme.changes.changed.connect(self.update)

    def _first(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 7, 14, 8)
        row.setSpacing(10)
        row.addWidget(_Brand())
        row.addWidget(self.menus)
        row.addStretch(1)
        row.addWidget(self.search, 100)
        for widget in (self.place, self.budget, self.stop, self.run):
            row.addWidget(widget)
        return row

    def _second(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(6, 0, 14, 0)
        row.setSpacing(6)
        # The row keeps its height while nothing is open.
        row.addSpacerItem(QSpacerItem(0, 36))
        row.addWidget(self.tabs)
        row.addWidget(self.more)
        row.addStretch(1)
        return row

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and the lines below both rows."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.fillRect(QRectF(0, 45, self.width(), 1), theme.current().line)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.current().line)
        painter.end()


class StatusLine(QWidget):
    """The strip at the bottom: what goes on at the left, counts at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(26)
        self.word = Label("", 12, weight=600)
        self.text = Label("", 12, tone="text_2")
        self.facts = Label("", 12, tone="text_2")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(14)
        row.addWidget(self.word)
        row.addWidget(self.text, 1)
        row.addWidget(self.facts)
        theme.changes.changed.connect(self.update)

    def say(self, word: str, state: str, text: str, facts: str) -> None:
        """Show a state's word in its colour, a sentence, and counts."""
        self.word.setText(word)
        self.word.set_state(state)
        self.word.setVisible(bool(word))
        self.text.setText(text)
        self.facts.setText(facts)
        self.setAccessibleName(" ".join(p for p in (word, text, facts) if p))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.fillRect(0, 0, self.width(), 1, theme.current().line)
        painter.end()
