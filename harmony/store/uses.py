"""How what nodes made fared with those who were given it, in the database: one row a Melody, node and type."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from harmony.conductor.ports import Fared
from harmony.errors import StoreError
from harmony.store.database import Database
from harmony.store.later import Later
from harmony.store.tally import MOST_USES, fared

_logger = logging.getLogger(__name__)
Key = tuple[str, str, str]
_SAME = "CASE WHEN hash = excluded.hash THEN {0} + excluded.{0} ELSE excluded.{0} END"
_ADD = (
    "INSERT INTO uses (melody, node, type, hash, well, uses, updated) VALUES (?, ?, ?, ?, ?, ?, ?) "
    f"ON CONFLICT (melody, node, type) DO UPDATE SET well = {_SAME.format('well')}, uses = {_SAME.format('uses')}, "
    "hash = excluded.hash, updated = excluded.updated"
)
_HALVE = "UPDATE uses SET well = well / 2, uses = uses / 2 WHERE uses > ?"
_READ = "SELECT melody, node, type, hash, well, uses FROM uses"


class SqlUses:
    """Implements `conductor.ports.Uses`.

    Args:
        database: where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._later: Later[Key, Fared] = Later("how artifacts fared", self._write)

    def known(self, melody: str) -> Sequence[Fared]:
        """What is known of the nodes of a Melody; nothing where the database cannot be read."""
        return [row for (name, _, _), row in self.rows(melody).items() if name == melody]

    def rows(self, melody: str | None = None) -> dict[Key, Fared]:
        """What is known, by Melody, node and type; of one Melody, or of all."""
        found: dict[Key, Fared] = {}
        where, given = ("", ()) if melody is None else (" WHERE melody = ?", (melody,))
        try:
            with self._database.reading() as connection:
                for row in connection.execute(_READ + where, given):
                    found[row[0], row[1], row[2]] = Fared(*row[1:])
        except StoreError as error:
            _logger.warning("how artifacts fared cannot be read: %s", error)
        for key, more in self._later.pending():
            found[key] = fared(found.get(key), more)
        return found

    def used(self, melody: str, node: str, type: str, hash: str, well: bool) -> None:
        """Count one use."""
        one = Fared(node, type, hash, float(well), 1.0)
        self._later.note((melody, node, type), lambda before: fared(before, one))

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

    def _write(self, waiting: Mapping[Key, Fared]) -> None:
        now = time.time()
        rows = [(melody, o.node, o.type, o.hash, o.well, o.uses, now) for (melody, _, _), o in waiting.items()]
        with self._database.writing() as connection:
            connection.executemany(_ADD, rows)
            connection.execute(_HALVE, (MOST_USES,))
