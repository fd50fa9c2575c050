"""Works out a layout in slices: the window answers meanwhile, and Esc or any edit ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from harmony.board.canvas.slices import Slices
from harmony.board.canvas.tidy import Places

if TYPE_CHECKING:
    from harmony.board.canvas.live import LiveSheet

AT_ONCE = 500
"""Fewer cards than these are laid out in less than a frame or two."""


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
        if not self._slices.is_busy:
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

    def _finish(self) -> None:
        self._tell("")
        self._done(self._places)

    def _tell(self, words: str) -> None:
        overlay = self._sheet.overlay
        if words != overlay.busy:
            overlay.busy = words
            self._sheet.viewport().update(overlay.hint_rect())
