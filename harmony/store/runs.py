"""The list of runs, and which process plays each: leases with an epoch."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from harmony.conductor.events import ENDS
from harmony.errors import RunNotFound, RunOwned
from harmony.store import lease
from harmony.store.database import Database
from harmony.store.keys import TAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as the history shows it.

    Attributes:
        id: its id.
        name: the Melody's name.
        path: the Melody's file, empty if it was never saved.
        status: admitted, running, paused, waiting, completed, failed or cancelled.
        created, ended: seconds since the epoch.
        melody: the exact document, as plain data.
        inputs: the values that it was given.
        base: folder that relative paths are relative to.
        options: how it was asked to play (durability, pins, from, to …).
        outcome: outputs, gaps, error and cost once it has ended.
        owner: who plays it; empty if nobody does.
        epoch: counts how often it was claimed.
        endpoint: where the process that plays it is reached; empty if it is not.
        is_played: a living process plays it.
    """

    id: str
    name: str = ""
    path: str = ""
    status: str = "admitted"
    created: float = 0.0
    ended: float | None = None
    melody: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    base: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    epoch: int = 0
    endpoint: str = ""
    is_played: bool = False

    @property
    def standing(self) -> str:
        """The status for people: `stopped` where nobody plays a run that has not ended."""
        return "stopped" if self.status in ("admitted", "running") and not self.is_played else self.status

    def summary(self) -> dict[str, Any]:
        """The run in a few plain fields, for lists: all but what it plays."""
        return {
            "id": self.id,
            "name": self.name,
            "path": self.path,
            "status": self.status,
            "created": self.created,
            "ended": self.ended,
            "outcome": self.outcome,
        }


_COLUMNS = tuple(f.name for f in fields(RunRow) if f.name not in ("endpoint", "is_played"))
_SETTABLE = frozenset(_COLUMNS) - {"id", "owner", "epoch"}
# All columns of the table; `place` and `renewed` are the lease.
COLUMNS = (*_COLUMNS, "place", "renewed")
_PLAIN = frozenset({"melody", "inputs", "options", "outcome", "place"})
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM runs"
_INSERT = f"INSERT INTO runs ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_SOMEBODY = "harmony"
_LAST_SIGN = "\U0010ffff"


