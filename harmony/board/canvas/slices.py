"""Long work of the canvas in slices, so that the window answers all the while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

SLICE_S = 0.006


class Slices(QObject):
    """Goes on with one piece of work whenever the window has nothing else to do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[float] = iter(())
        self._then: Callable[[], object] = lambda: None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """True while there is work left."""
        return self._timer.isActive()

    def start(self, work: Iterator[float], then: Callable[[], object], *, after_ms: int = 0) -> None:
        """Do this from now on (what was begun before is given up), and `then` at its end.

        Args:
            work: gives the share that is done, often.
            then: called when it is done.
            after_ms: wait so long first.
        """
        self._work, self._then = work, then
        self._timer.start(after_ms)

    def stop(self) -> None:
        """Give up what is left."""
        self._timer.stop()
        self._work = iter(())

    def finish(self) -> None:
        """Do what is left at once."""
        if self.is_busy:
            for _share in self._work:
                pass
            self._end()

    def _go_on(self) -> None:
        self._timer.setInterval(0)
        end = perf_counter() + SLICE_S
        for _share in self._work:
            if perf_counter() > end:
                return
        self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._then()
