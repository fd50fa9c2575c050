"""The minimap: the whole plan in a corner, each card in its state's colour, and what is in view.

The picture of the cards is kept and patched card by card; only the frame of the view is drawn
anew on a pan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from harmony.board import theme
from harmony.board.canvas.curves import Box
from harmony.board.canvas.plan import Card, Plan

WIDTH, HEIGHT = 168, 104
_PAD = 10


class Minimap:
    """Draws a plan small.

    Args:
        plan: what stands where.
        state_of: gives the word of a card's state.
    """

    def __init__(self, plan: Plan, state_of: Callable[[str], str]) -> None:
        self._plan = plan
        self._state_of = state_of
        self._picture: QImage | None = None
        self._scale = 1.0
        self._origin = QPointF()

    def clear(self) -> None:
        """Cards have come, gone or moved."""
        self._picture = None

    def touch_states(self, ids: Iterable[str]) -> None:
        """These cards are in another state: only they are drawn again."""
        if self._picture is None:
            return
        painter = QPainter(self._picture)
        self._start(painter)
        for card_id in ids:
            self._paint_card(painter, card_id)
        painter.end()

    def paint(self, painter: QPainter, rect: QRectF, seen: Box, ratio: float) -> None:
        """Draw the map into a rectangle of the viewport; `seen` is what the view shows."""
        colours = theme.current()
        painter.drawPixmap(rect.topLeft(), _panel(ratio, colours.name))
        if self._picture is None:
            self._build(ratio)
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

    def _build(self, ratio: float) -> None:
        bounds = self._plan.bounds()
        if bounds is None:
            return
        width, height = max(bounds[2] - bounds[0], 1200.0), max(bounds[3] - bounds[1], 600.0)
        self._scale = min((WIDTH - 2 * _PAD) / width, (HEIGHT - 2 * _PAD) / height)
        centre = QPointF((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
        self._origin = QPointF(WIDTH / 2, HEIGHT / 2) - centre * self._scale
        self._picture = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._picture)
        self._start(painter)
        by_colour: dict[str, list[QRectF]] = {}
        for card in self._plan.cards.values():
            by_colour.setdefault(self._colour(card).name(), []).append(self._rect(card))
        for name, rects in by_colour.items():
            painter.setBrush(QColor(name))
            painter.drawRects(rects)
        painter.end()

    def _start(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        # Large plans have cards below a pixel: antialiasing would only make them grey.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._scale * 80 >= 2)

    def _paint_card(self, painter: QPainter, card_id: str) -> None:
        card = self._plan.cards.get(card_id)
        if card is None:
            return
        painter.setBrush(self._colour(card))
        painter.drawRect(self._rect(card))

    def _colour(self, card: Card) -> QColor:
        colours = theme.current()
        return colours.state(self._state_of(card.id)) if card.role == "node" else colours.kind("io")

    def _rect(self, card: Card) -> QRectF:
        x, y = self._origin.x() + card.x * self._scale, self._origin.y() + card.y * self._scale
        return QRectF(x, y, max(card.width * self._scale, 1), max(card.height * self._scale, 1))


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
