from __future__ import annotations

from harmony.store import Database
from harmony.store.keys import READ, SEQS, TAIL, delete_records, number_for, number_of

INSERT = "INSERT INTO journal VALUES (?, 1.0, ?, '', '', 0, x'80')"


def write(database: Database, run: str, *seqs: int) -> int:
    with database.writing() as connection:
        number = number_for(connection, run)
        for seq in seqs:
            connection.execute(INSERT, (number * SEQS + seq, f"k{seq}"))
    return number


def read(database: Database, run: str, first: int = 0) -> list[int]:
    with database.reading() as connection:
        return [row[0] for row in connection.execute(READ, (first, run))]


def test_a_run_keeps_its_number(database: Database) -> None:
    assert write(database, "a") == write(database, "a") != write(database, "b")
    with database.reading() as connection:
        assert number_of(connection, "c") is None


def test_records_are_those_of_one_run_in_order(database: Database) -> None:
    write(database, "a", 2, 0, SEQS - 1)
    write(database, "b", 1)
    assert read(database, "a") == [0, 2, SEQS - 1]
    assert (read(database, "a", 1), read(database, "b"), read(database, "c")) == ([2, SEQS - 1], [1], [])


def test_the_last_record(database: Database) -> None:
    write(database, "a", 0, 7)
    write(database, "b", 1)
    with database.reading() as connection:
        assert connection.execute(TAIL, (0, "a")).fetchone() == ("k7", 1.0)
        assert connection.execute(TAIL, (0, "c")).fetchone() is None


def test_a_number_is_never_given_twice(database: Database) -> None:
    before = write(database, "a", 0)
    write(database, "b", 0)
    with database.writing() as connection:
        delete_records(connection, "a")
        delete_records(connection, "none")
    assert write(database, "a") > before
    assert (read(database, "a"), read(database, "b")) == ([], [0])


def test_one_run_is_read_by_key_alone(database: Database) -> None:
    with database.reading() as connection:
        for sql in (READ, TAIL):
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", (0, "a")))
            assert "SEARCH journal USING INTEGER PRIMARY KEY" in plan and "SCAN" not in plan and "B-TREE" not in plan
