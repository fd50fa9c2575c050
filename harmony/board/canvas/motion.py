"""What moves on the canvas: rings of active nodes turn, a wire glows as a value comes along it. Nothing else.

Nothing moves when nothing runs. People who want no motion switch it off in the preferences: rings
then stand still, and wires do not glow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from time import monotonic

from PySide6.QtCore import QObject, QRectF, QTimer

from harmony.board import theme
from harmony.board.canvas.items import CardItem
from harmony.board.canvas.plan import Link

STEP_MS = 80
STEPS = 16

FADE_MS, FADE_STEPS = 100, 3
AT_ONCE, A_SECOND = 4, 16
"""Wires that glow at one time, and in any second: more would tell nobody anything, and cost frames."""


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


class Glow(QObject):
    """Lets wires glow for a tenth of a second as values come along them.

    Args:
        repaint: draws a wire again.

    Attributes:
        strength: of the wires that glow now, from 1 down.
    """

    def __init__(self, repaint: Callable[[Link], None], parent: QObject) -> None:
        super().__init__(parent)
        self._repaint = repaint
        self.strength: dict[Link, float] = {}
        self._recent: deque[float] = deque(maxlen=A_SECOND)
        self._timer = QTimer(self, interval=FADE_MS // FADE_STEPS)
        self._timer.timeout.connect(self._step)

    def start(self, links: Iterable[Link]) -> None:
        """Values came along these wires."""
        if not theme.has_motion():
            return
        now = monotonic()
        for link in links:
            if len(self.strength) >= AT_ONCE:
                return
            if len(self._recent) == A_SECOND and now - self._recent[0] < 1:
                return  # so much happens that a glow here and there would mislead
            if link not in self.strength and link.kind == "data":
                self.strength[link] = 1.0
                self._recent.append(now)
                self._repaint(link)
                if not self._timer.isActive():
                    self._timer.start()

    def _step(self) -> None:
        for link, strength in list(self.strength.items()):
            weaker = strength - 1 / FADE_STEPS
            if weaker > 0.01 and theme.has_motion():
                self.strength[link] = weaker
            else:
                del self.strength[link]
            self._repaint(link)
        if not self.strength:
            self._timer.stop()
