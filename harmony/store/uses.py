"""How what nodes made fared with those who were given it, in the database: one row a Melody, node and type."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from harmony.conductor.ports import Fared
from harmony.errors import StoreError
from harmony.store.database import Database
from harmony.store.later import Later
from harmony.store.tally import faded, fared

_logger = logging.getLogger(__name__)
Key = tuple[str, str, str]
_READ = "SELECT melody, node, type, hash, well, uses, updated FROM uses"
_ONE = f"{_READ} WHERE melody = ? AND node = ? AND type = ?"
_PUT = "INSERT OR REPLACE INTO uses (melody, node, type, hash, well, uses, updated) VALUES (?, ?, ?, ?, ?, ?, ?)"


class SqlUses:
    """Implements `conductor.ports.Uses`.

    Args:
        database: where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # One by one, not added up: the same uses give the same counts whenever they are written.
        self._later: Later[Key, list[Fared]] = Later("how artifacts fared", self._write)

    def known(self, melody: str) -> Sequence[Fared]:
        """What is known of the nodes of a Melody; nothing where the database cannot be read."""
        return list(self.rows(melody).values())

    def rows(self, melody: str | None = None) -> dict[Key, Fared]:
        """What is known, by Melody, node and type; of one Melody, or of all."""
        found, pending = self._later.together(lambda: self._read(melody))
        for key, more in pending:
            if melody in (None, key[0]):
                found[key] = _added(found.get(key), tuple(more))
        return found

    def _read(self, melody: str | None) -> dict[Key, Fared]:
        where, given = ("", ()) if melody is None else (" WHERE melody = ?", (melody,))
        try:
            with self._database.reading() as connection:
                rows = connection.execute(_READ + where, given).fetchall()
        except StoreError as error:
            _logger.warning("how artifacts fared cannot be read: %s", error)
            return {}
        now = time.time()
        return {(row[0], row[1], row[2]): _kept(row, now) for row in rows}

    def used(self, melody: str, node: str, type: str, hash: str, well: bool) -> None:
        """Count one use."""
        one = Fared(node, type, hash, float(well), 1.0)
        self._later.note((melody, node, type), lambda before: _with(before, one))

    def forget(self, type: str = "") -> int:
        """Forget it, of one node type (`csv.read` or `csv.read@1`) or of all; how many rows that were."""
        self._later.forget()
        with self._database.writing() as connection:
            if type:
                given = (type, f"{type}@%")
                return connection.execute("DELETE FROM uses WHERE type = ? OR type LIKE ?", given).rowcount
            return connection.execute("DELETE FROM uses").rowcount

    def close(self) -> None:
        """Write what waits."""
        self._later.close()

    def _write(self, waiting: Mapping[Key, list[Fared]]) -> None:
        now = time.time()
        with self._database.writing() as connection:
            for key, more in waiting.items():
                row = connection.execute(_ONE, key).fetchone()
                made = _added(None if row is None else _kept(row, now), more)
                connection.execute(_PUT, (*key, made.hash, made.well, made.uses, now))


def _kept(row: Sequence[Any], now: float) -> Fared:
    """What of a row counts now."""
    return faded(Fared(*row[1:-1]), now - row[-1])


def _with(before: list[Fared] | None, one: Fared) -> list[Fared]:
    waiting = [] if before is None else before
    waiting.append(one)
    return waiting


def _added(before: Fared | None, uses: Sequence[Fared]) -> Fared:
    """Uses, at least one, counted in their order."""
    made = fared(before, uses[0])
    for one in uses[1:]:
        made = fared(made, one)
    return made
