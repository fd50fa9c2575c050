"""Brings a database to the present form, step by step, and refuses what a newer program made."""

from __future__ import annotations

import sqlite3
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from harmony.errors import StoreTooNew
from harmony.store.tables import SCHEMA_VERSION, about

if TYPE_CHECKING:
    import sqlalchemy as sa

    from harmony.store.database import Database

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
    """
    found = _found(database)
    if found == SCHEMA_VERSION:
        return
    if found is not None:
        _copy(database.path, database.path.with_name(f"{database.path.name}.{found}.bak"))
    _set_wal(database.path)
    # One transaction: another process waits here, and a failed upgrade changes nothing.
    with database.engine.execution_options(immediate=True).begin() as connection:
        if _version(connection) != SCHEMA_VERSION:
            upgrade(connection)


def _found(database: Database) -> int | None:
    """The version of the database as it is; None for a new one."""
    if not database.path.exists() or not database.path.stat().st_size:
        return None
    with database.engine.begin() as connection:
        return _version(connection)


def _version(connection: sa.Connection) -> int | None:
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table(about.name):
        return None
    row = connection.execute(sa.select(about)).first()
    if row is None:
        return None
    if row.schema_version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"The database {connection.engine.url.database} was made by Harmony Board {row.program}, which is newer "
            f"than this one ({program_version()}): use that version, or choose another place with --home."
        )
    return int(row.schema_version)


def upgrade(connection: sa.Connection, target: str = "head") -> None:
    """Run the steps that are missing, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

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
