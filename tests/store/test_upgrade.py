from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from harmony.errors import StoreTooNew
from harmony.store import Database, runs, upgrade, writer
from harmony.store.tables import metadata
from harmony.store.upgrade import SCHEMA_VERSION


def columns(engine: sa.Engine) -> dict[str, list[tuple[str, str, bool, int]]]:
    look = sa.inspect(engine)
    tables = [name for name in look.get_table_names() if name != "alembic_version"]
    return {
        name: [(c["name"], str(c["type"]), c["nullable"], c["primary_key"]) for c in look.get_columns(name)]
        for name in tables
    }


def test_the_upgrades_build_the_tables_that_the_program_uses(database: Database) -> None:
    straight = sa.create_engine("sqlite://")
    metadata.create_all(straight)
    database.open()
    assert columns(database.engine) == columns(straight)
    indexes = sa.inspect(database.engine).get_indexes("runs")
    assert indexes == sa.inspect(straight).get_indexes("runs")
    straight.dispose()


def test_plain_statements_name_all_columns() -> None:
    assert sorted(runs.COLUMNS) == sorted(metadata.tables["runs"].columns.keys())
    assert list(writer.COLUMNS) == metadata.tables["journal"].columns.keys()


def test_every_upgrade_counts(database: Database) -> None:
    steps = list((Path(upgrade.__file__).with_name("upgrades") / "versions").glob("0*.py"))
    assert len(steps) == SCHEMA_VERSION


def test_a_newer_database_is_refused_with_the_program_that_made_it(database: Database) -> None:
    database.close()
    connection = sqlite3.connect(database.path)
    connection.execute("UPDATE harmony SET schema_version = 99, program = '9.5.0'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreTooNew, match=r"9\.5\.0"):
        Database(database.path).open()


def test_an_older_database_is_copied_and_upgraded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.close()
    monkeypatch.setattr(upgrade, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    newer = Database(database.path)
    newer.open()
    newer.close()
    copy = sqlite3.connect(f"{database.path}.{SCHEMA_VERSION}.bak")
    assert copy.execute("SELECT schema_version FROM harmony").fetchone() == (SCHEMA_VERSION,)
    copy.close()


def test_a_failed_upgrade_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: sa.Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (x)")
        raise RuntimeError("in the middle")

    monkeypatch.setattr(upgrade, "upgrade", fail)
    with pytest.raises(RuntimeError):
        Database(tmp_path / "harmony.db").open()
    connection = sqlite3.connect(tmp_path / "harmony.db")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
