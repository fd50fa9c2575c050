"""What moves on the canvas: the ring of a node that is active turns. Nothing else, and nothing when nothing runs.

People who want no motion switch it off in the preferences; the ring then stands still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QRectF, QTimer

from harmony.board import theme
from harmony.board.canvas.items import CardItem

STEP_MS = 80
STEPS = 16


class Motion(QObject):
    """Turns the rings of the cards in view.

    Args:
        cards: gives the items in view.
    """

    def __init__(self, cards: Callable[[], Iterable[CardItem]], parent: QObject) -> None:
        super().__init__(parent)
        self._cards = cards
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._step)
        self._turn = 0

    @property
    def is_moving(self) -> bool:
        """True while the clock ticks."""
        return self._timer.isActive()

    def wake(self) -> None:
        """Something may have begun to run."""
        if not self._timer.isActive() and theme.has_motion() and any(c.turns for c in self._cards()):
            self._timer.start()

    def _step(self) -> None:
        turning = [c for c in self._cards() if c.turns] if theme.has_motion() else []
        if not turning:
            self._timer.stop()
        self._turn = (self._turn + 1) % STEPS
        for card in turning:
            card.turn = self._turn / STEPS
            if card.look is not None:
                card.update(QRectF(card.look.width - 30, 10, 20, 20))
