"""`harmony send`: an event by name, for runs that wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harmony.store import Database, RunRow


def send(run: str, event: str, value: str | None = None) -> int:
    """Send an event to a run, whoever plays it; it is kept until a `flow.wait` of that name takes it, once.

    Parameters
    ----------
    run
        The run's id, the beginning of it, or last; * for all that have not ended and wait for such events.
    event
        The event's name.
    value
        What it carries: JSON where it is, else a text.
    """
    from harmony.app.inputs import from_text
    from harmony.cli.stored import opened

    made = None if value is None else from_text(value, "any")
    with opened() as database:
        rows = _meant(database, run, event)
        _put(database, rows, event, made)
    for row in rows:
        goes_on = f"Written down for {row.id}: `harmony runs resume {row.id}` goes on with it."
        print(f"Sent to {row.id}." if row.is_played else goes_on)
    if not rows:
        print(f"No run waits for events called “{event}”.")
    return 0


def _meant(database: Database, run: str, event: str) -> list[RunRow]:
    """The runs that an event is for."""
    from harmony.app.mail import hears
    from harmony.app.notes import open_run
    from harmony.cli.stored import UNFINISHED, find
    from harmony.store import Runs

    runs = Runs(database)
    if run != "*":
        return [open_run(find(runs, run))]
    found = [row for status in UNFINISHED for row in runs.list(10_000, status=status)]
    return [row for row in found if row.status in UNFINISHED and hears(row, event)]


def _put(database: Database, rows: list[RunRow], event: str, value: Any) -> None:
    from harmony.conductor.artifacts import to_public
    from harmony.settings import Settings
    from harmony.store import FileArtifacts
    from harmony.store.mailbox import Mailbox

    made = None if value is None else to_public(FileArtifacts(Settings.load().artifacts).put(value, "any"))
    Mailbox(database).put([row.id for row in rows], event, made)
