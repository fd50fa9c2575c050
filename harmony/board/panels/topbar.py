"""The strip at the top: name, menus, search, where it runs, budget, Stop, Run; and the tabs below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from harmony.board import glyphs, theme
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.tabs import Tabs
from harmony.board.widgets.text import Label

SEARCH, SHORT_SEARCH = "Search or run a command", "Search"
_WIDEST = 16_777_215


class _Brand(QWidget):
    """The note and the name."""

    def __init__(self) -> None:
        super().__init__()
        self.set_short(False)
        theme.changes.changed.connect(self.update)

    def set_short(self, is_short: bool) -> None:
        """Show the note alone, or the name too."""
        self.setFixedSize(22 if is_short else 132, 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Drawn, so that it follows the theme."""
        painter = QPainter(self)
        glyphs.paint(painter, QRectF(2, 6, 18, 18), "music", theme.current().accent)
        painter.setFont(theme.font(13.5, 600))
        painter.setPen(theme.current().text)
        if self.width() > 30:
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
        self.search = Pill(SEARCH, look="field", hint="Ctrl K", name=SEARCH)
        # The field gives way before the menus do.
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMaximumWidth(300)
        self._brand, self._place = _Brand(), "Local"
        self._shown: tuple[object, ...] = ()
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
        theme.changes.changed.connect(self._look_changed)

    def _look_changed(self) -> None:
        """Other colours, and it may be another text size."""
        self._shown = ()
        self.tighten()
        self.update()

    def say_place(self, text: str) -> None:
        """Say where it runs: `Local · 2 workers`; only the first part where there is little room."""
        self._place = text

    def tighten(self) -> None:
        """Let texts get shorter until the row fits: the menus are never cut."""
        buttons = (self.budget, self.stop, self.run)
        now = (self.width(), self._place, *((b.isHidden(), b.text()) for b in buttons))
        if now == self._shown:
            return
        self._shown = now
        for level in range(5):
            self._show_level(level)
            if self._row.minimumSize().width() <= self.width():
                return

    def _show_level(self, level: int) -> None:
        """The row at full length (0), or shorter and shorter."""
        self.search.setText(SHORT_SEARCH if level else SEARCH)
        self.place.setText(self._place.partition(" · ")[0] if level > 1 else self._place)
        self._brand.set_short(level > 2)
        self.budget.setMaximumWidth(0 if level > 3 else _WIDEST)
        self.search.setMinimumWidth(72 if level > 3 else max(124, self.search.sizeHint().width() - 8))
        self._row.invalidate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self.tighten()

    def _first(self) -> QHBoxLayout:
        row = self._row = QHBoxLayout()
        row.setContentsMargins(14, 7, 14, 8)
        row.setSpacing(10)
        row.addWidget(self._brand)
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
        self.setFixedHeight(25)
        self.word = Label("", 12, weight=600)
        self.text = Label("", 12, tone="text_2")
        self.facts = Label("", 12, tone="text_2")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(14)
        row.addWidget(self.word)
        row.addWidget(self.text, 1)
        row.addWidget(self.facts)

    def say(self, word: str, state: str, text: str, facts: str) -> None:
        """Show a state's word in its colour, a sentence, and counts."""
        self.word.setText(word)
        self.word.set_state(state)
        self.word.setVisible(bool(word))
        self.text.setText(text)
        self.facts.setText(facts)
        self.setAccessibleName(" ".join(p for p in (word, text, facts) if p))
