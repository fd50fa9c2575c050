"""Cards glide to where a tidy layout, or undoing it, has put them: a tenth of a second, so that the eye can follow.

Only what is in view, and only if it is not too much: the wires are drawn where they will be.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from harmony.board import theme

if TYPE_CHECKING:
    from harmony.board.canvas.scene import CanvasScene

GLIDE_S = 0.12
AT_MOST = 150
"""More cards in view than this are there at once: moving them would cost more than a frame."""

_STEP_MS = 16


class Glide(QObject):
    """Moves the items of a scene from where cards stood to where they stand.

    Args:
        stage: whose items.
    """

    def __init__(self, stage: CanvasScene, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._from: dict[str, tuple[float, float]] = {}
        self._began = 0.0
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._step)

    @property
    def is_moving(self) -> bool:
        """True while cards are on their way."""
        return self._timer.isActive()

    def start(self, places: Mapping[str, tuple[float, float]]) -> None:
        """Let cards come from these places.

        Args:
            places: card id -> where it stood.
        """
        shown = {i: p for i, p in places.items() if i in self._stage.cards and i in self._stage.plan.cards}
        if not shown or len(shown) > AT_MOST or not theme.has_motion():
            self.stop()
            return
        self._from, self._began = shown, perf_counter()
        self._timer.start()
        self._step()

    def stop(self) -> None:
        """Have every card where it belongs."""
        self._timer.stop()
        self._put(1.0)
        self._from = {}

    def _step(self) -> None:
        share = (perf_counter() - self._began) / GLIDE_S
        if share >= 1 or not theme.has_motion():
            self.stop()
        else:
            self._put(1 - (1 - share) ** 3)  # fast at first, gentle at the end

    def _put(self, share: float) -> None:
        for card_id, (x, y) in self._from.items():
            item, card = self._stage.cards.get(card_id), self._stage.plan.cards.get(card_id)
            if item is not None and card is not None and item.card_id == card_id:
                item.setPos(x + (card.x - x) * share, y + (card.y - y) * share)
