"""Asks in place how often a wire that goes back may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox

from harmony.board.canvas import acts
from harmony.board.canvas.curves import middle
from harmony.board.canvas.popup import Popup, ending
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from harmony.board.canvas.view import CanvasView

MOST = 9999


class BoundAsk(Popup):
    """A number beside a wire. Return or a click elsewhere takes it, Esc leaves it as it was."""

    def __init__(self, canvas: CanvasView, key: WireEnd) -> None:
        super().__init__(canvas)
        self._canvas, self._key, self._is_open = canvas, key, True
        self.setAccessibleName("How often the loop runs")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        before, after = QLabel("Go back at most", self), QLabel("times", self)
        self.number = QSpinBox(self, minimum=1, maximum=MOST, value=key.max or acts.BACK_MAX)
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.number.setFixedWidth(64)
        self.number.setAccessibleName("Go back at most so many times")
        for part in (before, self.number, after):
            row.addWidget(part)
        self.number.installEventFilter(self)
        self.adjustSize()
        x, y = middle(canvas.plan.links[key].curve)
        at = canvas.mapFromScene(QPointF(x, y))
        room = canvas.viewport().size()
        self.move(
            max(8, min(at.x() - self.width() // 2, room.width() - self.width() - 8)),
            max(8, min(at.y() + 16, room.height() - self.height() - 8)),
        )
        self.show()
        self.number.setFocus()
        self.number.selectAll()

    def take(self) -> None:
        """Keep the number."""
        if self._is_open:
            self._end()
            if self._key in self._canvas.plan.links and self.number.value() != self._key.max:
                acts.set_bound(self._canvas.document, self._canvas.plan, self._key, self.number.value())

    def _end(self) -> None:
        self._is_open = False
        self.hide()
        self._canvas.setFocus()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return, Esc, and a click elsewhere."""
        how = ending(event)
        if how == "keep":
            self.number.interpretText()
            self.take()
        elif how == "drop":
            self._end()
        return how is not None and event.type() == QEvent.Type.KeyPress
