"""The far view: below 35 % zoom cards are rectangles in their state's colour, wires are lines.

No items: one `drawLines` and one `drawRects` a state for the part that is exposed. Shapes are
kept in buckets of the plan so that a pan's strip costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from harmony.board import theme
from harmony.board.canvas.curves import Box
from harmony.board.canvas.plan import Card, Plan
from harmony.melody.wires import WireEnd

_BUCKET = 4096


@dataclass(slots=True)
class _Bucket:
    """Shapes whose card begins in one square, and the box around all of them."""

    rects: dict[str, dict[str, QRectF]] = field(default_factory=dict)
    lines: list[QLineF] = field(default_factory=list)
    box: Box = (0.0, 0.0, 0.0, 0.0)


class FarView:
    """Draws a plan without items.

    Args:
        plan: what stands where.
        state_of: gives the word of a card's state.
    """

    def __init__(self, plan: Plan, state_of: Callable[[str], str]) -> None:
        self._plan = plan
        self._state_of = state_of
        self._buckets: dict[tuple[int, int], _Bucket] | None = None
        self._words: dict[str, str] = {}

    def clear(self) -> None:
        """The plan is another one."""
        self._buckets = None
        self._words.clear()

    def touch(self, cards: Iterable[str], wires: Iterable[WireEnd]) -> None:
        """Cards or wires were added, moved or removed."""
        if any(True for _ in cards) or any(True for _ in wires):
            self.clear()

    def touch_states(self, ids: Iterable[str]) -> None:
        """These cards are in another state."""
        if self._buckets is None:
            return
        for card_id in ids:
            card, word = self._plan.cards.get(card_id), self._words.get(card_id)
            if card is None or word is None:
                continue
            now = self._state_of(card_id)
            if now != word:
                bucket = self._buckets[_square(card)]
                rect = bucket.rects[word].pop(card_id)
                bucket.rects.setdefault(now, {})[card_id] = rect
                self._words[card_id] = now

    def paint(self, painter: QPainter, box: Box, hidden: set[str]) -> None:
        """Draw what lies in `box` (scene units), without the `hidden` cards."""
        near = [b for b in self._ready().values() if _meets(b.box, box)]
        colours = theme.current()
        line = QColor(colours.text_3)
        line.setAlphaF(0.45)
        pen = QPen(line, 1)
        pen.setCosmetic(True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen)
        for bucket in near:
            if bucket.lines:
                painter.drawLines(bucket.lines)
        painter.setPen(Qt.PenStyle.NoPen)
        for bucket in near:
            for word, rects in bucket.rects.items():
                if rects:
                    painter.setBrush(colours.state(word))
                    shown = [r for i, r in rects.items() if i not in hidden] if hidden else list(rects.values())
                    painter.drawRects(shown)

    def paint_selection(self, painter: QPainter, ids: Iterable[str], zoom: float) -> None:
        """Draw halos around selected cards."""
        gap = 3 / zoom
        pen = QPen(theme.current().accent, 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        cards = [self._plan.cards[i] for i in ids if i in self._plan.cards]
        painter.drawRects([QRectF(c.x - gap, c.y - gap, c.width + 2 * gap, c.height + 2 * gap) for c in cards])

    def _ready(self) -> dict[tuple[int, int], _Bucket]:
        if self._buckets is None:
            self._buckets = self._build()
        return self._buckets

    def _build(self) -> dict[tuple[int, int], _Bucket]:
        made: dict[tuple[int, int], _Bucket] = {}
        boxes: dict[tuple[int, int], list[Box]] = {}
        for card in self._plan.cards.values():
            square = _square(card)
            bucket = made.setdefault(square, _Bucket())
            word = self._words[card.id] = self._state_of(card.id)
            bucket.rects.setdefault(word, {})[card.id] = QRectF(card.x, card.y, card.width, card.height)
            boxes.setdefault(square, []).append(card.box)
        for link in self._plan.links.values():
            if link.kind == "mention":
                continue
            square = _square(self._plan.cards[link.source])
            (x1, y1), (x2, y2) = link.curve[0], link.curve[-1]
            made[square].lines.append(QLineF(x1, y1, x2, y2))
            boxes[square].append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
        for square, bucket in made.items():
            ones = boxes[square]
            bucket.box = (
                min(b[0] for b in ones),
                min(b[1] for b in ones),
                max(b[2] for b in ones),
                max(b[3] for b in ones),
            )
        return made


def _square(card: Card) -> tuple[int, int]:
    return card.x // _BUCKET, card.y // _BUCKET


def _meets(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
