"""The database file: opening, connections, and the form of its tables.

Reads go through short transactions of their own; a write begins with BEGIN IMMEDIATE, so that
it waits for its turn (5 s) and never finds halfway that it may not write.

What every start does (open, list, add and change a run, write and read a journal) is plain SQL on
plain connections: importing SQLAlchemy takes as long as all the rest of a start together. It
describes the tables (`tables`) and makes and upgrades them (`upgrade`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from harmony.errors import StoreError
from harmony.store.drive import remote_kind
from harmony.store.faults import store_error

if TYPE_CHECKING:
    import sqlalchemy as sa

BUSY_SECONDS = 5.0
_MOST_IDLE = 5


def connect(path: Path, *, wait: float = BUSY_SECONDS, full: bool = False) -> sqlite3.Connection:
    """A plain connection in autocommit mode, usable from any one thread at a time.

    Args:
        path: the database's file.
        wait: seconds to wait for a lock.
        full: each commit is safe against a power cut.
    """
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False)
    # Checkpoints are the journal's: it makes them on its own thread.
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute(f"PRAGMA synchronous={'FULL' if full else 'NORMAL'}")
    return connection


class Database:
    """A database of the present form; opened by `open` or on first use.

    Args:
        path: its file; the folder is made.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._is_open = False
        self._idle: list[sqlite3.Connection] = []
        self._engine: sa.Engine | None = None
        self._lock = RLock()

    def open(self) -> None:
        """Open it; make or upgrade its tables where needed. Without effect if it is open.

        Raises:
            StoreTooNew: a newer program made it.
            StoreError: it cannot be opened or upgraded.
        """
        with self._lock:
            if not self._is_open:
                self._open()

    def _open(self) -> None:
        from harmony.store import upgrade

        if kind := remote_kind(self.path):
            raise StoreError(
                f"{self.path} lies on a network drive ({kind}), where a database can be damaged: "
                "set HARMONY_HOME, or --home, to a folder on a disk of this machine."
            )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            upgrade.prepare(self)
            self._is_open = True
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise store_error(self.path, error) from error
        except BaseException:
            self.close()
            raise

    @property
    def engine(self) -> sa.Engine:
        """SQLAlchemy's engine, for upgrades; the tables are as they are."""
        import sqlalchemy as sa

        with self._lock:
            if self._engine is None:
                self._engine = sa.create_engine(f"sqlite:///{self.path}", creator=lambda: connect(self.path))
                sa.event.listen(self._engine, "begin", _begin)
            return self._engine

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reads that belong together.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection for one short write, committed at the end.

        Raises:
            StoreError: the database cannot be written.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses meanwhile; one that failed is not used again."""
        self.open()
        connection: sqlite3.Connection | None = None
        try:
            connection = self._idle_connection() or connect(self.path)
            connection.execute(begin)
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection is not None:
                connection.close()  # which rolls back
            if isinstance(error, sqlite3.Error):
                raise store_error(self.path, error) from error
            raise
        self._put_back(connection)

    def _idle_connection(self) -> sqlite3.Connection | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _put_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._is_open and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close every connection that is not in use."""
        with self._lock:
            self._is_open = False
            while self._idle:
                self._idle.pop().close()
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None


def _begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
