"""Circuit breakers of node types, kept over runs: a row for each that is not as new."""

from __future__ import annotations

from harmony.store.database import Database


class SqlBreakers:
    """Implements `conductor.ports.Breakers`.

    Args:
        database: where the rows are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self) -> dict[str, list[float]]:
        """Failures in a row and the end of its rest, by node type."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT player, failures, until FROM breakers").fetchall()
        return {name: [failures, until] for name, failures, until in rows}

    def put(self, name: str, failures: int, until: float) -> None:
        """Keep the state of one; no failures: it is as new."""
        with self._database.writing() as connection:
            if failures:
                connection.execute("INSERT OR REPLACE INTO breakers VALUES (?, ?, ?)", (name, failures, until))
            else:
                connection.execute("DELETE FROM breakers WHERE player = ?", (name,))
