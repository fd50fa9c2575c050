"""`harmony send`: an event by name, for runs that wait for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harmony.store import RunRow


def send(run: str, event: str, value: str | None = None) -> int:
    """Send an event to a run; it is kept until a `flow.wait` of that name takes it.

    Parameters
    ----------
    run
        The run's id, or the beginning of it; * for all that have not ended and wait for events.
    event
        The event's name.
    value
        What it carries: JSON where it is, else a text.
    """
    from harmony.app.inputs import from_text
    from harmony.cli.stored import find_run

    made = None if value is None else from_text(value, "any")
    if run == "*":
        return _send_to_all(event, made)
    row = find_run(run)
    print(_sent(row, event, made))
    return 0


def _send_to_all(event: str, value: Any) -> int:
    from harmony.cli.status import FAILED
    from harmony.cli.stored import unfinished
    from harmony.errors import RunError

    rows = [row for row in unfinished() if listens(row.melody, event)]
    failed = False
    for row in rows:
        try:
            print(_sent(row, event, value))
        except RunError as error:
            failed = True
            print(error.message, file=sys.stderr)
    if not rows:
        print(f"No run waits for events called “{event}”.")
    return FAILED if failed else 0


def _sent(row: RunRow, event: str, value: Any) -> str:
    """Send, and say where it went."""
    from harmony.cli.stored import attach, with_app

    client = attach(row)
    if client is not None:
        with client:
            client.ask("run.send", {"run": row.id, "event": event, "value": value})
        return f"Sent to {row.id}."
    with_app(lambda app: app.send(row.id, event, value))
    return f"Written down for {row.id}: `harmony runs resume {row.id}` goes on with it."


def listens(part: Any, event: str) -> bool:
    """True if a stored Melody (or a part of it) has a wait for such an event, or for one by expression."""
    if isinstance(part, dict):
        if str(part.get("use", "")).partition("@")[0] == "flow.melody":
            return True  # what it plays lies in another file
        name = (part.get("with") or {}).get("event") if "use" in part else None
        if str(part.get("use", "")).partition("@")[0] == "flow.wait" and isinstance(name, str):
            return name == event or "{{" in name
        return any(listens(inner, event) for inner in part.values())
    return isinstance(part, list | tuple) and any(listens(inner, event) for inner in part)
