"""What lies under the cards, kept as tiles: ground, frames, notes and wires.

A tile is painted once and then copied, so a pan paints nothing while the tiles around the viewport
are made ahead, and a card that changes paints no wire at all. No frame paints longer than its
budget: a tile that is not there in time is drafted (hair lines), one that is outdated is shown as it
was, and both are made good in slices between the frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol, cast

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

TILE = 256
"""Device pixels of a tile's side."""

BUDGET_S = 0.002
"""So long a frame may paint tiles; as long again it may draft them."""

MEND_LESS_S = 0.001
"""What is outdated has less time in a frame than what is not there at all."""

_RING = 1
_KEPT = 2.0
"""So many times the tiles that the viewport and the ring around it need are kept."""

_Key = tuple[int, int]
"""Column, row."""


class Work(Protocol):
    """The painting of a part of the sheet."""

    def go_on(self, painter: QPainter, at: QPoint, end: float) -> bool:
        """Paint a little at least, and more until `end`, with the part's corner at a point; True when all is there."""

    def draft(self, painter: QPainter, at: QPoint, end: float) -> None:
        """Paint something that will do for a moment."""


_Area = tuple[int, int, int, int]
"""Left, top, right and bottom, the last two within it, in pixels of the sheet."""


@dataclass(slots=True)
class _Job:
    """A part of a tile that is being painted, aside of what is shown."""

    picture: QPixmap
    part: QRect
    work: Work


@dataclass(slots=True)
class _Tile:
    """One tile; `dirty` is the part that is outdated, in pixels of the sheet."""

    picture: QPixmap
    dirty: QRect
    job: _Job | None = None


