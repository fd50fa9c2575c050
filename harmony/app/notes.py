"""Writes down what reaches a run that nobody plays: whoever goes on with it finds it in the journal."""

from __future__ import annotations

from collections.abc import Callable

from harmony.conductor import journal as log
from harmony.conductor.events import Record
from harmony.conductor.plan.messages import Event
from harmony.errors import RunError
from harmony.store import RunRow, Runs, SqlJournal

UNFINISHED = ("running", "waiting", "paused", "admitted")
"""States of runs that have not ended."""


def unfinished(runs: Runs, run_id: str) -> RunRow:
    """A run that can be gone on with.

    Raises:
        RunNotFound: there is none of that id.
        RunError: it is completed or cancelled.
    """
    row = runs.get(run_id)
    if row.status in ("completed", "cancelled"):
        raise RunError(f"Run {run_id} is {row.status}: there is nothing to go on with.")
    return row


def open_run(row: RunRow) -> RunRow:
    """A run that still takes something in.

    Raises:
        RunError: it has ended.
    """
    if row.status in ("completed", "cancelled", "failed"):
        raise RunError(f"Run {row.id} is {row.status}: it takes nothing in any more.")
    return row


async def note(runs: Runs, journal: SqlJournal, run_id: str, make: Callable[[list[Record]], Event]) -> None:
    """Add an event to the journal of a run that nobody plays.

    Args:
        runs, journal: the store.
        run_id: the run.
        make: the event, from what the journal holds by then.

    Raises:
        RunOwned: another living process plays it.
        RunError: it has ended.
    """
    open_run(runs.get(run_id))

    def one(records: list[Record]) -> list[Record]:
        record = log.write(make(records), [])
        assert record is not None
        if records:
            record.seq, record.at = records[-1].seq + 1, max(record.at, records[-1].at)
        return [record]

    await write_down(runs, journal, run_id, one)


async def write_down(
    runs: Runs, journal: SqlJournal, run_id: str, make: Callable[[list[Record]], list[Record]]
) -> None:
    """Add records to the journal of a run that nobody plays.

    Args:
        runs, journal: the store.
        run_id: the run.
        make: the records, numbered, from what the journal holds by then.

    Raises:
        RunOwned: another living process plays it.
    """
    runs.claim(run_id)
    try:
        journal.append(run_id, make(journal.read(run_id)))
        written = journal.durable(run_id)
        if written is not None:
            await written
    finally:
        runs.release(run_id)
