"""The timers that a run has armed on its clock."""

from __future__ import annotations

from collections.abc import Callable

from harmony.conductor.plan.commands import Arm, Disarm
from harmony.conductor.plan.messages import Timer
from harmony.conductor.plan.plan import Plan
from harmony.conductor.ports import Clock

Key = tuple[str, str]
IDLE = "idle"


class Timers:
    """Arms, disarms, and rings.

    Args:
        clock: rings.
        plan: says how long a step may be idle; it is only read.
        ring: is given each timer that rings, as an event.

    Attributes:
        active_at: when a step last gave a sign of life; an idle timer counts from there.
    """

    def __init__(self, clock: Clock, plan: Plan, ring: Callable[[Timer], None]) -> None:
        self._clock = clock
        self._plan = plan
        self._ring = ring
        self._armed: dict[tuple[str, str, str], Callable[[], None]] = {}
        self.active_at: dict[Key, float] = {}

    def arm(self, timer: Arm) -> None:
        """Ring at its time; one of the same key that is armed already is replaced."""
        key = (timer.node, timer.pass_, timer.purpose)
        old = self._armed.pop(key, None)
        if old is not None:
            old()
        self._armed[key] = self._clock.call_at(timer.when, lambda: self._rang(timer))

    def disarm(self, disarm: Disarm) -> None:
        """Take a timer back."""
        cancel = self._armed.pop((disarm.node, disarm.pass_, disarm.purpose), None)
        if cancel is not None:
            cancel()

    def clear(self) -> None:
        """Take every timer back."""
        for cancel in self._armed.values():
            cancel()
        self._armed.clear()

    def _rang(self, timer: Arm) -> None:
        now = self._clock.now()
        if timer.purpose == IDLE:
            until = self.active_at.get((timer.node, timer.pass_), 0.0) + self._idle_limit(timer)
            if until > now:
                self.arm(Arm(timer.node, timer.pass_, timer.purpose, until))
                return
        self._armed.pop((timer.node, timer.pass_, timer.purpose), None)
        self._ring(Timer(now, timer.node, timer.pass_, timer.purpose))

    def _idle_limit(self, timer: Arm) -> float:
        state = self._plan.live.get((timer.node, timer.pass_))
        return 0.0 if state is None else state.spec.limits.idle or 0.0