class Runs:
    """The runs of a database. Every call is one short transaction; from any thread.

    Args:
        database: where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._epochs: dict[str, int] = {}

    def create(self, row: RunRow) -> None:
        """Add a run, claimed by this process; `created` is now where it is 0.

        Raises:
            StoreError: it cannot be written, or there is one of that id.
        """
        values = {name: getattr(row, name) for name in _COLUMNS} | _claimed(row.owner, row.epoch + 1, row.endpoint)
        values["created"] = row.created or time.time()
        with self._database.writing() as connection:
            connection.execute(_INSERT, [_cell(name, values[name]) for name in COLUMNS])
        self._epochs[row.id] = row.epoch + 1

    def update(self, id: str, **changes: Any) -> None:
        """Set fields of a run, all but `id`, `owner` and `epoch`.

        Raises:
            RunNotFound: there is none of that id.
        """
        if unknown := set(changes) - _SETTABLE:
            raise TypeError(f"a run has no field that can be set called {', '.join(sorted(unknown))}")
        with self._database.writing() as connection:
            if not self._set(connection, id, **changes):
                raise _not_found(id)

    def discard(self, id: str) -> None:
        """Take away a run that never began; its journal is empty."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM runs WHERE id = ?", [id])
        self._epochs.pop(id, None)

    def get(self, id: str) -> RunRow:
        """The run of that id.

        Raises:
            RunNotFound: there is none.
        """
        with self._database.reading() as connection:
            return self._read(connection, self._row(connection, id))

    def list(self, limit: int = 50, *, status: str | None = None, before: float | None = None) -> list[RunRow]:
        """Runs, newest first.

        Args:
            limit: at most so many.
            status: only those.
            before: only those created earlier; for the next page.
        """
        conditions = {"status = ?": status, "created < ?": before}
        wanted = {condition: value for condition, value in conditions.items() if value is not None}
        where = f"WHERE {' AND '.join(wanted)}" if wanted else ""
        query = f"{_SELECT} {where} ORDER BY created DESC, id LIMIT ?"
        with self._database.reading() as connection:
            found = connection.execute(query, [*wanted.values(), limit]).fetchall()
            return [self._read(connection, _named(row)) for row in found]

    def ids(self, beginning: str) -> Sequence[str]:
        """The ids that begin so, of the newest run first; nothing else of the runs is read."""
        query = "SELECT id FROM runs WHERE id >= ? AND id < ? ORDER BY created DESC, id"
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute(query, (beginning, beginning + _LAST_SIGN))]

    def claim(self, id: str, owner: str = "", endpoint: str = "") -> int:
        """Become the one who plays a run.

        Args:
            id: the run.
            owner: a name for people (`harmony run`, `board`).
            endpoint: where others reach this process.

        Returns:
            The epoch.

        Raises:
            RunNotFound: there is no such run.
            RunOwned: another living process plays it; says who.
        """
        with self._database.writing() as connection:
            row = self._row(connection, id)
            if _is_played(row):
                raise RunOwned(
                    f"The run {id} is being played by {lease.who(row['owner'], row['place'])}: "
                    f"watch it with `harmony runs watch {id}`, or stop it there."
                )
            epoch = int(row["epoch"]) + 1
            self._set(connection, id, **_claimed(owner, epoch, endpoint))
        self._epochs[id] = epoch
        return epoch

    def renew(self, id: str, epoch: int | None = None) -> None:
        """Say that this process still plays the run; every `lease.RENEW_SECONDS`.

        Args:
            id: the run.
            epoch: what `claim` gave; without it, what it gave last through this object.

        Raises:
            RunOwned: another process has taken it over: stop at once.
        """
        with self._database.writing() as connection:
            row = self._row(connection, id)
            if row["epoch"] != self._epoch(id, epoch) or not row["owner"]:
                raise RunOwned(f"The run {id} was taken over by {lease.who(row['owner'] or 'another', row['place'])}.")
            self._set(connection, id, place=row["place"] | {"seen": time.time()}, renewed=lease.now())

    def release(self, id: str, epoch: int | None = None) -> None:
        """Give the run back; without effect if it was taken over."""
        with self._database.writing() as connection:
            if self._row(connection, id)["epoch"] == self._epoch(id, epoch):
                self._set(connection, id, owner="", place={}, renewed=0.0)
        self._epochs.pop(id, None)

    def _read(self, connection: sqlite3.Connection, row: Mapping[str, Any]) -> RunRow:
        """A row as others see it; where its process was ended in between, the journal knows how the run ended."""
        run = _as_run(row)
        if run.is_played or run.status not in ("admitted", "running"):
            return run
        tail = connection.execute(TAIL, (0, run.id)).fetchone()
        if tail is None or tail[0] not in ENDS:
            return run
        kind, at = tail
        status = kind.removeprefix("run.")
        return replace(run, status=status, ended=None if status == "waiting" else at)

    def _epoch(self, id: str, epoch: int | None) -> int:
        return self._epochs.get(id, -1) if epoch is None else epoch

    def _row(self, connection: sqlite3.Connection, id: str) -> dict[str, Any]:
        row = connection.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise _not_found(id)
        return _named(row)

    def _set(self, connection: sqlite3.Connection, id: str, **values: Any) -> bool:
        """Set columns, by names of ours alone; False if there is no such run."""
        assignments = ", ".join(f"{name} = ?" for name in values) or "id = id"
        cells = [_cell(name, value) for name, value in values.items()]
        return connection.execute(f"UPDATE runs SET {assignments} WHERE id = ?", [*cells, id]).rowcount > 0


def _cell(column: str, value: Any) -> Any:
    """A value as the table keeps it."""
    return json.dumps(value) if column in _PLAIN else value


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of the table by column."""
    return {name: json.loads(cell) if name in _PLAIN else cell for name, cell in zip(COLUMNS, row, strict=True)}


def _not_found(id: str) -> RunNotFound:
    return RunNotFound(f"There is no run {id}: `harmony runs` lists them.")


def _claimed(owner: str, epoch: int, endpoint: str) -> dict[str, Any]:
    """The columns of a run that this process has just claimed."""
    place = lease.here(endpoint) | {"seen": time.time()}
    return {"owner": owner or _SOMEBODY, "epoch": epoch, "place": place, "renewed": lease.now()}


def _as_run(row: Mapping[str, Any]) -> RunRow:
    endpoint = str(row["place"].get("endpoint", ""))
    columns = {name: row[name] for name in _COLUMNS}
    return RunRow(**columns, endpoint=endpoint, is_played=_is_played(row))


def _is_played(row: Mapping[str, Any]) -> bool:
    """True if the owner of a row of the table lives."""
    since_seen = time.time() - row["place"].get("seen", 0.0)
    return bool(row["owner"]) and not lease.is_gone(row["place"], row["renewed"], since_seen)
