"""The store of card pictures: least recently used go first above 64 MB, and a budget a frame.

While the zoom moves, or when a frame's budget of painting is spent, a picture of another
scale (or none) is given out and the card is noted; `take_stale` then says who wants a better
picture once there is time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import perf_counter

from PySide6.QtGui import QPixmap

from harmony.board import theme
from harmony.board.canvas.look import Look
from harmony.board.canvas.picture import SMALL_TEXT_FROM, paint_base, paint_card, paint_halo
from harmony.board.canvas.strokes import WireLook, paint_wire, paint_wire_halo

LIMIT_BYTES = 64 * 1024 * 1024
FRAME_BUDGET_S = 0.0015
FIRST_BUDGET_S = 0.15
"""The first frame after opening shows everything, and may take its time."""

_DRAFT_SCALES = (0.5, 1.0, 2.0, 4.0)

_Key = tuple[Look | WireLook | tuple[int, int], float, str]
"""Look, scale (below zero for the base of a card's picture, and for a wire's halo), theme."""


class Pictures:
    """Pictures by look and scale.

    Attributes:
        is_moving: the zoom is changing: any picture of the look will do.
        generation: counts up when all pictures become void.
        patience_s: how long a frame may paint pictures.
        was_short: a frame's budget was too small; the view asks again when it is free.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._bytes = 0
        self._store: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._spent = 0.0
        self.is_moving = False
        self.was_short = False
        self.patience_s = FIRST_BUDGET_S
        self.generation = 1
        self._large: set[_Key] = set()

    @property
    def size_bytes(self) -> int:
        """What the stored pictures take."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._store)

    def begin_frame(self) -> None:
        """A new frame: the budget is full again."""
        if self._spent or self.is_moving:
            self.patience_s = FRAME_BUDGET_S
        self._spent = 0.0

    def card(self, look: Look, scale: float) -> tuple[QPixmap | None, float]:
        """A picture of a look, and the scale that it has; None if there is no time to make one."""
        wanted = _draft_scale(scale) if self.is_moving else scale
        key = (look, wanted, theme.current().name)
        found = self._find(key)
        if found is not None:
            return found, wanted
        if self._spent >= self.patience_s:
            self.was_short = True
            return self._other(look, wanted)
        begin = perf_counter()
        made = self._paint(look, wanted)
        self._keep(key, made)
        self._spent += perf_counter() - begin
        return made, wanted

    def _paint(self, look: Look, scale: float) -> QPixmap:
        """A state costs a third of a whole card: the base is kept."""
        has_text = scale >= SMALL_TEXT_FROM
        key = (look.at_rest, -scale, theme.current().name)
        base = self._find(key)
        if base is None:
            base = paint_base(look, scale, small_text=has_text)
            if look.role == "node":
                self._keep(key, base)
        return paint_card(look, scale, small_text=has_text, base=base)

    def wire(self, look: WireLook, scale: float) -> QPixmap | None:
        """A picture of a wire; None: it would be too large, draw it yourself."""
        return self._wire((look, scale, theme.current().name), lambda: paint_wire(look, scale))

    def glow(self, look: WireLook, scale: float) -> QPixmap | None:
        """A picture of a wire's halo at full strength; None: it would be too large."""
        return self._wire((look, -scale, theme.current().name), lambda: paint_wire_halo(look, scale))

    def _wire(self, key: _Key, paint: Callable[[], QPixmap | None]) -> QPixmap | None:
        if key in self._large:
            return None
        found = self._find(key)
        if found is None:
            found = paint()
            if found is None:
                self._large.add(key)
            else:
                self._keep(key, found)
        return found

    def halo(self, width: int, height: int, scale: float) -> QPixmap:
        """The ring around a selected card of that size."""
        key = ((width, height), scale, theme.current().name)
        found = self._find(key)
        if found is None:
            found = paint_halo(width, height, scale)
            self._keep(key, found)
        return found

    def clear(self) -> None:
        """Forget everything, as when the theme changes."""
        self.patience_s = FIRST_BUDGET_S
        self._store.clear()
        self._large.clear()
        self.generation += 1
        self._bytes = 0

    def _other(self, look: Look, scale: float) -> tuple[QPixmap | None, float]:
        name = theme.current().name
        for other in (_draft_scale(scale), *_DRAFT_SCALES):
            found = self._find((look, other, name))
            if found is not None:
                return found, other
        return None, scale

    def _find(self, key: _Key) -> QPixmap | None:
        found = self._store.get(key)
        if found is not None:
            self._store.move_to_end(key)
        return found

    def _keep(self, key: _Key, picture: QPixmap) -> None:
        self._store[key] = picture
        self._bytes += _cost(picture)
        while self._bytes > self._limit and len(self._store) > 1:
            _old, dropped = self._store.popitem(last=False)
            self._bytes -= _cost(dropped)


def _cost(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4


def _draft_scale(scale: float) -> float:
    """The scale of the picture that stands in while the zoom moves."""
    return next((s for s in _DRAFT_SCALES if s >= scale * 0.75), _DRAFT_SCALES[-1])
