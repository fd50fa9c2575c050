"""Events by name on their way to a run: written by whoever sends, taken by whoever plays it, each once.

A row has a number that only grows. Who plays a run writes the number of each event that it
takes into the run's journal; what lies above the last of them is still to be taken. So nothing
is lost and nothing taken twice, whichever of the two is ended in between.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from msgspec import msgpack

from harmony.store.database import Database

ALL = "*"
"""Stands for every run that waits for events of that name."""
_INSERT = "INSERT OR IGNORE INTO mailbox (run, sender, name, value, sent, key) VALUES (?, ?, ?, ?, ?, ?)"
_AFTER = (
    "SELECT id, name, value, run, sent FROM mailbox "
    "WHERE id > ? AND (run = ? OR (run = '*' AND sender <> ?)) ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Mail:
    """An event on its way.

    Attributes:
        id: its number.
        name: of the event.
        value: what it carries, as `conductor.artifacts.to_public` says it; None without.
        is_for_all: it was sent to all that listen.
        sent: when, in seconds since the epoch.
    """

    id: int
    name: str
    value: dict[str, Any] | None
    is_for_all: bool
    sent: float


class Mailbox:
    """The events of a database. Every call is one short transaction; from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, runs: Iterable[str], name: str, value: dict[str, Any] | None, *, sender: str = "", key: str | None = None
    ) -> None:
        """Send an event.

        Args:
            runs: ids of those that it is for, or `ALL`.
            name: of the event.
            value: what it carries, as an event names an artifact.
            sender: the run that sends it; it gets nothing that it sends to all.
            key: a second event of the same key is dropped: a sender that does not know whether it has sent sends again.

        Raises:
            StoreError: it cannot be written; none of it was sent.
        """
        data = None if value is None else msgpack.encode(value)
        rows = [(run, sender, name, data, time.time(), f"{key}>{run}" if key else None) for run in runs]
        with self._database.writing() as connection:
            connection.executemany(_INSERT, rows)

    def after(self, run: str, id: int) -> list[Mail]:
        """What was sent to a run, or to all, behind a number; in order."""
        with self._database.reading() as connection:
            rows = connection.execute(_AFTER, (id, run, run)).fetchall()
        return [
            Mail(id, name, None if data is None else msgpack.decode(data), to == ALL, sent)
            for id, name, data, to, sent in rows
        ]

    def last(self) -> int:
        """The highest number ever given."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'mailbox'").fetchone()
        return int(row[0]) if row is not None else 0

    def forget(self, run: str) -> None:
        """Drop what was sent to a run that takes nothing in any more."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM mailbox WHERE run = ?", (run,))

    def sweep(self, before: float) -> None:
        """Drop what was sent to all before a time."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM mailbox WHERE run = ? AND sent < ?", (ALL, before))
