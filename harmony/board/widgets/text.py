"""Labels in the board's fonts and colours that follow the theme, elided where there is no room."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from harmony.board import theme

Tone = Literal["text", "text_2", "text_3", "accent", "amber", "error"]


class Label(QLabel):
    """A label with a theme colour.

    Args:
        text: what it says; plain text.
        size: logical pixels.
        weight: 400, 500 or 600.
        tone: which text colour.
        is_mono: ids and values.
        wraps: breaks lines; otherwise it is elided at its right end.
    """

    def __init__(
        self,
        text: str = "",
        size: float = 13,
        *,
        weight: int = 400,
        tone: Tone = "text",
        is_mono: bool = False,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._tone: Tone = tone
        self._state = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._type = (size, weight, is_mono)
        self.setWordWrap(wraps)
        if not wraps:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changes.changed.connect(self._colour)
        self._colour()

    def set_tone(self, tone: Tone) -> None:
        """Take another text colour."""
        self._tone, self._state = tone, ""
        self._colour()

    def set_state(self, word: str) -> None:
        """Take the colour of a node's state."""
        self._state = word
        self._colour()

    def ink(self) -> QColor:
        """The colour of now."""
        look = theme.current()
        if self._state:
            return theme.readable(look.state(self._state))
        if self._tone in {"error", "amber"}:
            return theme.readable(look.state("error" if self._tone == "error" else "waiting"))
        plain: QColor = getattr(look, self._tone)
        return plain

    def _colour(self) -> None:
        size, weight, is_mono = self._type
        font = theme.ui_mono(size) if is_mono else theme.ui_font(size, weight)
        if self.font() != font:
            self.setFont(font)
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self.ink())
        self.setPalette(palette)
        flags = self.textInteractionFlags()
        if flags & Qt.TextInteractionFlag.TextSelectableByMouse:  # it holds the colour that it was made with
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            self.setTextInteractionFlags(flags)

    def showEvent(self, event: QShowEvent) -> None:
        """A style sheet gives a hidden label the colours of the theme before when it is first shown."""
        super().showEvent(event)
        if self.palette().color(self.foregroundRole()) != self.ink():
            self._colour()

    def minimumSizeHint(self) -> QSize:
        """Elided labels may become narrow."""
        hint = super().minimumSizeHint()
        return hint if self.wordWrap() else QSize(min(hint.width(), 24), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, elided if need be; the whole of it is the tool tip then."""
        if self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.ink())
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
        if not self.toolTip() and shown != self.text():
            self.setToolTip(self.text())
