from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from harmony.errors import StoreTooNew
from harmony.store import Database, SqlJournal, keys, runs, upgrade
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
    assert list(keys.COLUMNS) == metadata.tables["journal"].columns.keys()


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


def test_records_move_to_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "harmony.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade.upgrade(connection, "0004")
        connection.exec_driver_sql("UPDATE harmony SET schema_version = 4")
        for run, seq in (("b", 0), ("a", 0), ("b", 2), ("a", 1), ("b", 1)):
            row = f"INSERT INTO journal VALUES ('{run}', {seq}, 1.5, 'log', 'n', '3', 2, x'80')"
            connection.exec_driver_sql(row)
    engine.dispose()
    journal = SqlJournal(Database(path))
    assert [(r.seq, r.at, r.kind, r.node, r.pass_, r.attempt, r.body) for r in journal.read("a")] == [
        (seq, 1.5, "log", "n", "3", 2, {}) for seq in (0, 1)
    ]
    assert [r.seq for r in journal.read("b", after=0)] == [1, 2]
    journal.close()


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
