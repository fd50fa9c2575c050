"""The database file: opening, connections, and the form of its tables.

Reads go through short transactions of their own; a write begins with BEGIN IMMEDIATE, so that
it waits for its turn (5 s) and never finds halfway that it may not write.
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
        self._engine: sa.Engine | None = None
        self._lock = RLock()

    def open(self) -> None:
        """Open it; make or upgrade its tables where needed. Without effect if it is open.

        Raises:
            StoreTooNew: a newer program made it.
            StoreError: it cannot be opened or upgraded.
        """
        with self._lock:
            if self._engine is None:
                self._open()

    def _open(self) -> None:
        import sqlalchemy as sa

        from harmony.store import upgrade

        if kind := remote_kind(self.path):
            raise StoreError(
                f"{self.path} lies on a network drive ({kind}), where a database can be damaged: "
                "set HARMONY_HOME, or --home, to a folder on a disk of this machine."
            )
        self._engine = sa.create_engine(f"sqlite:///{self.path}", creator=lambda: connect(self.path))
        sa.event.listen(self._engine, "begin", _begin)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            upgrade.prepare(self)
        except (sqlite3.Error, sa.exc.DBAPIError, OSError) as error:
            self.close()
            raise store_error(self.path, error) from error
        except BaseException:
            self.close()
            raise

    @property
    def engine(self) -> sa.Engine:
        """SQLAlchemy's engine."""
        self.open()
        assert self._engine is not None
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for reads that belong together.

        Raises:
            StoreError: the database cannot be read.
        """
        from sqlalchemy.exc import DBAPIError

        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise store_error(self.path, error) from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection for one short write, committed at the end.

        Raises:
            StoreError: the database cannot be written.
        """
        from sqlalchemy.exc import DBAPIError

        try:
            with self.engine.execution_options(immediate=True).begin() as connection:
                yield connection
        except DBAPIError as error:
            raise store_error(self.path, error) from error

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None


def _begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
