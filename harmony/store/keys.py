"""Where the records of a run stand in the table `journal`: one key for the run and the place in it.

The key is the run's number, from the table `journals`, times 2^32, plus `seq`. The table is kept
in the order of that key, so a step's records touch one page; with the run's id as a column, and an
index beside the table, they touch two, and the file is half as large again.
"""

from __future__ import annotations

import sqlite3
from typing import Final

SEQS: Final = 1 << 32
"""Keys that each run has."""
COLUMNS: Final = ("id", "at", "kind", "node", "pass", "attempt", "body")
_OF_RUN = f"FROM journals JOIN journal ON id BETWEEN number * {SEQS} + ? AND number * {SEQS} + {SEQS - 1} WHERE run = ?"
READ: Final = f"SELECT id % {SEQS}, {', '.join(COLUMNS[1:])} {_OF_RUN} ORDER BY id"
"""A run's records; given the first `seq` that is wanted, and the run."""
TAIL: Final = f"SELECT kind, at {_OF_RUN} ORDER BY id DESC LIMIT 1"
"""A run's last record; given 0 and the run."""
BODIES: Final = f"SELECT run, body FROM journal JOIN journals ON number = id / {SEQS}"
"""Of all runs."""


def number_of(connection: sqlite3.Connection, run: str) -> int | None:
    """The number of a run; None if nothing was ever written of it."""
    row = connection.execute("SELECT number FROM journals WHERE run = ?", (run,)).fetchone()
    return None if row is None else int(row[0])


def number_for(connection: sqlite3.Connection, run: str) -> int:
    """The number of a run, which gets one if it has none; within a transaction that writes."""
    number = number_of(connection, run)
    if number is None:
        number = connection.execute("INSERT INTO journals (run) VALUES (?)", (run,)).lastrowid
        assert number is not None
    return number


def delete_records(connection: sqlite3.Connection, run: str) -> None:
    """Delete all records of a run; its number is never given to another."""
    number = number_of(connection, run)
    if number is not None:
        connection.execute("DELETE FROM journal WHERE id BETWEEN ? AND ?", (number * SEQS, number * SEQS + SEQS - 1))
        connection.execute("DELETE FROM journals WHERE number = ?", (number,))
