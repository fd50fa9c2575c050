"""`harmony letters …`: dead letters of stored runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from harmony.cli.status import FAILED
from harmony.cli.stored import UNFINISHED, find, opened

if TYPE_CHECKING:
    from harmony.app.letters import Letter
    from harmony.store import Database, RunRow

Json = Annotated[bool, Parameter(negative="")]
_RUNS = 1000


def list_letters(
    run: str | None = None,
    *,
    json: Json = False,
    kind: Annotated[str | None, Parameter(name="--class")] = None,
    alarm: int | None = None,
) -> int:
    """List dead letters, of one run or of the newest ones.

    Says so on standard error when more than `letters_alarm` (settings.toml) lie open.

    Parameters
    ----------
    run
        A run's id, the beginning of it, or last.
    json
        One letter a line as JSON.
    kind
        Only those of this class: of the failure, or what `letters classify` has called it.
    alarm
        End with 1 when more than this many lie open: for scripts that watch.
    """
    with opened() as database:
        found = [(row, letter) for row, letters in read_letters(database, run) for letter in letters]
    status = _alarm(len(found), alarm)
    found = [(row, letter) for row, letter in found if kind in (None, letter.kind)]
    for row, letter in found:
        print(_encoded(row, letter) if json else _line(row, letter))
    if not found and not json:
        print("There are no dead letters." if kind is None else f"There are no dead letters of class {kind}.")
    return status


def _alarm(count: int, most: int | None) -> int:
    """Speak up when too many letters lie open; FAILED only where a script has asked."""
    from harmony.settings import Settings

    limit = Settings.load().letters_alarm if most is None else most
    if count <= limit:
        return 0
    print(f"{count} dead letters lie open, more than {limit}.", file=sys.stderr)
    return 0 if most is None else FAILED


def show(run: str, node: str | None = None, *, json: Json = False) -> int:
    """Show dead letters of a run: why each step failed, and what it was given.

    Parameters
    ----------
    run
        The run's id, the beginning of it, or last.
    node
        Only those of this node: NODE or NODE@PASS.
    json
        One letter a line as JSON.
    """
    from harmony.app.letters import chosen

    with opened() as database:
        row, letters = next(read_letters(database, run))
    for letter in chosen(letters, node):
        print(_encoded(row, letter) if json else "\n".join(_lines(row, letter)))
    return 0


def retry(run: str, node: str | None = None, *, force: Json = False, json: Json = False, strict: Json = False) -> int:
    """Send dead letters of a run that has ended again; what follows is played as far as it differs.

    Ends as `harmony run` does. One that came back `letters_retries` times (settings.toml; 3) is to be edited first.

    Parameters
    ----------
    run
        The run's id, the beginning of it, or last.
    node
        Only those of this node: NODE or NODE@PASS.
    force
        Send also those that came back too often.
    json
        Print the new events, one a line.
    strict
        End with 1 when there are gaps or dead letters.
    """
    from harmony.cli.play import play
    from harmony.cli.stored import find_run

    row = find_run(run)
    return play(lambda app, told: app.retry_letters(row.id, node or "", told, force=force), as_json=json, strict=strict)


def read_letters(database: Database, run: str | None) -> Iterator[tuple[RunRow, list[Letter]]]:
    """Runs that may have letters, and these."""
    from harmony.app.letters import letters
    from harmony.store import Runs, SqlJournal

    runs = Runs(database)
    rows = runs.list(_RUNS) if run is None else [find(runs, run)]
    journal = SqlJournal(database)
    try:
        for row in rows:
            if run is not None or row.outcome.get("letters") or row.status in UNFINISHED:
                yield row, letters(journal.read(row.id))
    finally:
        journal.close()


def _line(row: RunRow, letter: Letter) -> str:
    message = str(letter.error.get("message", "")).partition("\n")[0]
    return f"{row.id}  {letter.key:<24}  {letter.kind:<14}  {message[:80]}{_marks(letter)}".rstrip()


def _marks(letter: Letter) -> str:
    """What was done to a letter, behind its line."""
    sent = f", sent again {letter.sent} times" if letter.sent > 1 else ", sent again once" if letter.sent else ""
    edited = ", edited" if letter.edits else ""
    return f"  ({(edited + sent)[2:]})" if edited or sent else ""


def _lines(row: RunRow, letter: Letter) -> Iterator[str]:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(letter.at))
    s = "" if letter.attempts == 1 else "s"
    yield f"`{letter.key}` of {row.name} ({row.id}), {when}, after {letter.attempts} attempt{s}"
    yield f"  {letter.error.get('class', '')}: {letter.error.get('message', '')}"
    failed = letter.error.get("node", letter.node)
    if failed != letter.node:
        yield f"  in `{failed}`"
    detail = letter.error.get("detail")
    for line in detail.get("traceback", ()) if isinstance(detail, dict) else ():
        yield f"  {str(line).rstrip()}"
    if letter.item is not None:
        yield f"  item: {_shown(letter.item)}"
    for port, slot in letter.inputs.items():
        yield f"  {port}: {_shown(slot)}"
    for port, slot in letter.edits.items():
        yield f"  to be sent again with {port or 'item'}: {_shown(slot)}"
    if letter.label:
        yield f"  held to be {letter.label}"
    if letter.sent:
        yield f"  sent again before: {letter.sent}"


def _shown(slot: Any) -> str:
    if isinstance(slot, list):
        return f"[{', '.join(_shown(item) for item in slot)}]"
    if slot is None:
        return "none"
    return _json(slot["value"]) if "value" in slot else f"{slot.get('type', '')}, {slot.get('size', 0):,} bytes"


def _encoded(row: RunRow, letter: Letter) -> str:
    body = {"run": row.id, "node": letter.node, "pass": letter.pass_, "attempts": letter.attempts, "at": letter.at}
    body |= {"error": letter.error, "item": letter.item, "inputs": letter.inputs, "edits": letter.edits}
    return _json(body | {"class": letter.kind, "sent": letter.sent})


def _json(value: object) -> str:
    import msgspec

    return msgspec.json.encode(value).decode()
