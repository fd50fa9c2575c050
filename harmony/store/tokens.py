"""Tokens of the machine: a row for each that is held, with the process that holds it.

A row whose process is gone counts no more and is deleted by whoever wants the token next, as with
the leases of runs. Numbers of rows only grow, so that of two holders the later one is known.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping

from harmony.store import lease
from harmony.store.database import Database


class SqlTokens:
    """Implements `conductor.ports.Tokens`.

    Args:
        database: where the rows are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, run: str, node: str, pass_: str, needs: Mapping[str, list[float]]) -> tuple[str, str] | None:
        """Take tokens, all or none; else what is lacking and who holds it."""
        with self._database.writing() as connection:
            self._bury(connection, needs)
            for name, (amount, limit) in needs.items():
                rows = connection.execute(
                    "SELECT count, run, node, place FROM tokens WHERE name = ?", (name,)
                ).fetchall()
                if sum(row[0] for row in rows) + amount > limit + 1e-9:
                    return name, _holder(rows)
            place = json.dumps(lease.here())
            connection.executemany(
                "INSERT INTO tokens (name, run, node, pass, count, place, renewed, seen) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (name, run, node, pass_, amount, place, lease.now(), time.time())
                    for name, (amount, _) in needs.items()
                ],
            )
        return None

    def give_back(self, run: str, node: str, pass_: str) -> None:
        """Give back what a node holds."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM tokens WHERE run = ? AND node = ? AND pass = ?", (run, node, pass_))

    def renew(self) -> None:
        """Say that this process lives."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE tokens SET renewed = ?, seen = ? WHERE place = ?",
                (lease.now(), time.time(), json.dumps(lease.here())),
            )

    def held(self) -> list[tuple[str, str, str]]:
        """Name, run and node of all that is held, the oldest first."""
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute("SELECT name, run, node FROM tokens ORDER BY id")]

    def _bury(self, connection: sqlite3.Connection, names: Iterable[str]) -> None:
        """Delete rows of processes that are gone."""
        for name in names:
            found = connection.execute("SELECT id, place, renewed, seen FROM tokens WHERE name = ?", (name,)).fetchall()
            for id, place, renewed, seen in found:
                if lease.is_gone(json.loads(place), renewed, time.time() - seen):
                    connection.execute("DELETE FROM tokens WHERE id = ?", (id,))


def _holder(rows: Iterable[tuple[float, str, str, str]]) -> str:
    """Who holds them, for people."""
    found = [f"`{node}` of run {run} (process {json.loads(place).get('pid', '?')})" for _, run, node, place in rows]
    return ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "") if found else "nobody"
