"""The journal in SQLite: who writes when.

One step's records that wait alone are committed on the loop's thread (20-40 us; where they must
survive a power cut, 150-300 us, as long as the disk is that quick: to hand them to another thread
takes as long again). More at once, slow disks, and files that are not on disk yet are the writer
thread's, which commits in groups. It also makes the checkpoints. Records of all runs go to disk
in the order in which they were appended, so what is durable never has holes.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from time import perf_counter
from typing import Any, Literal

from msgspec import msgpack

from harmony.conductor.events import ENDS, Record
from harmony.errors import RunOwned, StoreError
from harmony.store.database import Database
from harmony.store.faults import is_busy, store_error
from harmony.store.keys import READ
from harmony.store.writer import Row, Writer

Durability = Literal["step", "batch", "exit"]
_BATCH_SECONDS = 0.08
# More rows than this are the writer thread's: they would hold up the loop for over a millisecond.
_MOST_HERE = 64
# A commit that took longer is the thread's next time: the loop has other things to do.
_QUICK_SECONDS = 0.004
# What a process may leave a run with, whatever its durability.
_STRICT = ENDS | {"run.paused"}
# After so many commits of one step each, the next is made without waiting a turn of the loop.
_SURE = 3

_encode = msgpack.Encoder().encode
_decode = msgpack.Decoder().decode


def pack(body: dict[str, Any]) -> bytes:
    """A record's body as bytes; what MessagePack cannot hold (huge whole numbers) goes as JSON."""
    try:
        return _encode(body)
    except (OverflowError, UnicodeEncodeError):
        return _encode(json.dumps(body))


