"""The head of the panel: tile, title, id and state of what is selected."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.tracks import NodeState
from harmony.board.widgets.text import Label
from harmony.board.widgets.tile import Tile
from harmony.board.wording import state as state_text
from harmony.sdk.manifest import NodeType


class Header(QWidget):
    """Tile, title, id, state: the title bar of the panel."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(62)
        self.tile = Tile(34)
        self.title = Label("", 15, weight=600)
        self.name = Label("", 11, tone="text_3", is_mono=True)
        self.state = Label("", 12, weight=600)
        self.state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        names.addWidget(self.title)
        names.addWidget(self.name)
        names.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(11)
        row.addWidget(self.tile)
        row.addLayout(names, 1)
        row.addWidget(self.state)
        theme.changes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The height that a dock gives to its title bar."""
        return QSize(240, 62)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.current().line)
        painter.end()

    def show_what(self, title: str, use: str, name: str, kind: NodeType | None) -> None:
        """Say what is selected."""
        self.title.setText(title)
        self.name.setText(" · ".join(p for p in (use, name) if p))
        glyph = kind.icon if kind else "puzzle-outline" if name and "." in use else "music-note-eighth"
        self.tile.show_type(glyph, kind.kind if kind else "flow")
        self.setAccessibleName(" ".join(p for p in (title, use, name) if p) or "Properties")

    def show_state(self, state: NodeState | None) -> None:
        """Say how it stands in the run; None: nothing."""
        if state is None:
            self.state.setText("")
            return
        text = "" if state.word == "idle" else state_text(state.word)
        if state.progress is not None and state.word == "active":
            text += f" {round(state.progress * 100)} %"
        self.state.setText(text)
        self.state.set_state(state.word)
