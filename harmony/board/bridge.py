"""The only meeting of the engine's client and Qt.

The client's reader thread appends to a list. When the list was empty it wakes Qt's thread once;
a 16 ms timer then swaps the list under a lock and hands it on in batches. So an idle board
does not tick, and no event costs a signal of its own.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from harmony.errors import EngineLost, HarmonyError

TICK_MS = 16
SLICE_SECONDS, LATE_SECONDS = 0.004, 0.008
PART, LATE = 50, 6
"""Events that are handed on at once; more such parts than these are a delay that is seen."""

Done = Callable[[Any], object]
Failed = Callable[[HarmonyError], object]


def unpacked(packet: bytes) -> Any:
    """What the engine sent as a packet of its own, such as a part of a large Melody."""
    from harmony.engine.protocol import unpack

    return unpack(packet)


class Client(Protocol):
    """What the bridge needs of `harmony.engine.client.EngineClient`."""

    on_push: Callable[[dict[str, Any]], None]
    on_lost: Callable[[], None]
    limits: dict[str, int]

    def request(self, method: str, params: dict[str, Any] | None = None) -> Future[Any]:
        """Ask for something."""

    def close(self) -> None:
        """Leave."""


class _Waker(QObject):
    """Brings other threads' news to Qt's. Never deleted: a thread may emit at any moment."""

    woken = Signal()


_WAKERS: list[_Waker] = []


def _parts(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A message of many events as several: each is handed on in a fraction of a frame."""
    events = message.get("events", ())
    if len(events) <= PART:
        yield message
        return
    for first in range(0, len(events), PART):
        yield {**message, "events": events[first : first + PART]}


class Bridge(QObject):
    """Events in, batched once a frame; requests out.

    Signals:
        status_changed(word): starting, ready, lost or closed.
        events(run, events): a batch of public events of one run, in order.
        resync(run): the board fell behind; what it knows of the run must be read again.

    Args:
        connect: makes a connected client; called on a thread, for it may take a while.
    """

    status_changed = Signal(str)
    events = Signal(str, object)
    resync = Signal(str)

    def __init__(self, connect: Callable[[], Client], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._connect = connect
        self._client: Client | None = None
        self._lock = threading.Lock()
        self._inbox: list[tuple[str, Any]] = []
        self._queue: deque[tuple[str, Any]] = deque()
        self._unsent: list[tuple[str, dict[str, Any], Done | None, Failed | None]] = []
        self.status = "closed"
        self.problem = ""
        self._is_left = False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.drain)
        self._waker = _Waker()
        _WAKERS.append(self._waker)
        self._waker.woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Start or start again: connect on a thread, then send what was asked meanwhile."""
        if self._is_left or self.status in {"starting", "ready"}:
            return
        self._set_status("starting")
        threading.Thread(target=self._open, name="engine start", daemon=True).start()

    def request(
        self, method: str, params: dict[str, Any] | None = None, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Ask the engine; `done(result)` or `failed(error)` is called on Qt's thread.

        Waits for an engine that is still starting, and starts one that was lost.
        """
        if self._is_left:
            return
        if self._client is None or self.status != "ready":
            self._unsent.append((method, params or {}, done, failed))
            self.start()
            return
        future = self._client.request(method, params or {})
        future.add_done_callback(lambda answered: self._put("reply", (answered, done, failed)))

    @property
    def limits(self) -> dict[str, int]:
        """How many `processes` and `threads` the engine has, as it said them; nothing before it is there."""
        return self._client.limits if self._client is not None else {}

    def close(self) -> None:
        """Leave the engine for good: nothing is delivered any more, and who asks starts none."""
        self._is_left = True
        client, self._client = self._client, None
        self._set_status("closed")
        self._timer.stop()
        self._unsent.clear()
        self._hang_up()
        if client is not None:
            client.on_push = lambda _message: None
            client.on_lost = lambda: None
            client.close()

    def drain(self) -> None:
        """Hand on what has come, for at most 4 ms; the rest waits for the next tick."""
        with self._lock:
            taken, self._inbox = self._inbox, []
        for kind, body in taken:
            self._queue.extend((kind, part) for part in (_parts(body) if kind == "push" else (body,)))
        # Events that pile up are shown late: then more of the frame is theirs.
        is_late = len(self._queue) > LATE
        end = time.perf_counter() + (LATE_SECONDS if is_late else SLICE_SECONDS)
        while self._queue and time.perf_counter() < end:
            kind, body = self._queue.popleft()
            self._take(kind, body)
        if not self._queue and not taken:
            self._timer.stop()

    # On whatever thread

    def _put(self, kind: str, body: Any) -> None:
        with self._lock:
            self._inbox.append((kind, body))
            first = len(self._inbox) == 1
        if first:
            self._waker.woken.emit()

    def _open(self) -> None:
        try:
            client = self._connect()
        except Exception as error:  # shown to the person: whatever keeps the engine from starting
            self._put("unopened", error)
            return
        client.on_push = lambda message: self._put("push", message)
        client.on_lost = lambda: self._put("lost", client)
        self._put("opened", client)

    # On Qt's thread

    def _wake(self) -> None:
        if self._is_left:
            self._hang_up()
        elif not self._timer.isActive():
            self._timer.start()

    def _hang_up(self) -> None:
        """Drop what has come; an engine that is there only after all was closed is left too."""
        with self._lock:
            late, self._inbox = self._inbox, []
        for kind, body in (*self._queue, *late):
            if kind == "opened":
                body.close()
        self._queue.clear()

    def _set_status(self, status: str) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)

    def _take(self, kind: str, body: Any) -> None:
        if kind == "push":
            self._pushed(body)
        elif kind == "reply":
            self._replied(*body)
        elif kind == "opened":
            self._opened(body)
        elif kind == "unopened":
            self._lost(str(body))
        elif kind == "lost" and body is self._client:
            self._lost("The engine is gone.")

    def _pushed(self, message: dict[str, Any]) -> None:
        if message.get("push") == "events":
            self.events.emit(message["run"], message["events"])
        elif message.get("push") == "resync":
            self.resync.emit(message["run"])

    def _replied(self, future: Future[Any], done: Done | None, failed: Failed | None) -> None:
        error = future.exception()
        if error is None:
            if done is not None:
                done(future.result())
        elif failed is not None:
            failed(error if isinstance(error, HarmonyError) else HarmonyError(str(error)))

    def _opened(self, client: Client) -> None:
        self._client = client
        self._set_status("ready")
        unsent, self._unsent = self._unsent, []
        for method, params, done, failed in unsent:
            self.request(method, params, done, failed)

    def _lost(self, why: str) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
        self.problem = why
        if self.status != "closed":
            self._set_status("lost")
        unsent, self._unsent = self._unsent, []
        for _method, _params, _done, failed in unsent:
            if failed is not None:
                failed(EngineLost(f"The engine did not start. {why}"))
