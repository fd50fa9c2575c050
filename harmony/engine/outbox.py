"""Events on their way to one subscriber: batched a tick, bounded, coalesced when they are many.

The loop's thread fills it, one writer thread empties it, so that a slow reader never holds
the Conductor up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from multiprocessing.connection import Connection
from typing import Any

from harmony.engine import protocol

log = logging.getLogger(__name__)
_STATES = frozenset({"node.queued", "node.started", "node.waiting", "node.retrying"})
_CHATTER = frozenset({"log", "node.progress", "node.output"})
MANY = 1000
"""Events a tick from which older states of a node give way to its newest."""
BEHIND = 50_000
"""Events waiting for a subscriber from which it is told to read the store instead."""


class Outbox:
    """Queue and writer thread of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._wake = threading.Condition()
        self._messages: deque[dict[str, Any]] = deque()
        self._events: dict[str, list[dict[str, Any]]] = {}
        self._waiting = 0
        self._closed = False
        self._thread = threading.Thread(target=self._write, name="engine outbox", daemon=True)
        self._thread.start()

    def put(self, message: dict[str, Any]) -> None:
        """Queue an answer; answers go before events."""
        with self._wake:
            self._messages.append(message)
            self._wake.notify()

    def put_events(self, run: str, events: list[dict[str, Any]]) -> None:
        """Queue events of a run for the next tick."""
        with self._wake:
            if self._waiting + len(events) > BEHIND:
                # What waits of other runs goes too, so they are named as well.
                self._messages += [{"push": "resync", "run": behind} for behind in {**self._events, run: None}]
                self._events.clear()
                self._waiting = 0
            else:
                self._events.setdefault(run, []).extend(events)
                self._waiting += len(events)
            self._wake.notify()

    def close(self) -> None:
        """Write what is queued, then end the thread."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join(2)

    def _write(self) -> None:
        try:
            while True:
                with self._wake:
                    while not (self._messages or self._events or self._closed):
                        self._wake.wait()
                    if self._closed and not (self._messages or self._events):
                        return
                    messages, self._messages = self._messages, deque()
                    events, self._events = self._events, {}
                    self._waiting = 0
                for message in messages:
                    self._send(message)
                for run, batch in events.items():
                    self._send_events(run, batch)
                if events:
                    time.sleep(protocol.TICK_SECONDS)
        except (OSError, EOFError):
            return  # the reader's thread sees the same end and takes the connection away

    def _send(self, message: dict[str, Any]) -> None:
        """Write one message; what cannot be written is an error of its own, not the end of all others."""
        try:
            protocol.send(self._connection, message)
        except (TypeError, ValueError, OverflowError) as error:
            log.exception("a message cannot be sent")
            if "id" in message:
                said = {"kind": "bug", "message": f"The engine's answer cannot be sent: {error!r}"}
                protocol.send(self._connection, {"id": message["id"], "error": said})

    def _send_events(self, run: str, events: list[dict[str, Any]]) -> None:
        kept = coalesce(events) if len(events) > MANY else events
        dropped = len(events) - len(kept)
        size, start = 0, 0
        for position, event in enumerate(kept):
            size += 200 + (len(str(event.get("outputs", ""))) if "outputs" in event else 0)
            if size > protocol.BATCH_BYTES:
                self._push(run, kept[start : position + 1], dropped)
                size, start, dropped = 0, position + 1, 0
        if start < len(kept):
            self._push(run, kept[start:], dropped)

    def _push(self, run: str, events: list[dict[str, Any]], dropped: int) -> None:
        self._send({"push": "events", "run": run, "events": events, "dropped": dropped})


def coalesce(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without chatter, and without states of a node that a later event of it has overtaken.

    A start is kept beside its end, so that bars keep their lengths.
    """
    last: dict[tuple[str, str, str], int] = {}
    for position, event in enumerate(events):
        if event["kind"] in _STATES:
            last[event.get("node", ""), event.get("pass", ""), event["kind"]] = position
    return [
        event
        for position, event in enumerate(events)
        if event["kind"] not in _CHATTER
        and (
            event["kind"] not in _STATES
            or last[event.get("node", ""), event.get("pass", ""), event["kind"]] == position
        )
    ]
