"""Works out a layout in slices, and moves the cards in slices: the window answers meanwhile.

Esc or any edit ends it; what has been moved by then is one step of undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from harmony.board.canvas import acts
from harmony.board.canvas.slices import Slices
from harmony.board.canvas.tidy import Places

if TYPE_CHECKING:
    from harmony.board.canvas.live import LiveSheet

AT_ONCE = 500
"""Fewer cards than these are laid out in less than a frame or two."""

_CHUNK = 16
"""Cards that are moved by one edit of many."""


class Laying:
    """One layout at a time.

    Args:
        sheet: whose plan is laid out, and where progress is told.
        done: takes the places.
    """

    def __init__(self, sheet: LiveSheet, done: Callable[[Places], None]) -> None:
        self._sheet, self._done = sheet, done
        self._slices = Slices(sheet)
        self._places: Places = {}
        self._is_moving = False
        self._turn = 0

    def start(self, ids: Iterable[str] | None = None) -> None:
        """Lay out these cards, all when None."""
        self.end()
        plan = self._sheet.plan
        if len(plan.cards) <= AT_ONCE:
            self._done(plan.tidied(ids))
        else:
            self._slices.start(self._work(ids), self._finish)

    def end(self) -> bool:
        """Give it up; False if nothing was being laid out."""
        if not self._slices.is_busy or self._is_moving:
            return False
        self._slices.stop()
        self._tell("")
        return True

    def _work(self, ids: Iterable[str] | None) -> Iterator[float]:
        steps = self._sheet.plan.tidying(ids)
        while True:
            try:
                share = next(steps)
            except StopIteration as end:
                self._places = end.value
                return
            self._tell(f"Laying out  {share:.0%}")
            yield share

    def is_long(self, count: int) -> bool:
        """True if so many cards are not moved within a frame or two."""
        return count > AT_ONCE

    def move(self, places: Places, then: Callable[[], object]) -> None:
        """Move many cards, a few with each edit, and `then` at the end; one step of undo."""
        self._turn += 1
        self._slices.start(self._moving(list(places.items())), then)

    def _moving(self, places: list[tuple[str, tuple[int, int]]]) -> Iterator[float]:
        sheet, word, total = self._sheet, f"tidy {self._turn}", len(places)
        for first in range(0, total, _CHUNK):
            some = dict(places[first : first + _CHUNK])
            self._is_moving = True
            try:
                is_done = acts.move(sheet.document, some, sheet.scope, part_of=word, total=total)
            finally:
                self._is_moving = False
            if not is_done:
                break
            self._tell(f"Moving  {first / total:.0%}")
            yield first / total
        self._tell("")

    def _finish(self) -> None:
        self._tell("")
        self._done(self._places)

    def _tell(self, words: str) -> None:
        overlay = self._sheet.overlay
        if words != overlay.busy:
            overlay.busy = words
            self._sheet.viewport().update(overlay.hint_rect())
