"""What was learnt of Players, in the database: one row a Player and capability.

Learning waits for nobody: what is learnt is added up in memory and written by a thread of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from harmony.conductor.ports import Experience
from harmony.errors import StoreError
from harmony.store.database import Database
from harmony.store.later import Later
from harmony.store.tally import Tally, experience

_logger = logging.getLogger(__name__)
Key = tuple[str, str]
_SUMS = ("ok", "failed", "scored", "quality", "usd", "tokens", "time", "gated", "reached")
_READ = f"SELECT player, capability, {', '.join(_SUMS)}, updated FROM learnt"
_ONE = f"{_READ} WHERE player = ? AND capability = ?"
_PUT = (
    f"INSERT OR REPLACE INTO learnt (player, capability, {', '.join(_SUMS)}, updated) "
    f"VALUES (?, ?, {'?, ' * len(_SUMS)}?)"
)


class SqlLearnt:
    """Implements `conductor.ports.Learnt`.

    Args:
        database: where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._later: Later[Key, Tally] = Later("what was learnt of Players", self._write)

    def known(self, players: Sequence[str], capability: str) -> dict[str, Experience]:
        """What is known of each Player for a capability; nothing where the database cannot be read."""
        rows = self.rows()
        found = {}
        for id in players:
            own, named = rows.get((id, capability)), rows.get((id, "")) if capability else None
            if own is not None or named is not None:
                found[id] = experience(own, named)
        return found

    def rows(self) -> dict[Key, Tally]:
        """All that is known, by Player and capability."""
        found, pending = self._later.together(self._read)
        for key, tally in pending:
            found[key] = found.get(key, Tally()).plus(tally)
        return found

    def _read(self) -> dict[Key, Tally]:
        try:
            with self._database.reading() as connection:
                return {(row[0], row[1]): _kept(row, time.time()) for row in connection.execute(_READ)}
        except StoreError as error:
            _logger.warning("what was learnt of Players cannot be read: %s", error)
            return {}

    def learn(
        self,
        player: str,
        capability: str,
        ok: bool,
        quality: float | None,
        spent: Mapping[str, float],
        reached: bool | None = None,
    ) -> None:
        """Keep how one attempt went."""

        def add(before: Tally | None) -> Tally:
            made = before or Tally()
            made.add(ok=ok, quality=quality, spent=spent, reached=reached)
            return made

        self._later.note((player, capability), add)

    def forget(self, player: str = "") -> int:
        """Forget what was learnt of one Player, or of all; how many rows that were."""
        self._later.forget()
        with self._database.writing() as connection:
            if player:
                return connection.execute("DELETE FROM learnt WHERE player = ?", (player,)).rowcount
            return connection.execute("DELETE FROM learnt").rowcount

    def close(self) -> None:
        """Write what waits."""
        self._later.close()

    def _write(self, waiting: Mapping[Key, Tally]) -> None:
        now = time.time()
        with self._database.writing() as connection:
            for key, tally in waiting.items():
                row = connection.execute(_ONE, key).fetchone()
                made = tally if row is None else _kept(row, now).plus(tally)
                connection.execute(_PUT, (*key, *astuple(made), now))


def _kept(row: Sequence[Any], now: float) -> Tally:
    """What of a row counts now."""
    return Tally(*row[2:-1]).faded(now - row[-1])
