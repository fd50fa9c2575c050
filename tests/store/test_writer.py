from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from harmony.store import Database
from harmony.store.keys import READ
from harmony.store.writer import Row, Writer


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    database.open()
    made = Writer(database.path)
    yield made
    made.close()


def row(run: str, seq: int) -> Row:
    return (run, seq, 1.0, "log", "", "", 0, b"\x80")


def seqs(database: Database, run: str) -> list[int]:
    with database.reading() as connection:
        return [row[0] for row in connection.execute(READ, (0, run))]


@pytest.mark.parametrize("count", [1, 2, 3, 31, 256, 300, 1000])
def test_any_number_of_rows_in_one_commit(writer: Writer, database: Database, count: int) -> None:
    assert writer.write([row("r", i) for i in range(count)], wait=False) == set()
    assert seqs(database, "r") == list(range(count))


def test_a_group_is_written_whole_or_not_at_all(writer: Writer, database: Database) -> None:
    bad = ("r", 5, None, "log", "", "", 0, b"")
    with pytest.raises(sqlite3.Error):
        writer._commit([*(row("r", i) for i in range(5)), bad])  # type: ignore[list-item]
    assert seqs(database, "r") == []


def test_a_run_that_was_taken_over_holds_nobody_up(writer: Writer, database: Database) -> None:
    writer.write([row("r", 1)], wait=False)
    assert writer.write([row("r", 0), row("s", 0), row("r", 1), row("s", 1)], wait=False) == {"r"}
    assert (seqs(database, "r"), seqs(database, "s")) == ([1], [0, 1])


def test_what_was_not_written_has_no_number(writer: Writer, database: Database) -> None:
    with pytest.raises(sqlite3.Error):
        writer._commit([row("r", 0), ("r", 1, None, "log", "", "", 0, b"")])  # type: ignore[list-item]
    writer.write([row("s", 0)], wait=False)
    writer.write([row("r", 0)], wait=False)
    assert (seqs(database, "r"), seqs(database, "s")) == ([0], [0])


def test_two_processes_write_one_run_under_one_number(writer: Writer, database: Database) -> None:
    other = Writer(database.path)
    writer.write([row("s", 0), row("r", 0)], wait=False)
    assert other.write([row("r", 1)], wait=False) == set()
    assert writer.write([row("r", 1)], wait=False) == {"r"}
    assert seqs(database, "r") == [0, 1]
    other.close()


def test_without_waiting_a_lock_is_told_at_once(writer: Writer, database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        writer.write([row("r", 0)], wait=False)
    other.close()
    writer.write([row("r", 0)], wait=False)
