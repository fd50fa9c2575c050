"""The far view: below 35 % zoom cards are rectangles in their state's colour, wires are lines.

No items: tiles of 512 pixels, made when they are first seen, at most a few milliseconds a frame.
Until a tile is there, one of another zoom stands in for it. While the zoom moves only a few
levels are made, and stretched; a changed state is patched into the tiles that show it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor
from time import perf_counter

from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from harmony.board import theme
from harmony.board.canvas.curves import Box
from harmony.board.canvas.lens import colour_of
from harmony.board.canvas.plan import Card, Link, Plan

TILE = 512
LIMIT_TILES = 64
BUDGET_S = 0.004
_LEVELS = (5, 8, 12, 17, 24, 34)
"""Zooms in percent whose tiles stand in while the zoom moves."""

_BUCKET = 2048
_MANY_PATCHES = 64
_STEP = 64
_Square = tuple[int, int]
_Key = tuple[int, int, int]
"""Percent, column, row."""


@dataclass(slots=True)
class _Bucket:
    """Shapes whose card begins in one square, and the box around all of them.

    Wires that are led through points have a line to the first of them, and legs from there on.
    """

    rects: dict[str, dict[str, QRectF]] = field(default_factory=dict)
    lines: dict[Link, QLineF] = field(default_factory=dict)
    legs: dict[Link, list[QLineF]] = field(default_factory=dict)
    box: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class _Job:
    """A tile that is being drawn: first all lines, then the cards over them, last those that changed meanwhile."""

    key: _Key
    tile: QPixmap
    transform: QTransform
    lines: list[_Bucket]
    cards: list[_Bucket]
    changed: set[str] = field(default_factory=set)

    def go_on(self, painter: QPainter, end: float) -> bool:
        """Draw until the time is up; True if all is done."""
        colours = theme.current()
        line = QColor(colours.text_3)
        line.setAlphaF(0.45)
        pen = QPen(line, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        while self.lines:
            bucket = self.lines.pop()
            painter.drawLines(list(bucket.lines.values()))
            for legs in bucket.legs.values():
                painter.drawLines(legs)
            if perf_counter() > end:
                return False
        painter.setPen(Qt.PenStyle.NoPen)
        while self.cards:
            for word, rects in self.cards.pop().rects.items():
                if rects:
                    painter.setBrush(colour_of(word))
                    painter.drawRects(list(rects.values()))
            if perf_counter() > end:
                return False
        return True


class FarView:
    """Draws a plan without items.

    Args:
        plan: what stands where.
        state_of: gives the word of a card's state.

    Attributes:
        is_moving: the zoom is changing: stretched tiles will do.
        was_short: the budget was too small; the view asks again.
        is_first: nothing has been seen yet: take the time that it needs.
    """

    def __init__(self, plan: Plan, state_of: Callable[[str], str]) -> None:
        self._plan = plan
        self._state_of = state_of
        self._buckets: dict[_Square, _Bucket] | None = None
        self._made: dict[_Square, _Bucket] = {}
        self._squares: dict[str, _Square] = {}
        self._line_squares: dict[Link, _Square] = {}
        self._words: dict[str, str] = {}
        self._tiles: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._old: set[_Key] = set()
        self._job: _Job | None = None
        self._due: set[str] = set()
        self._ratio = 1.0
        self.is_moving = False
        self.was_short = False
        self.is_first = True

    def __len__(self) -> int:
        return len(self._tiles)

    def clear(self) -> None:
        """The plan, or the theme, is another one; the old tiles stand in until there are new ones."""
        self._buckets = None
        self._words.clear()
        self._outdate()

    def touch(self, cards: Iterable[str], links: Iterable[Link]) -> None:
        """Cards and wires have come, gone or moved."""
        if self._buckets is None:
            return
        for card_id in cards:
            square, word = self._squares.pop(card_id, None), self._words.pop(card_id, "idle")
            if square is not None:
                self._buckets[square].rects[word].pop(card_id, None)
            card = self._plan.cards.get(card_id)
            if card is not None:
                self._put_card(card)
        for link in links:
            square = self._line_squares.pop(link, None)
            if square is not None:
                self._buckets[square].lines.pop(link, None)
                self._buckets[square].legs.pop(link, None)
            if self._plan.links.get(link.key) is link:
                self._put_link(link)
        self._outdate()

    def _outdate(self) -> None:
        self._old = set(self._tiles)
        self._job = None

    def note_states(self, ids: Iterable[str]) -> None:
        """Cards are in another state, and nobody looks from afar: they are patched once somebody does."""
        if self._buckets is not None:
            self._due.update(ids)

    def touch_states(self, ids: Iterable[str]) -> list[str]:
        """Patch cards whose state is another one; gives those."""
        if self._buckets is None:
            return []
        changed: list[str] = []
        for card_id in ids:
            card, word = self._plan.cards.get(card_id), self._words.get(card_id)
            if card is None or word is None:
                continue
            now = self._state_of(card_id)
            if now != word:
                bucket = self._buckets[_square(card)]
                bucket.rects.setdefault(now, {})[card_id] = bucket.rects[word].pop(card_id)
                self._words[card_id] = now
                changed.append(card_id)
        if len(changed) > _MANY_PATCHES:
            self._outdate()
            return changed
        if self._job is not None:  # begun anew with every change it would never be done
            self._job.changed.update(changed)
        for key, tile in self._tiles.items():
            self._patch(key, tile, changed)
        return changed

    def paint(self, painter: QPainter, rects: list[QRect], percent: int, ratio: float) -> None:
        """Draw what lies in the exposed rectangles.

        Args:
            painter: in scene coordinates, only scaled and moved.
            rects: viewport pixels.
            percent: the zoom.
            ratio: device pixels a logical pixel.
        """
        self._fit(ratio)
        if self._due:
            due, self._due = self._due, set()
            self.touch_states(due)
        transform = painter.worldTransform()
        origin = QPointF(round(transform.dx()), round(transform.dy()))
        level = next((k for k in _LEVELS if k >= percent), _LEVELS[-1]) if self.is_moving else percent
        stretch = percent / level
        end = perf_counter() + (1.0 if self.is_first else BUDGET_S)
        painter.save()
        painter.resetTransform()
        for column, row in _covered(rects, origin, TILE * stretch):
            target = QRectF(column * TILE * stretch, row * TILE * stretch, TILE * stretch, TILE * stretch)
            target.translate(origin)
            tile = self._tiles.get((level, column, row))
            if (tile is None or (level, column, row) in self._old) and perf_counter() < end:
                tile = self._make((level, column, row), end) or tile
            if tile is None:
                self.was_short = True
                self._stand_in(painter, target, (level, column, row))
                continue
            self._tiles.move_to_end((level, column, row))
            if stretch == 1:
                painter.drawPixmap(target.topLeft(), tile)
            else:
                painter.drawPixmap(target, tile, QRectF(tile.rect()))
        painter.restore()
        self.is_first = False

    def making(self, view: QRect, percent: int, ratio: float) -> Iterator[float]:
        """Make the tiles of a view (pixels from the scene's origin), a little at a time, before they are shown."""
        self._fit(ratio)
        self.is_first = False
        for column, row in _covered([QRect(QPoint(), view.size())], -QPointF(view.topLeft()), TILE):
            while self._make((percent, column, row), perf_counter()) is None:
                yield 1.0

    def _fit(self, ratio: float) -> None:
        if ratio != self._ratio:
            self._tiles.clear()
            self._old.clear()
            self._ratio = ratio

    def paint_selection(self, painter: QPainter, ids: Iterable[str], zoom: float) -> None:
        """Draw halos around selected cards."""
        gap = 3 / zoom
        cards = [self._plan.cards[i] for i in ids if i in self._plan.cards]
        if not cards:
            return
        pen = QPen(theme.current().accent, 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects([QRectF(c.x - gap, c.y - gap, c.width + 2 * gap, c.height + 2 * gap) for c in cards])

    def _make(self, key: _Key, end: float) -> QPixmap | None:
        """Draw a tile and keep it; None if it is not done by then, to be gone on with in the next frame."""
        if self._job is None or self._job.key != key:
            self._job = self._begin(key)
        job = self._job
        painter = QPainter(job.tile)
        painter.setWorldTransform(job.transform)
        is_done = job.go_on(painter, end)
        painter.end()
        if not is_done:
            self.was_short = True
            return None
        self._job = None
        self._patch(key, job.tile, job.changed)
        self._tiles[key] = job.tile
        self._old.discard(key)
        while len(self._tiles) > LIMIT_TILES:
            self._tiles.popitem(last=False)
        return job.tile

    def _begin(self, key: _Key) -> _Job:
        percent, column, row = key
        zoom, side = percent / 100, TILE * 100 / percent
        tile = QPixmap(round(TILE * self._ratio), round(TILE * self._ratio))
        tile.setDevicePixelRatio(self._ratio)
        tile.fill(theme.current().canvas)
        left, top = column * side, row * side
        box = (left, top, left + side, top + side)
        near = [b for b in self._ready().values() if _meets(b.box, box)]
        return _Job(key, tile, QTransform(zoom, 0, 0, zoom, -left * zoom, -top * zoom), near, list(near))

    def _stand_in(self, painter: QPainter, target: QRectF, key: _Key) -> None:
        """Stretch tiles of another zoom into the place of a missing one; the ground where there are none."""
        painter.fillRect(target, theme.current().canvas)
        percent, column, row = key
        side = TILE * 100 / percent
        area = (column * side, row * side)
        others = sorted({k[0] for k in self._tiles} - {percent}, key=lambda p: abs(p - percent))[:2]
        painter.save()
        painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
        for other in reversed(others):
            part, by = TILE * 100 / other, percent / other
            for c in range(floor(area[0] / part), floor((area[0] + side) / part) + 1):
                for r in range(floor(area[1] / part), floor((area[1] + side) / part) + 1):
                    tile = self._tiles.get((other, c, r))
                    if tile is not None:
                        x = target.left() + (c * part - area[0]) * percent / 100
                        y = target.top() + (r * part - area[1]) * percent / 100
                        painter.drawPixmap(QRectF(x, y, TILE * by, TILE * by), tile, QRectF(tile.rect()))
        painter.restore()

    def _patch(self, key: _Key, tile: QPixmap, cards: Iterable[str]) -> None:
        """Draw cards that are in another state over a tile."""
        percent, column, row = key
        side = TILE * 100 / percent
        left, top = column * side, row * side
        there = [self._plan.cards[i] for i in cards if i in self._plan.cards]
        there = [
            c for c in there if _meets((c.x, c.y, c.x + c.width, c.y + c.height), (left, top, left + side, top + side))
        ]
        if not there:
            return
        painter = QPainter(tile)
        painter.scale(percent / 100, percent / 100)
        painter.translate(-left, -top)
        painter.setPen(Qt.PenStyle.NoPen)
        for card in there:
            painter.setBrush(colour_of(self._words[card.id]))
            painter.drawRect(QRectF(card.x, card.y, card.width, card.height))
        painter.end()

    def _ready(self) -> dict[_Square, _Bucket]:
        if self._buckets is None:
            self._buckets = self._build()
        return self._buckets

    def _build(self) -> dict[_Square, _Bucket]:
        for _ in self.preparing():
            pass
        return self._made

    def preparing(self) -> Iterator[float]:
        """Sort cards and wires into squares, a little at a time; gives the share that is done, up to 1."""
        self._made, self._squares, self._line_squares = {}, {}, {}
        cards, links = list(self._plan.cards.values()), list(self._plan.links.values())
        total = max(len(cards) + len(links), 1)
        for number, card in enumerate(cards):
            self._put_card(card)
            if number % _STEP == 0:
                yield number / total
        for number, link in enumerate(links):
            self._put_link(link)
            if number % _STEP == 0:
                yield (len(cards) + number) / total
        self._buckets = self._made
        yield 1.0

    def _put_card(self, card: Card) -> None:
        square = self._squares[card.id] = _square(card)
        bucket = self._made.setdefault(square, _Bucket(box=card.box))
        word = self._words[card.id] = self._state_of(card.id)
        bucket.rects.setdefault(word, {})[card.id] = QRectF(card.x, card.y, card.width, card.height)
        bucket.box = _around([bucket.box, card.box])

    def _put_link(self, link: Link) -> None:
        if link.kind == "mention":
            return
        square = self._line_squares[link] = _square(self._plan.cards[link.source])
        (x1, y1), (x2, y2) = link.curve[0], link.curve[-1]
        bucket = self._made[square]
        if link.via:
            self._put_legs(bucket, link)
            return
        bucket.lines[link] = QLineF(x1, y1, x2, y2)
        bucket.box = _around([bucket.box, (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))])

    def _put_legs(self, bucket: _Bucket, link: Link) -> None:
        points = self._plan.points_of(link)
        legs = [QLineF(*a, *b) for a, b in pairwise(points)]
        bucket.lines[link], bucket.legs[link] = legs[0], legs[1:]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        bucket.box = _around([bucket.box, (min(xs), min(ys), max(xs), max(ys))])


def _covered(rects: list[QRect], origin: QPointF, side: float) -> list[tuple[int, int]]:
    """Columns and rows of the tiles that exposed rectangles touch, each once."""
    found: dict[tuple[int, int], None] = {}
    for rect in rects:
        left, top = (rect.left() - origin.x()) / side, (rect.top() - origin.y()) / side
        right, bottom = left + rect.width() / side, top + rect.height() / side
        for column in range(floor(left), ceil(right)):
            for row in range(floor(top), ceil(bottom)):
                found[column, row] = None
    return list(found)


def _around(boxes: list[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _square(card: Card) -> _Square:
    return card.x // _BUCKET, card.y // _BUCKET


def _meets(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
