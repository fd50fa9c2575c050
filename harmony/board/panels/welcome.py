"""What stands in the middle while no Melody is open: the ways to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label


class Welcome(QWidget):
    """New, open, the sample, and what was open before.

    Signals:
        new_asked(), open_asked(), sample_asked(), path_asked(path).
    """

    new_asked = Signal()
    open_asked = Signal()
    sample_asked = Signal()
    path_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Welcome")
        inner = QWidget()
        inner.setMaximumWidth(520)
        self._column = QVBoxLayout(inner)
        self._column.setSpacing(10)
        self._column.addWidget(Label("Harmony Board", 24, weight=600))
        self._column.addWidget(Label("Draw a workflow, play it, watch every step.", 14, tone="text_2"))
        self._column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.sample = Pill("Open the sample", "play-circle-outline", "primary")
        self.new, self.open = Pill("New Melody", "plus"), Pill("Open…", "folder-open-outline")
        self.sample.clicked.connect(self.sample_asked)
        self.new.clicked.connect(self.new_asked)
        self.open.clicked.connect(self.open_asked)
        for button in (self.sample, self.new, self.open):
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addSpacing(18)
        self._heading = Label("RECENT", 11, weight=600, tone="text_3")
        self._column.addWidget(self._heading)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._column.addLayout(self._recent)
        theme.changes.changed.connect(self.update)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        column = QVBoxLayout()
        column.addStretch(2)
        column.addWidget(inner)
        column.addStretch(3)
        outer.addLayout(column, 4)
        outer.addStretch(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground that a canvas has."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().canvas)
        painter.end()

    def show_recent(self, paths: list[Path]) -> None:
        """List files that were open before."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self._heading.setVisible(bool(paths))
        for path in paths[:6]:
            button = Pill(path.name.removesuffix(".melody.yaml"), "music-note-eighth", "ghost", name=str(path))
            button.setToolTip(str(path))
            button.clicked.connect(lambda _checked=False, path=path: self.path_asked.emit(path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
