"""Puts rows of the journal into the database, one commit a group; and makes checkpoints."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from harmony.store.database import connect
from harmony.store.faults import is_busy
from harmony.store.keys import COLUMNS, SEQS, number_for

Row = tuple[str, int, float, str, str, str, int, bytes]
# Rows a statement: each statement lets other threads run once, so few large ones are best.
_SIZES = (256, 32, 4, 2, 1)
_CHECKPOINT_BYTES = 4 * 1024 * 1024
_ROW_BYTES = 45
_LOCK_SECONDS = 30.0


@cache
def _insert(rows: int) -> str:
    """The statement that inserts so many rows."""
    marks = f"({', '.join('?' * len(COLUMNS))})"
    return f"INSERT INTO journal ({', '.join(COLUMNS)}) VALUES {', '.join([marks] * rows)}"


def _cells(rows: list[Row], firsts: dict[str, int]) -> list[Any]:
    """What the statement for so many rows is given."""
    cells: list[Any] = []
    for row in rows:
        cells.append(firsts[row[0]] + row[1])
        cells += row[2:]
    return cells


def _write_apart(rows: list[Row], commit: Callable[[list[Row]], None]) -> set[str]:
    """Commit each run's rows on their own: one that was taken over holds nobody up; the runs that were."""
    by_run: dict[str, list[Row]] = {}
    for row in rows:
        by_run.setdefault(row[0], []).append(row)
    lost = set()
    for run, own in by_run.items():
        try:
            commit(own)
        except sqlite3.IntegrityError:
            lost.add(run)
    return lost


class Writer:
    """The one connection that writes journals. Callers hold `lock` while they use it.

    Args:
        path: the database's file.
        full: each commit survives a power cut.
        sync: brings artifacts' files to disk; before each commit when `full`, and before checkpoints.
    """

    def __init__(self, path: Path, *, full: bool = False, sync: Callable[[], None] | None = None) -> None:
        self.lock = Lock()
        self._path = path
        self._full = full
        self._sync = sync
        self._connection = connect(path, wait=0, full=full)
        self._checkpoints: sqlite3.Connection | None = None
        self._pending_bytes = 0
        self._firsts: dict[str, int] = {}  # key of the first record of each run

    @property
    def is_checkpoint_due(self) -> bool:
        """True once the write-ahead log has grown enough."""
        return self._pending_bytes > _CHECKPOINT_BYTES

    def write(self, rows: list[Row], *, wait: bool) -> set[str]:
        """Write rows in one commit.

        Args:
            rows: in order.
            wait: wait while another process holds the database.

        Returns:
            Runs whose rows were refused since another process has written the same ones.

        Raises:
            sqlite3.Error: they could not be written, none of them.
        """
        if self._full and self._sync is not None:
            self._sync()
        commit = self._patiently if wait else self._commit
        lost: set[str] = set()
        try:
            commit(rows)
        except sqlite3.IntegrityError:
            lost = _write_apart(rows, commit)
        for row in rows:
            self._pending_bytes += _ROW_BYTES + len(row[7])
        return lost

    def _patiently(self, rows: list[Row]) -> None:
        """Commit, and wait as long as another process holds the database."""
        deadline = time.monotonic() + _LOCK_SECONDS
        pause = 0.001
        while True:
            try:
                return self._commit(rows)
            except sqlite3.OperationalError as error:
                if not is_busy(error) or time.monotonic() > deadline:
                    raise
            time.sleep(pause)
            pause = min(0.05, pause * 2)

    def _commit(self, rows: list[Row]) -> None:
        firsts, connection = self._firsts, self._connection
        new = {row[0] for row in rows if row[0] not in firsts}
        if len(rows) in _SIZES and not new:
            connection.execute(_insert(len(rows)), _cells(rows, firsts))
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            if new:
                firsts = firsts | {run: number_for(connection, run) * SEQS for run in new}
            at = 0
            for size in _SIZES:
                while len(rows) - at >= size:
                    connection.execute(_insert(size), _cells(rows[at : at + size], firsts))
                    at += size
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._firsts = firsts

    def checkpoint(self) -> None:
        """Bring the write-ahead log into the database and begin it anew. Not with `lock` held.

        The first pass does the work beside the commits; the second, which keeps them waiting,
        finds only what came in meanwhile. Without it a steady writer's log would grow for ever.
        """
        self._pending_bytes = 0
        if self._sync is not None:
            self._sync()
        try:
            if self._checkpoints is None:
                self._checkpoints = connect(self._path, wait=0)
            self._checkpoints.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            with self.lock:
                self._checkpoints.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error:
            pass  # nothing is lost: the log is read as it is, and the next one tries again

    def close(self) -> None:
        """Checkpoint and close."""
        self.checkpoint()
        if self._checkpoints is not None:
            self._checkpoints.close()
        self._connection.close()
