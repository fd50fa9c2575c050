"""Brings a database to the present form, step by step, and refuses what a newer program made."""

from __future__ import annotations

import sqlite3
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from harmony.errors import StoreTooNew
from harmony.store.database import connect
from harmony.store.faults import store_error

if TYPE_CHECKING:
    import sqlalchemy as sa

    from harmony.store.database import Database

SCHEMA_VERSION = 6
"""Counts up with each file in `upgrades/versions`."""

_STEPS = Path(__file__).with_name("upgrades")


def program_version() -> str:
    """The version of this program."""
    try:
        return metadata.version("harmony-board")
    except metadata.PackageNotFoundError:
        return "0.1.0"


def prepare(database: Database) -> None:
    """Make or upgrade the tables where needed; an older database is copied first.

    Raises:
        StoreTooNew: a newer program made it; nothing is changed.
        sqlite3.Error: it cannot be opened.
        StoreError: its tables cannot be made or upgraded.
    """
    found = _found(database.path)
    if found == SCHEMA_VERSION:
        return
    if found is not None:
        _copy(database.path, database.path.with_name(f"{database.path.name}.{found}.bak"))
    _set_wal(database.path)
    _make(database)


def _make(database: Database) -> None:
    """Run the upgrades, in one transaction: another process waits here, and a failed upgrade changes nothing."""
    from sqlalchemy.exc import DBAPIError

    try:
        with database.engine.execution_options(immediate=True).begin() as connection:
            plain = connection.connection.driver_connection
            assert plain is not None
            if _version(plain, database.path) != SCHEMA_VERSION:
                upgrade(connection)
    except DBAPIError as error:
        raise store_error(database.path, error) from error


def _found(path: Path) -> int | None:
    """The version of the database as it is; None for a new one."""
    if not path.exists() or not path.stat().st_size:
        return None
    connection = connect(path)
    try:
        return _version(connection, path)
    finally:
        connection.close()


def _version(connection: sqlite3.Connection, path: Path) -> int | None:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'harmony'").fetchone():
        return None
    row = connection.execute("SELECT schema_version, program FROM harmony").fetchone()
    if row is None:
        return None
    version, program = row
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"The database {path} was made by Harmony Board {program}, which is newer "
            f"than this one ({program_version()}): use that version, or choose another place with --home."
        )
    return int(version)


def upgrade(connection: sa.Connection, target: str = "head") -> None:
    """Run the steps that are missing, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    from harmony.store.tables import about

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
    connection.execute(about.delete())
    connection.execute(about.insert().values(schema_version=SCHEMA_VERSION, program=program_version()))


def _set_wal(path: Path) -> None:
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _copy(source: Path, target: Path) -> None:
    """A whole copy, what is still in the write-ahead log included."""
    reader, writer = sqlite3.connect(source), sqlite3.connect(target)
    try:
        with writer:
            reader.backup(writer)
    finally:
        reader.close()
        writer.close()
