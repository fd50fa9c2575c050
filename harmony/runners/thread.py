"""Steps in threads: for sync code that waits rather than works.

A thread cannot be stopped. A cancelled step is told (`ctx.cancelled`), its thread is left to
itself and its place is given to another; whatever it still says or gives is thrown away.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.ports import Artifacts, Report, StepCall, StepDone
from harmony.errors import StoreError
from harmony.runners.step import FolderOf, Spending, clean_failure, key_of, output_types, stored, value_of, warn_of_hits
from harmony.sdk import secrets as tokens
from harmony.sdk.failure import StepFailed
from harmony.sdk.faults import as_failed
from harmony.sdk.invoke import invoke_sync
from harmony.sdk.loading import load_function
from harmony.sdk.reports import Entry, Reports
from harmony.sdk.secrets import Redactor
from harmony.sdk.step import StepContext

Job = Callable[[], None]
STEP_THREADS = "harmony-step-"
LET_END = 1.0
"""Seconds that abandoned steps are given at the close: one that watches `ctx.cancelled` needs far less."""


class _Kept:
    """A daemon thread that does one job after the other."""

    def __init__(self, number: int) -> None:
        self.jobs: SimpleQueue[Job | None] = SimpleQueue()
        self.thread = Thread(target=self._work, name=f"{STEP_THREADS}{number}", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        while (job := self.jobs.get()) is not None:
            job()


class _Attempt:
    """One step in its thread, and the fence between them and the loop."""

    def __init__(self, call: StepCall, report: Report, loop: asyncio.AbstractEventLoop) -> None:
        self.call = call
        self.result: asyncio.Future[StepDone] = loop.create_future()
        self.is_abandoned = False
        self._loop = loop
        self.redactor = Redactor(call.secrets) if call.secrets else None
        self.spending = Spending(report, self.redactor)
        self.reports = Reports(self._emit)

    def _emit(self, entries: list[Entry]) -> None:
        self.tell(lambda: self._say(entries))

    def _say(self, entries: list[Entry]) -> None:
        if not self.is_abandoned:
            for kind, body in entries:
                self.spending(kind, body)

    def tell(self, what: Callable[[], None]) -> None:
        """Do something on the loop's thread; nothing once the loop is closed."""
        with suppress(RuntimeError):  # the loop has closed: nobody waits for what an abandoned step still says
            self._loop.call_soon_threadsafe(what)

    def end(self, done: StepDone | None, failed: StepFailed | StoreError | None) -> None:
        """Hand the result over, on the loop's thread; a late one is dropped."""
        if self.is_abandoned or self.result.done():
            return
        if failed is not None:
            self.result.set_exception(failed)
        elif done is not None:
            done.spent = self.spending.spent
            self.result.set_result(done)


class ThreadRunner:
    """Implements `conductor.ports.Runner` with kept threads.

    Args:
        folder_of: where a node type's code lies.
        artifacts: where values come from and go to; must be safe in threads.
        threads: at most so many steps at a time, abandoned ones not counted.
    """

    def __init__(self, folder_of: FolderOf, artifacts: Artifacts, threads: int) -> None:
        self._folder_of = folder_of
        self._artifacts = artifacts
        self._most = max(1, threads)
        self._idle: list[_Kept] = []
        self._abandoned: list[_Kept] = []
        self._busy = self._made = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def run(self, call: StepCall, report: Report) -> StepDone:
        """Run one attempt to its end; cancelling the awaiting task abandons the thread.

        Raises:
            StepFailed: the step failed; its `error_class` says how.
            StoreError: an input is damaged or an output cannot be stored; not the step's fault.
        """
        await self._enter()
        try:
            return await self._play_in(self._thread(), call, report)
        finally:
            self._leave()

    async def _play_in(self, thread: _Kept, call: StepCall, report: Report) -> StepDone:
        attempt = _Attempt(call, report, asyncio.get_running_loop())
        thread.jobs.put(lambda: self._work(attempt))
        try:
            done = await attempt.result
        except asyncio.CancelledError:
            attempt.is_abandoned = True
            thread.jobs.put(None)  # it ends when the step lets it
            self._abandoned = [t for t in self._abandoned if t.thread.is_alive()] + [thread]
            report("log", {"level": "warning", "text": f"`{call.node}` was cancelled; its thread is left to itself."})
            raise
        except (StepFailed, StoreError):
            self._idle.append(thread)
            raise
        else:
            self._idle.append(thread)
            return done

    async def close(self) -> None:
        """End the threads that do nothing; abandoned ones have a moment, and else end with the process."""
        for thread in self._idle:
            thread.jobs.put(None)
        self._idle.clear()
        until = time.monotonic() + LET_END
        while any(t.thread.is_alive() for t in self._abandoned) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def _thread(self) -> _Kept:
        if self._idle:
            return self._idle.pop()
        self._made += 1
        try:
            return _Kept(self._made)
        except RuntimeError as error:
            raise StepFailed(f"No thread for a step could be started: {error}", error_class="resource") from error

    async def _enter(self) -> None:
        while self._busy >= self._most:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._wake()
                raise
        self._busy += 1

    def _leave(self) -> None:
        self._busy -= 1
        self._wake()

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _work(self, attempt: _Attempt) -> None:
        """The step, in its thread."""
        done: StepDone | None = None
        failed: StepFailed | StoreError | None = None
        try:
            done = StepDone(self._play(attempt))
        except StoreError as error:
            failed = error
        except BaseException as error:
            failed = clean_failure(as_failed(error), attempt.redactor)
        warn_of_hits(attempt.redactor, attempt.reports.send)
        attempt.reports.flush()
        attempt.tell(lambda: attempt.end(done, failed))

    def _play(self, attempt: _Attempt) -> dict[str, Artifact]:
        call, redactor = attempt.call, attempt.redactor
        names = tokens.names_in(call.params, call.secrets) if call.secrets else {}
        context = StepContext(key_of(call), attempt.reports.send, names, lambda: attempt.is_abandoned)
        try:
            function = load_function(self._folder_of(call.type), call.type.function)
            inputs: dict[str, Any] = {port: value_of(slot, self._artifacts) for port, slot in call.inputs.items()}
            params = tokens.fill(call.params, call.secrets) if call.secrets else call.params
            given = invoke_sync(function, inputs, params, context)
            if attempt.is_abandoned:
                return {}
            if redactor is not None:
                given = {port: redactor.output(value, context) for port, value in given.items()}
            types = output_types(call.type)
            return {port: stored(port, value, types, self._artifacts) for port, value in given.items()}
        finally:
            context.close()
