"""The minimap: the whole plan in a corner, each card in its state's colour, and what is in view.

The picture of the cards is kept and patched card by card, a few times a second however many of them
change; only the frame of the view is drawn anew on a pan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from harmony.board import theme
from harmony.board.canvas.curves import Box
from harmony.board.canvas.lens import colour_of
from harmony.board.canvas.plan import Card, Plan

WIDTH, HEIGHT = 168, 104
_PAD = 10
_STEP = 256
_AT_ONCE = 2000


class Minimap:
    """Draws a plan small.

    Args:
        plan: what stands where.
        state_of: gives the word of a card's state.

    Attributes:
        is_old: the picture shows how it was.
    """

    def __init__(self, plan: Plan, state_of: Callable[[str], str]) -> None:
        self._plan = plan
        self._state_of = state_of
        self._picture: QImage | None = None
        self._scale = 1.0
        self._origin = QPointF()
        self.is_old = True
        self._due: set[str] = set()

    def clear(self) -> None:
        """Everything is another one: the old picture goes at once."""
        self._picture = None
        self.is_old = True

    def touch(self) -> None:
        """Cards have come, gone or moved; the old picture stays until `renewing` has made another."""
        self.is_old = True

    def renewing(self, ratio: float) -> Iterator[float]:
        """Make the picture anew, a little at a time; gives the share that is done, up to 1."""
        self.is_old = False
        bounds = self._plan.bounds()
        cards = list(self._plan.cards.values())
        if bounds is None:
            self._picture = None
            return
        scale, origin = _fitted(bounds)
        made = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        for first in range(0, len(cards), _STEP):
            painter = QPainter(made)
            self._start(painter, scale)
            self._draw(painter, cards[first : first + _STEP], scale, origin)
            painter.end()
            yield first / len(cards)
        self._picture, self._scale, self._origin = made, scale, origin
        yield 1.0

    def touch_states(self, ids: Iterable[str]) -> None:
        """These cards are in another state: only they are drawn again, by `catch_up`."""
        if self._picture is not None:
            self._due.update(ids)

    def catch_up(self) -> None:
        """Bring the cards whose state has changed into the picture."""
        if self._picture is None or not self._due:
            return
        cards = [card for i in self._due if (card := self._plan.cards.get(i)) is not None]
        self._due.clear()
        painter = QPainter(self._picture)
        self._start(painter, self._scale)
        self._draw(painter, cards, self._scale, self._origin)
        painter.end()

    def paint(self, painter: QPainter, rect: QRectF, seen: Box, ratio: float) -> None:
        """Draw the map into a rectangle of the viewport; `seen` is what the view shows."""
        colours = theme.current()
        painter.drawPixmap(rect.topLeft(), _panel(ratio, colours.name))
        if self._picture is None and len(self._plan.cards) <= _AT_ONCE:
            for _ in self.renewing(ratio):
                pass
        if self._picture is None:
            return
        painter.drawImage(rect.topLeft(), self._picture)
        frame = QRectF(
            self._origin.x() + seen[0] * self._scale,
            self._origin.y() + seen[1] * self._scale,
            (seen[2] - seen[0]) * self._scale,
            (seen[3] - seen[1]) * self._scale,
        )
        frame = frame.intersected(QRectF(4, 4, WIDTH - 8, HEIGHT - 8)).translated(rect.topLeft())
        if frame.width() > 2 and frame.height() > 2:
            wash = QColor(colours.accent)
            wash.setAlphaF(0.08)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(wash)
            painter.setPen(QPen(colours.accent, 1))
            painter.drawRect(frame.toRect())

    def scene_point(self, x: float, y: float) -> QPointF:
        """The scene point under a point of the map."""
        return QPointF((x - self._origin.x()) / self._scale, (y - self._origin.y()) / self._scale)

    @staticmethod
    def _start(painter: QPainter, scale: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        # Large plans have cards below a pixel: antialiasing would only make them grey.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, scale * 80 >= 2)

    def _draw(self, painter: QPainter, cards: Iterable[Card], scale: float, origin: QPointF) -> None:
        """Draw cards, those of one colour at once."""
        by_word: dict[str, list[QRectF]] = {}
        for card in cards:
            word = self._state_of(card.id) if card.role == "node" else ""
            by_word.setdefault(word, []).append(_rect(card, scale, origin))
        for word, rects in by_word.items():
            # Not the colour of their kind: it is too near to that of what is complete.
            painter.setBrush(colour_of(word) if word else theme.current().text_3)
            painter.drawRects(rects)


def _rect(card: Card, scale: float, origin: QPointF) -> QRectF:
    x, y = origin.x() + card.x * scale, origin.y() + card.y * scale
    return QRectF(x, y, max(card.width * scale, 1), max(card.height * scale, 1))


def _fitted(bounds: Box) -> tuple[float, QPointF]:
    """Scale and origin with which everything lies on the map."""
    width, height = max(bounds[2] - bounds[0], 1200.0), max(bounds[3] - bounds[1], 600.0)
    scale = min((WIDTH - 2 * _PAD) / width, (HEIGHT - 2 * _PAD) / height)
    centre = QPointF((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    return scale, QPointF(WIDTH / 2, HEIGHT / 2) - centre * scale


@lru_cache(maxsize=4)
def _panel(ratio: float, _theme: str) -> QPixmap:
    """The empty map."""
    colours = theme.current()
    made = QPixmap(round(WIDTH * ratio), round(HEIGHT * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.line, 1))
    painter.setBrush(colours.panel)
    painter.drawRoundedRect(QRectF(0.5, 0.5, WIDTH - 1, HEIGHT - 1), 8, 8)
    painter.end()
    return made