class Underlay:
    """Tiles of the sheet under the cards.

    Args:
        begin: gives the work of painting a rectangle of the sheet (pixels from the scene's origin).

    Attributes:
        is_sharp: all that was shown last is as it should be.
        is_ready: so is the ring around it.
    """

    def __init__(self, begin: Callable[[QRect], Work]) -> None:
        self._begin = begin
        self._tiles: dict[_Key, _Tile] = {}
        self._jobs: dict[_Key, _Job] = {}
        self._look: tuple[object, ...] = ()
        self._unseen: list[QRect] = []
        self._ahead: _Area | None = None
        self._side, self._ratio = TILE, 1
        self.is_sharp = self.is_ready = True

    def clear(self) -> None:
        """All of it is another one; until there is time the old one is shown."""
        for key, tile in self._tiles.items():
            tile.dirty, tile.job = self._place(key), None
        self._jobs.clear()
        self.is_sharp = self.is_ready = False

    def forget(self, area: QRect) -> None:
        """A part of the sheet is another one.

        Args:
            area: in pixels from the scene's origin.
        """
        for key in self._touched(area):
            tile = self._tiles.get(key)
            if tile is not None:
                tile.dirty, tile.job = tile.dirty.united(area & self._place(key)), None
                self.is_sharp = self.is_ready = False
            if self._jobs.pop(key, None) is not None:
                self.is_ready = False

    def show(self, painter: QPainter, view: QRect, exposed: Iterable[QRect], look: tuple[object, ...]) -> None:
        """Draw the exposed parts of the viewport.

        Args:
            painter: of the viewport, without a transform.
            view: what the viewport shows, in pixels from the scene's origin.
            exposed: viewport pixels.
            look: anything that makes it another picture: zoom, theme.
        """
        ratio = painter.device().devicePixelRatioF()
        if ratio != int(ratio):  # fractions of pixels cannot be tiled
            self._look, self.is_sharp, self.is_ready = (), True, True
            for rect in exposed:
                self._paint_now(painter, rect, rect.translated(view.topLeft()))
            return
        self._fit(int(ratio), look)
        end, corner = perf_counter() + BUDGET_S, (view.left(), view.top())
        # One copy a tile, around all that is exposed of it: the painter is clipped to what is.
        for key, areas in self._by_tile(exposed, *corner).items():
            tile = self._tiles.get(key) or self._make_now(key, end)
            if not tile.dirty.isEmpty():
                self._mend_now(key, tile, end - MEND_LESS_S, [QRect(QPoint(*a[:2]), QPoint(*a[2:])) for a in areas])
            lefts, tops, rights, bottoms = zip(*areas, strict=True)
            self._blit(painter, key, tile.picture, (min(lefts), min(tops), max(rights), max(bottoms)), corner)

    def prepare(self, view: QRect, ratio: float, look: tuple[object, ...], end: float) -> bool:
        """Paint what the viewport will show, until `end`; True if all of it is there."""
        if ratio != int(ratio):
            return True
        self._fit(int(ratio), look)
        return all(self._is_made(key, end) for key in self._touched(view))

    def go_on(self, view: QRect, end: float) -> list[QRect]:
        """Make good what is shown, then paint ahead around it, until `end`; `is_ready` says whether that was all.

        Returns:
            What is to be shown again, in viewport pixels.
        """
        around = view.adjusted(-self._side * _RING, -self._side * _RING, self._side * _RING, self._side * _RING)
        side = self._side
        ahead = around.left() // side, around.top() // side, around.right() // side, around.bottom() // side
        if self.is_ready and ahead == self._ahead:
            return []  # as in most frames
        shown = [part.translated(-view.topLeft()) for part in self._unseen]
        self._unseen, self.is_sharp, self.is_ready = [], True, True
        if not self._look:
            return shown
        self._ahead = ahead
        for key in self._touched(view):
            tile = self._tiles.get(key)
            if tile is not None and not tile.dirty.isEmpty():
                part = tile.dirty & view
                self.is_sharp = self.is_ready = self._mend(key, tile, end)
                if not self.is_sharp:
                    return shown
                shown.append(part.translated(-view.topLeft()))
        self._drop_far(around)
        self.is_ready = all(self._is_made(key, end) for key in self._touched(around))
        return shown

    # Tiles

    def _fit(self, ratio: int, look: tuple[object, ...]) -> None:
        if (ratio, look) != (self._ratio, self._look):
            self._ratio, self._look, self._side = ratio, look, max(TILE // ratio, 1)
            self._tiles.clear()
            self._jobs.clear()
            self.is_sharp = self.is_ready = False

    def _place(self, key: _Key) -> QRect:
        """The pixels of the sheet that a tile shows."""
        return QRect(key[0] * self._side, key[1] * self._side, self._side, self._side)

    def _touched(self, area: QRect) -> Iterator[_Key]:
        side = self._side
        for column in range(area.left() // side, area.right() // side + 1):
            for row in range(area.top() // side, area.bottom() // side + 1):
                yield column, row

    def _by_tile(self, exposed: Iterable[QRect], dx: int, dy: int) -> dict[_Key, list[_Area]]:
        """What is exposed, in pixels of the sheet, by the tiles that it touches: dozens of parts a frame."""
        side, found = self._side, dict[_Key, list[_Area]]()
        for rect in exposed:
            left, top, right, bottom = cast("_Area", rect.getCoords())
            area = left + dx, top + dy, right + dx, bottom + dy
            for column in range(area[0] // side, area[2] // side + 1):
                for row in range(area[1] // side, area[3] // side + 1):
                    found.setdefault((column, row), []).append(area)
        return found

    def _blit(self, painter: QPainter, key: _Key, picture: QPixmap, area: _Area, corner: tuple[int, int]) -> None:
        """Copy what a part of the sheet needs of a tile to the viewport."""
        side, ratio = self._side, self._ratio
        x, y = key[0] * side - corner[0], key[1] * side - corner[1]
        left, top = max(area[0] - corner[0], x), max(area[1] - corner[1], y)
        width, height = min(area[2] + 1 - corner[0], x + side) - left, min(area[3] + 1 - corner[1], y + side) - top
        if ratio == 1:
            painter.drawPixmap(left, top, picture, left - x, top - y, width, height)
        else:
            source = QRectF((left - x) * ratio, (top - y) * ratio, width * ratio, height * ratio)
            painter.drawPixmap(QRectF(left, top, width, height), picture, source)

    def _make_now(self, key: _Key, end: float) -> _Tile:
        """A tile for this frame, whatever there is time for."""
        if self._is_made(key, end):
            return self._tiles[key]
        place, picture = self._place(key), self._blank()
        painter = _painter(picture)
        self._begin(place).draft(painter, QPoint(), end + BUDGET_S)
        painter.end()
        self.is_sharp = self.is_ready = False
        tile = self._tiles[key] = _Tile(picture, place, self._jobs.pop(key, None))
        return tile

    def _mend_now(self, key: _Key, tile: _Tile, end: float, shown: list[QRect]) -> None:
        part = QRect(tile.dirty)
        if self._mend(key, tile, end):
            if any(rect.contains(part) for rect in shown):
                return
            self._unseen.append(part)  # the rest of it is still outdated on the screen
        self.is_sharp = self.is_ready = False

    def _is_made(self, key: _Key, end: float) -> bool:
        """True if a tile is there, painted now if there is time."""
        tile = self._tiles.get(key)
        if tile is not None:
            return tile.dirty.isEmpty() or self._mend(key, tile, end)
        job = self._jobs.get(key)
        if job is None:
            place = self._place(key)
            job = self._jobs[key] = _Job(self._blank(), place, self._begin(place))
        if not self._work_on(key, job, end):
            return False
        del self._jobs[key]
        self._tiles[key] = _Tile(job.picture, QRect())
        return True

    def _mend(self, key: _Key, tile: _Tile, end: float) -> bool:
        """Paint a tile's outdated part; True if it is done."""
        if tile.job is None:
            tile.job = _Job(QPixmap(tile.picture), QRect(tile.dirty), self._begin(tile.dirty))
        if not self._work_on(key, tile.job, end):
            return False
        tile.picture, tile.dirty, tile.job = tile.job.picture, QRect(), None
        return True

    def _work_on(self, key: _Key, job: _Job, end: float) -> bool:
        if perf_counter() > end:
            return False
        at = job.part.topLeft() - self._place(key).topLeft()
        painter = _painter(job.picture)
        painter.setClipRect(QRect(at, job.part.size()))
        is_done = job.work.go_on(painter, at, end)
        painter.end()
        return is_done

    def _blank(self) -> QPixmap:
        picture = QPixmap(QSize(self._side, self._side) * self._ratio)
        picture.setDevicePixelRatio(self._ratio)
        return picture

    def _drop_far(self, around: QRect) -> None:
        """Give back the tiles that are far away, once there are many."""
        needed = (around.width() // self._side + 2) * (around.height() // self._side + 2)
        if len(self._tiles) + len(self._jobs) > needed * _KEPT:
            keys = set(self._touched(around))
            self._tiles = {key: tile for key, tile in self._tiles.items() if key in keys}
            self._jobs = {key: job for key, job in self._jobs.items() if key in keys}

    def _paint_now(self, painter: QPainter, rect: QRect, part: QRect) -> None:
        painter.save()
        painter.setClipRect(rect)
        self._begin(part).go_on(painter, rect.topLeft(), float("inf"))
        painter.restore()


def _painter(picture: QPixmap) -> QPainter:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter
