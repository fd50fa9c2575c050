"""The list of runs, and which process plays each: leases with an epoch."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from harmony.conductor.events import ENDS
from harmony.errors import RunNotFound, RunOwned
from harmony.store import lease
from harmony.store.database import Database

if TYPE_CHECKING:
    import sqlalchemy as sa


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


_COLUMNS = tuple(f.name for f in fields(RunRow) if f.name not in ("endpoint", "is_played"))
_SETTABLE = frozenset(_COLUMNS) - {"id", "owner", "epoch"}
_SOMEBODY = "harmony"
_TAIL = "SELECT kind, at FROM journal WHERE run = ? ORDER BY seq DESC LIMIT 1"


class Runs:
    """The runs of a database. Every call is one short transaction; from any thread.

    Args:
        database: where they are kept.
    """

    def __init__(self, database: Database) -> None:
        from harmony.store.tables import runs

        self._database = database
        self._table = runs
        self._epochs: dict[str, int] = {}

    def create(self, row: RunRow) -> None:
        """Add a run, claimed by this process; `created` is now where it is 0.

        Raises:
            StoreError: it cannot be written, or there is one of that id.
        """
        values = {name: getattr(row, name) for name in _COLUMNS} | _claimed(row.owner, row.epoch + 1, row.endpoint)
        values["created"] = row.created or time.time()
        with self._database.writing() as connection:
            connection.execute(self._table.insert().values(**values))
        self._epochs[row.id] = row.epoch + 1

    def update(self, id: str, **changes: Any) -> None:
        """Set fields of a run, all but `id`, `owner` and `epoch`.

        Raises:
            RunNotFound: there is none of that id.
        """
        if unknown := set(changes) - _SETTABLE:
            raise TypeError(f"a run has no field that can be set called {', '.join(sorted(unknown))}")
        with self._database.writing() as connection:
            found = connection.execute(self._table.update().where(self._table.c.id == id).values(**changes))
            if not found.rowcount:
                raise _not_found(id)

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
        import sqlalchemy as sa

        table = self._table
        query = sa.select(table).order_by(table.c.created.desc(), table.c.id).limit(limit)
        if status is not None:
            query = query.where(table.c.status == status)
        if before is not None:
            query = query.where(table.c.created < before)
        with self._database.reading() as connection:
            return [self._read(connection, row) for row in connection.execute(query).all()]

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
                    f"The run {id} is being played by {lease.who(row.owner, row.place)}: "
                    f"watch it with `harmony runs watch {id}`, or stop it there."
                )
            epoch = int(row.epoch) + 1
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
            if row.epoch != self._epoch(id, epoch) or not row.owner:
                raise RunOwned(f"The run {id} was taken over by {lease.who(row.owner or 'another', row.place)}.")
            self._set(connection, id, place=row.place | {"seen": time.time()}, renewed=lease.now())

    def release(self, id: str, epoch: int | None = None) -> None:
        """Give the run back; without effect if it was taken over."""
        with self._database.writing() as connection:
            if self._row(connection, id).epoch == self._epoch(id, epoch):
                self._set(connection, id, owner="", place={}, renewed=0.0)
        self._epochs.pop(id, None)

    def _read(self, connection: sa.Connection, row: Any) -> RunRow:
        """A row as others see it; where its process was ended in between, the journal knows how the run ended."""
        run = _as_run(row)
        if run.is_played or run.status not in ("admitted", "running"):
            return run
        tail = connection.exec_driver_sql(_TAIL, (run.id,)).first()
        if tail is None or tail.kind not in ENDS:
            return run
        status = tail.kind.removeprefix("run.")
        return replace(run, status=status, ended=None if status == "waiting" else tail.at)

    def _epoch(self, id: str, epoch: int | None) -> int:
        return self._epochs.get(id, -1) if epoch is None else epoch

    def _row(self, connection: sa.Connection, id: str) -> Any:
        import sqlalchemy as sa

        row = connection.execute(sa.select(self._table).where(self._table.c.id == id)).first()
        if row is None:
            raise _not_found(id)
        return row

    def _set(self, connection: sa.Connection, id: str, **values: Any) -> None:
        connection.execute(self._table.update().where(self._table.c.id == id).values(**values))


def _not_found(id: str) -> RunNotFound:
    return RunNotFound(f"There is no run {id}: `harmony runs` lists them.")


def _claimed(owner: str, epoch: int, endpoint: str) -> dict[str, Any]:
    """The columns of a run that this process has just claimed."""
    place = lease.here(endpoint) | {"seen": time.time()}
    return {"owner": owner or _SOMEBODY, "epoch": epoch, "place": place, "renewed": lease.now()}


def _as_run(row: Any) -> RunRow:
    endpoint = str(row.place.get("endpoint", ""))
    columns = {name: getattr(row, name) for name in _COLUMNS}
    return RunRow(**columns, endpoint=endpoint, is_played=_is_played(row))


def _is_played(row: Any) -> bool:
    """True if the owner of a row of the table lives."""
    since_seen = time.time() - row.place.get("seen", 0.0)
    return bool(row.owner) and not lease.is_gone(row.place, row.renewed, since_seen)
