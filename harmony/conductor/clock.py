"""Clocks: the real one, and a virtual one that jumps to the next timer when nothing runs."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable

from harmony.conductor.ports import Clock

Cancel = Callable[[], None]


class RealClock:
    """Wall time at its making plus monotonic time, so that it never goes back."""

    def __init__(self) -> None:
        self._wall = time.time()
        self._mark = time.monotonic()

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._wall + (time.monotonic() - self._mark)

    def call_at(self, when: float, callback: Callable[[], None]) -> Cancel:
        """Call back at `when` on the loop's thread; returns what cancels it."""
        return asyncio.get_running_loop().call_later(max(0.0, when - self.now()), callback).cancel

    def hold(self) -> None:
        """Something runs; real time goes on anyway."""

    def release(self) -> None:
        """It runs no more."""


class LaterClock:
    """A clock as a resumed run sees it, where the machine's was set back since its journal was written.

    The run goes on from the last time in its journal, so that times never go back and
    what was left of a wait is left still.

    Args:
        clock: the machine's.
        ahead: seconds that the run is ahead of it.
    """

    def __init__(self, clock: Clock, ahead: float) -> None:
        self._clock = clock
        self._ahead = ahead
        self.hold = clock.hold
        self.release = clock.release

    def now(self) -> float:
        """Seconds since the epoch, as the run counts them."""
        return self._clock.now() + self._ahead

    def call_at(self, when: float, callback: Callable[[], None]) -> Cancel:
        """Call back at `when`, as the run counts."""
        return self._clock.call_at(when - self._ahead, callback)


def not_before(clock: Clock, at: float) -> Clock:
    """The clock itself, or one that goes on from `at` if it has not come there yet."""
    ahead = at - clock.now()
    return LaterClock(clock, ahead) if ahead > 0 else clock


class VirtualClock:
    """Time that stands still while something runs and else jumps to the next timer.

    Args:
        start: seconds since the epoch at which it begins.
    """

    def __init__(self, start: float = 1_000_000_000.0) -> None:
        self._now = start
        self._timers: list[tuple[float, int, list[Callable[[], None]]]] = []
        self._count = 0
        self._holds = 0
        self._is_due = False

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None]) -> Cancel:
        """Call back when the clock has jumped to `when`."""
        self._count += 1
        cell = [callback]
        heapq.heappush(self._timers, (when, self._count, cell))
        self._look_later()
        return cell.clear

    @property
    def is_still(self) -> bool:
        """True if nothing runs and no timer is left: time goes on no more unless somebody does something."""
        return self._holds == 0 and not any(cell for _when, _count, cell in self._timers)

    async def sleep(self, seconds: float) -> None:
        """Sleep, as a step that runs on this clock does: while it sleeps nothing runs."""
        done = asyncio.get_running_loop().create_future()
        is_awake = False

        def wake() -> None:
            nonlocal is_awake
            is_awake = True
            self.hold()
            if not done.done():
                done.set_result(None)

        cancel = self.call_at(self._now + seconds, wake)
        self.release()
        try:
            await done
        except asyncio.CancelledError:
            if not is_awake:  # it may have been cancelled and woken in one turn of the loop
                cancel()
                self.hold()
            raise

    def hold(self) -> None:
        """Something runs: time stands still."""
        self._holds += 1

    def release(self) -> None:
        """It runs no more; when nothing does, time may jump."""
        self._holds -= 1
        self._look_later()

    def _look_later(self) -> None:
        """Look twice round the loop, so that what has just ended can start what follows."""
        if not self._is_due and self._holds == 0 and self._timers:
            self._is_due = True
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._jump)

    def _jump(self) -> None:
        self._is_due = False
        if self._holds:
            return
        while self._timers and not self._timers[0][2]:
            heapq.heappop(self._timers)
        if self._timers:
            self._ring(self._timers[0][0])
        self._look_later()

    def _ring(self, when: float) -> None:
        """Let everything ring that is due at `when`."""
        self._now = max(self._now, when)
        while self._timers and self._timers[0][0] <= self._now:
            for callback in heapq.heappop(self._timers)[2]:
                callback()
