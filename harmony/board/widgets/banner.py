"""A calm line across the top of the work area: something to know, and the way out as a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from harmony.board import glyphs, theme
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from harmony.board.wording import plain

_GLYPHS = {"info": "information-outline", "warning": "alert-outline", "error": "alert-circle-outline"}
_STATES = {"info": "active", "warning": "waiting", "error": "error"}


def _plainly(call: Callable[[], object]) -> Callable[[bool], None]:
    """A slot of `clicked` that does not hand on whether the button is checked."""

    def slot(_checked: bool = False) -> None:
        call()

    return slot


class Banner(QWidget):
    """Says one thing at a time; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity = "info"
        self.topic = ""
        self.text = Label(wraps=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons: list[Pill] = []
        self._close = Pill(glyph="close", look="ghost", name="Dismiss")
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(42, 6, 10, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self._close)
        self.setAccessibleName("Notice")
        self.hide()
        theme.changes.changed.connect(self.update)

    def say(self, text: str, severity: str = "info", topic: str = "", **ways: Callable[[], object]) -> None:
        """Show a sentence.

        Args:
            text: a whole sentence, with the way out.
            severity: info, warning or error.
            topic: what it is about; `dismiss(topic)` takes back only that.
            ways: label (underscores are spaces) and what the button does; it dismisses first.
        """
        self._clear()
        self.topic, self._severity = topic, severity
        text = plain(text)
        self.text.setText(text)
        self.text.setAccessibleName(text)
        for label, call in ways.items():
            button = Pill(label.replace("_", " "))
            button.clicked.connect(self.dismiss)
            button.clicked.connect(_plainly(call))
            self._row.insertWidget(self._row.count() - 1, button)
            self._buttons.append(button)
        self.show()
        self.update()

    def dismiss(self, topic: str | bool | None = None) -> None:
        """Hide it; with a topic, only if it is about that."""
        if isinstance(topic, str) and topic != self.topic:
            return
        self._clear()
        self.topic = ""
        self.hide()

    def _clear(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc dismisses it."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A tinted strip with a glyph and a line below."""
        look = theme.current()
        colour = look.state(_STATES[self._severity])
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tint(colour, 0.12))
        line = QColor(colour)
        line.setAlphaF(0.5)
        painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        glyphs.paint(painter, QRectF(14, (self.height() - 18) / 2, 18, 18), _GLYPHS[self._severity], colour)
        painter.end()
