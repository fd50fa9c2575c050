"""Badges on wires: the last value that came along them, where a person has asked to see it.

The layout says which wires have one. Painted with the wires; only the few that are there are
ever looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from harmony.board import theme
from harmony.board.canvas.curves import Box, middle
from harmony.board.canvas.plan import Link, Plan
from harmony.board.canvas.texts import elided, text_width
from harmony.melody.wires import WireEnd

HALF_WIDTH, HALF_HEIGHT = 92, 10
_BELOW_MARK = 22
_TEXT_FROM = 0.55
_PAD = 9


class Badges:
    """Paints the badges of a plan.

    Args:
        plan: whose wires.
        words_of: a few words for the last value of a wire; empty before there is one.
    """

    def __init__(self, plan: Plan, words_of: Callable[[Link], str]) -> None:
        self._plan, self._words_of = plan, words_of

    def shown(self) -> list[Link]:
        """The wires that have one."""
        return [link for link in self._plan.led if link.has_badge]

    def room(self, link: Link) -> Box:
        """The most that a badge covers, in scene units."""
        x, y = middle(link.curve)
        if link.key.back or link.is_converted:
            y += _BELOW_MARK
        elif any(abs(px - x) < HALF_WIDTH / 2 and abs(py - y) < HALF_HEIGHT + 6 for px, py in link.via):
            y -= _BELOW_MARK  # a point can be taken hold of
        return x - HALF_WIDTH - 2, y - HALF_HEIGHT - 2, x + HALF_WIDTH + 2, y + HALF_HEIGHT + 2

    def of(self, cards: Collection[str]) -> list[Box]:
        """Where badges of wires that come from these cards are; all, for none."""
        return [self.room(link) for link in self.shown() if not cards or link.source in cards]

    def wire_at(self, x: float, y: float) -> WireEnd | None:
        """The wire whose badge lies under a point."""
        for link in self.shown():
            rect = self._rect(link, self._text(link))
            if rect.contains(x, y):
                return link.key
        return None

    def paint(self, painter: QPainter, box: Box, scale: float) -> None:
        """Draw those that touch a part of the scene.

        Args:
            painter: in scene coordinates.
            box: the part.
            scale: device pixels a scene unit; words that would be too small are left out.
        """
        for link in self.shown():
            left, top, right, bottom = self.room(link)
            if left < box[2] and right > box[0] and top < box[3] and bottom > box[1]:
                self._paint(painter, link, with_text=scale >= _TEXT_FROM)

    def _text(self, link: Link) -> str:
        return elided(self._words_of(link) or "no value yet", theme.mono(10.5), 2 * (HALF_WIDTH - _PAD))

    def _rect(self, link: Link, text: str) -> QRectF:
        left, top, right, bottom = self.room(link)
        half = min(text_width(text, theme.mono(10.5)) / 2 + _PAD, HALF_WIDTH)
        centre = (left + right) / 2
        return QRectF(centre - half, top + 2, 2 * half, bottom - top - 4)

    def _paint(self, painter: QPainter, link: Link, *, with_text: bool) -> None:
        colours, has_value = theme.current(), bool(self._words_of(link))
        text = self._text(link)
        rect = self._rect(link, text)
        painter.setOpacity(1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.type(link.type) if link.type else colours.text_3, 1.2))
        painter.setBrush(colours.raised)
        painter.drawRoundedRect(rect, HALF_HEIGHT, HALF_HEIGHT)
        if with_text:
            painter.setPen(colours.text if has_value else colours.text_3)
            painter.setFont(theme.mono(10.5))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
