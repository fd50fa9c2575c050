"""The tasks that a run's steps are played in.

A task of its own for every step would cost as much as all the rest of a small one. Steps that
are ready are queued instead, and one task, the drainer, plays them one after the other as long
as none waits for anything. While one waits, the next turn of the loop finds the queue not
empty and starts another drainer; and steps of a type that has once waited have a task of their
own from then on. Either way a step sees a task of its own: one that has changed its context
variables, or was cancelled, plays no other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from functools import partial
from typing import Any, Final

from harmony.conductor.plan.commands import Start
from harmony.conductor.plan.messages import Completed, Failed
from harmony.conductor.plan.state import RUNNING
from harmony.conductor.ports import Clock, Report

SLICE: Final = 0.002
"""Seconds after which the drainer lets the rest of the program have its turn."""
Key = tuple[str, str]
Play = Callable[[Start, Report], Awaitable[Completed | Failed]]


class Hands:
    """Plays the attempts of one run.

    Args:
        clock: time stands still, if it can, while there is something to play.
        play: plays one attempt to its end.
        report: takes what a step says meanwhile.
        done: takes the event that it ended with.
        turn: has all that came in handled; what is ready then comes in by `put`.
        wake: the same, in the next turn of the loop.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        play: Play,
        report: Callable[[Start, str, dict[str, Any]], None],
        done: Callable[[Completed | Failed], None],
        turn: Callable[[], None],
        wake: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._report = report
        self._play = play
        self._done = done
        self._turn = turn
        self._wake = wake
        self._loop = asyncio.get_running_loop()
        self._clean = copy_context()
        self._queue: deque[Start] = deque()
        self._at_work: dict[Key, tuple[int, asyncio.Task[None]]] = {}
        self._waits: set[str] = set()
        self._at: Start | None = None
        self._held = 0
        self._group: asyncio.TaskGroup | None = None
        self._is_called = self._drains = self._rests = self._looks = self._is_closed = False

    def begin(self, group: asyncio.TaskGroup) -> None:
        """Play in the tasks of a group from now on."""
        self._group = group

    def put(self, starts: list[Start]) -> None:
        """Play attempts; those that are no longer wanted when it is their turn are left out."""
        if self._is_closed or self._group is None:
            return
        for start in starts:
            self._hold()
            if start.state.lane or start.state.spec.node.use in self._waits:
                self._spawn(start)
            else:
                self._queue.append(start)
        if self._queue and not (self._drains or self._rests):
            self._note_waiting()
            self._call()

    def stop(self, key: Key, attempt: int) -> None:
        """End an attempt that is at work; what it gives is not wanted any more."""
        held = self._at_work.get(key)
        if held is not None and held[0] == attempt:
            del self._at_work[key]
            held[1].cancel()

    def close(self) -> None:
        """End all that is at work and start nothing more."""
        self._is_closed = True
        self._queue.clear()
        for _attempt, task in self._at_work.values():
            task.cancel()

    def ended(self) -> None:
        """All tasks have ended, some perhaps before they began: time may go on."""
        while self._held:
            self._release()

    # --- who plays what ------------------------------------------------------------------

    def _spawn(self, start: Start) -> None:
        """Play an attempt in a task of its own."""
        self._begin(self._own(start))

    def _call(self) -> None:
        """Have a drainer begin, unless one is about to."""
        if not self._is_called:
            self._is_called = True
            self._begin(self._drain())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task with a context of its own, as it was when the run began."""
        assert self._group is not None
        self._group.create_task(work, context=self._clean.copy())

    def _look_later(self) -> None:
        if not self._looks:
            self._looks = True
            self._loop.call_soon(self._look)

    def _look(self) -> None:
        """A turn of the loop later: what is still queued is held up by a step that waits."""
        self._looks = False
        if not self._queue or self._rests or self._is_closed:
            return
        self._note_waiting()
        starts = list(self._queue)
        self._queue.clear()
        for start in starts:
            if start.state.spec.node.use in self._waits:
                self._spawn(start)
            else:
                self._queue.append(start)
        if self._queue:
            self._call()

    def _note_waiting(self) -> None:
        """Somebody else runs: the step that the drainer is at, if it is at one, waits for something."""
        if self._at is not None:
            self._waits.add(self._at.state.spec.node.use)
            self._at = None

    def _hold(self) -> None:
        """There is one attempt more: a virtual clock stands still."""
        self._held += 1
        self._clock.hold()

    def _release(self) -> None:
        self._held -= 1
        self._clock.release()

    # --- tasks ---------------------------------------------------------------------------

    async def _own(self, start: Start) -> None:
        """Play one attempt; what it makes ready is for others."""
        task = asyncio.current_task()
        assert task is not None
        try:
            await self._attempt(start, task)
        finally:
            self._release()
        self._wake()

    async def _drain(self) -> None:
        """Play what is queued and what that makes ready, until nothing is."""
        self._is_called = False
        task = asyncio.current_task()
        assert task is not None
        until = self._loop.time() + SLICE
        while self._queue:
            start = self._at = self._queue.popleft()
            if self._queue:
                self._look_later()
            try:
                await self._attempt(start, task)
            finally:
                has_waited = self._at is not start
                if not has_waited:
                    self._at = None
                self._release()
            if task.cancelling() or copy_context() != self._clean:
                self._wake()
                if self._queue:
                    self._call()
                return
            if self._queue or has_waited:
                self._wake()  # the next may wait, or others come back in the same turn
            else:
                self._drains = True
                self._turn()
                self._drains = False
            if self._queue and self._loop.time() > until:
                self._rests = True
                await asyncio.sleep(0)
                self._rests = False
                until = self._loop.time() + SLICE

    async def _attempt(self, start: Start, task: asyncio.Task[None]) -> None:
        state = start.state
        if self._is_closed or state.status != RUNNING or state.attempt != start.attempt:
            return  # nobody wants it any more
        task.set_name(state.path)
        key = (state.path, state.pass_)
        held = self._at_work[key] = (start.attempt, task)
        event = await self._play(start, partial(self._report, start))
        if self._at_work.get(key) is held:
            del self._at_work[key]
        self._done(event)