def unpack(data: bytes) -> dict[str, Any]:
    """The body that `pack` made bytes of."""
    body = _decode(data)
    found: dict[str, Any] = json.loads(body) if isinstance(body, str) else body
    return found


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """The loop of this thread; None for tools that write a journal without one, and close it."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


@dataclass(slots=True)
class _Run:
    """What is known of one run.

    Attributes:
        last: number of the last row appended, over all runs.
        strict: the next `durable` waits whatever the durability: admission and end.
    """

    last: int = 0
    durability: Durability = "step"
    strict: bool = True


class SqlJournal:
    """Implements `conductor.ports.Journal`; all but `read` and `close` on one loop's thread.

    Args:
        database: where the rows go.
        full: commits survive a power cut, not only the end of the process.
        sync: called before a commit that survives a power cut and before each checkpoint:
            brings the files of artifacts to disk.
        is_synced: says that they are there; without it `sync` is left to the writer thread.
    """

    def __init__(
        self,
        database: Database,
        *,
        full: bool = False,
        sync: Callable[[], None] | None = None,
        is_synced: Callable[[], bool] | None = None,
    ) -> None:
        database.open()
        self._database = database
        self._full = full
        self._is_synced = is_synced or (lambda: sync is None)
        self._took = 0.0
        self._writer = Writer(database.path, full=full, sync=sync)
        self._runs: dict[str, _Run] = {}
        self._queue: list[Row] = []
        self._in_flight: list[Row] = []
        self._queue_lock = Lock()
        self._appended = 0
        self._committed = 0
        self._waiters: list[tuple[int, str, asyncio.Future[None]]] = []
        self._lost: set[str] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_scheduled = False
        self._turn_of = ""  # what run has committed in this turn of the loop: another is written with more
        self._asked = self._alone = 0
        self._thread: Thread | None = None
        self._wake = Condition()
        self._work = self._stop = False

    def configure(self, run: str, durability: Durability = "step") -> None:
        """Say how soon a run's records must be on disk.

        Args:
            run: its id.
            durability: `step` before `durable` is done, and else within 100 ms; `batch` within 100 ms;
                `exit` when the run ends. Admission and end are written at once in all three.
        """
        self._runs.setdefault(run, _Run()).durability = durability

    def append(self, run: str, records: Sequence[Record]) -> None:
        """Queue records; those that are only told (`seq` -1) are left out."""
        rows = [(run, r.seq, r.at, r.kind, r.node, r.pass_, r.attempt, pack(r.body)) for r in records if r.seq >= 0]
        if not rows:
            return
        state = self._runs.get(run)
        if state is None:
            state = self._runs[run] = _Run()
        with self._queue_lock:
            self._queue += rows
        self._appended += len(rows)
        state.last = self._appended
        if rows[-1][3] in _STRICT:
            state.strict = True
        if self._timer is None and state.durability != "exit":
            # In `step` too: what nothing waits for (before a long wait, or a pause; an answer that a run goes
            # on with, to wait again) is not left in memory.
            self._schedule_batch(self._loop or _running_loop())

    def durable(self, run: str) -> asyncio.Future[None] | None:
        """Done when all of the run's records are on disk; None if they are, or need not be yet.

        The future raises StoreError when they cannot be written (they are kept, and tried again
        with the next), and RunOwned when another process has written this run's journal on.
        """
        state = self._runs.get(run)
        if state is None or (state.last <= self._committed and run not in self._lost):
            return None
        loop = self._loop = asyncio.get_running_loop()
        if not state.strict and state.durability != "step":
            if state.durability == "batch":
                self._schedule_batch(loop)
            return None
        state.strict = False
        if self._alone >= _SURE and self._turn_of in ("", run) and not self._is_scheduled and self._is_quick():
            if not self._turn_of:
                self._turn_of = run
                loop.call_soon(self._end_turn)
            if self._commit_here() and state.last <= self._committed:
                return None
        elif self._turn_of:
            self._alone = 0
        return self._wait(loop, run, state.last)

    def _wait(self, loop: asyncio.AbstractEventLoop, run: str, last: int) -> asyncio.Future[None]:
        future: asyncio.Future[None] = loop.create_future()
        if run in self._lost:
            future.set_exception(_lost(run))
            return future
        self._waiters.append((last, run, future))
        self._asked += 1
        if not self._is_scheduled:
            self._is_scheduled = True
            loop.call_soon(self._flush)
        return future

    def _end_turn(self) -> None:
        self._turn_of = ""

    def _schedule_batch(self, loop: asyncio.AbstractEventLoop | None) -> None:
        if self._timer is None and loop is not None:
            self._timer = loop.call_later(_BATCH_SECONDS, self._flush_batch)

    def _flush_batch(self) -> None:
        self._timer = None
        if self._queue:
            self._wake_thread()

    def _flush(self) -> None:
        """At the end of the turn in which somebody asked: write here or hand to the thread."""
        self._is_scheduled = False
        self._alone = self._alone + 1 if self._asked == 1 else 0
        self._asked = 0
        if len(self._queue) > _MOST_HERE or not self._is_quick() or not self._commit_here():
            self._wake_thread()

    def _is_quick(self) -> bool:
        """True if a commit of one step holds the loop up for no more than a moment."""
        return not self._full or (self._took < _QUICK_SECONDS and self._is_synced())

    def _commit_here(self) -> bool:
        """Write the queue on the loop's thread; False if that would mean waiting."""
        if not self._writer.lock.acquire(blocking=False):
            return False
        try:
            error = self._write(wait=False)
        except sqlite3.Error:
            return False
        finally:
            self._writer.lock.release()
        self._settle(error)
        if self._writer.is_checkpoint_due:
            self._wake_thread()
        return True

    def _write(self, *, wait: bool) -> StoreError | None:
        """Write what is queued, with the writer's lock held; what fails goes back to the front.

        Raises:
            sqlite3.Error: another process holds the database and `wait` is False.
        """
        with self._queue_lock:
            rows, self._queue = self._queue, []
            self._in_flight = rows
        if not rows:
            return None
        began = perf_counter()
        try:
            lost = self._writer.write(rows, wait=wait)
        except (sqlite3.Error, OSError) as error:
            with self._queue_lock:
                self._queue, self._in_flight = rows + self._queue, []
            if not wait and isinstance(error, sqlite3.Error) and is_busy(error):
                raise
            return store_error(self._database.path, error)
        self._took = perf_counter() - began
        self._in_flight = []
        self._lost |= lost
        self._committed += len(rows)
        return None

    def _settle(self, error: StoreError | None) -> None:
        """Answer those who wait, on the loop's thread."""
        if not self._waiters:
            return
        waiting: list[tuple[int, str, asyncio.Future[None]]] = []
        for last, run, future in self._waiters:
            if future.done():
                continue
            if run in self._lost:
                future.set_exception(_lost(run))
            elif last <= self._committed:
                future.set_result(None)
            elif error is not None:
                future.set_exception(error)
            else:
                waiting.append((last, run, future))
        self._waiters = waiting

    def _wake_thread(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run_thread, name="harmony-journal", daemon=True)
            self._thread.start()
        with self._wake:
            self._work = True
            self._wake.notify()

    def _run_thread(self) -> None:
        while True:
            with self._wake:
                while not self._work and not self._stop:
                    self._wake.wait()
                if self._stop:
                    return
                self._work = False
            with self._writer.lock:
                error = self._write(wait=True)
            if self._loop is not None and not self._loop.is_closed():
                try:
                    self._loop.call_soon_threadsafe(self._settle, error)
                except RuntimeError:
                    pass  # the loop ended in between: nobody waits any more
            if self._writer.is_checkpoint_due:
                self._writer.checkpoint()

    def read(self, run: str, after: int = -1) -> list[Record]:
        """Records with seq > `after`, in order; those not on disk yet are among them. Any thread.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._queue_lock:
            queued = [row for rows in (self._in_flight, self._queue) for row in rows if row[0] == run]
        with self._database.reading() as connection:
            rows = connection.execute(READ, (after + 1, run)).fetchall()
        last = rows[-1][0] if rows else after
        rows += [row[1:] for row in queued if row[1] > last]
        return [Record(seq, at, kind, node, pass_, n, unpack(body)) for seq, at, kind, node, pass_, n, body in rows]

    def close(self) -> None:
        """Write what is left, make a last checkpoint and end the thread.

        Raises:
            StoreError: what is left cannot be written.
        """
        with self._wake:
            self._stop = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self._writer.lock:
            error = self._write(wait=True)
        if self._loop is not None and not self._loop.is_closed():
            self._settle(error)
        self._writer.close()
        if error is not None:
            raise error


def _lost(run: str) -> RunOwned:
    return RunOwned(f"Another process plays the run {run} and has written its journal on; this one stops.")
