"""`harmony letters …`: dead letters of stored runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from harmony.cli.stored import UNFINISHED, find, opened

if TYPE_CHECKING:
    from harmony.app.letters import Letter
    from harmony.store import Database, RunRow

Json = Annotated[bool, Parameter(negative="")]
_RUNS = 1000


def list_letters(run: str | None = None, *, json: Json = False) -> int:
    """List dead letters, of one run or of the newest ones.

    Parameters
    ----------
    run
        A run's id, or the beginning of it.
    json
        One letter a line as JSON.
    """
    with opened() as database:
        found = [(row, letter) for row, letters in _letters(database, run) for letter in letters]
    for row, letter in found:
        print(_encoded(row, letter) if json else _line(row, letter))
    if not found and not json:
        print("There are no dead letters.")
    return 0


def show(run: str, node: str | None = None, *, json: Json = False) -> int:
    """Show dead letters of a run: why each step failed, and what it was given.

    Parameters
    ----------
    run
        The run's id, or the beginning of it.
    node
        Only those of this node: NODE or NODE@PASS.
    json
        One letter a line as JSON.
    """
    from harmony.app.letters import chosen

    with opened() as database:
        row, letters = next(_letters(database, run))
    for letter in chosen(letters, node):
        print(_encoded(row, letter) if json else "\n".join(_lines(row, letter)))
    return 0


def retry(
    run: str, node: str | None = None, *, json: Json = False, strict: Annotated[bool, Parameter(negative="")] = False
) -> int:
    """Send dead letters of a run that has ended again; what follows is played as far as it differs.

    Ends as `harmony run` does.

    Parameters
    ----------
    run
        The run's id, or the beginning of it.
    node
        Only those of this node: NODE or NODE@PASS.
    json
        Print the new events, one a line.
    strict
        End with 1 when there are gaps or dead letters.
    """
    from harmony.cli.play import play
    from harmony.cli.stored import find_run

    row = find_run(run)
    return play(lambda app, told: app.retry_letters(row.id, node or "", told), as_json=json, strict=strict)


def discard(run: str, node: str | None = None) -> int:
    """Put dead letters of a run away; its journal keeps what was said of them.

    Parameters
    ----------
    run
        The run's id, or the beginning of it.
    node
        Only those of this node: NODE or NODE@PASS.
    """
    from harmony.app.letters import chosen
    from harmony.app.letters import discard as discarded
    from harmony.store import Runs, SqlJournal

    with opened() as database:
        runs = Runs(database)
        row, letters = next(_letters(database, run))
        away = chosen(letters, node)
        runs.claim(row.id)
        try:
            journal = SqlJournal(database)
            records = journal.read(row.id)
            now = time.time()
            journal.append(row.id, [discarded(records, letter, n, now) for n, letter in enumerate(away)])
            journal.close()
        finally:
            runs.release(row.id)
    print(f"{len(away)} put away.")
    return 0


def _letters(database: Database, run: str | None) -> Iterator[tuple[RunRow, list[Letter]]]:
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
    return f"{row.id}  {letter.key:<24}  {letter.error.get('class', ''):<14}  {message[:80]}".rstrip()


def _lines(row: RunRow, letter: Letter) -> Iterator[str]:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(letter.at))
    yield f"`{letter.key}` of {row.name} ({row.id}), {when}, after {letter.attempts} attempts"
    yield f"  {letter.error.get('class', '')}: {letter.error.get('message', '')}"
    failed = letter.error.get("node", letter.node)
    if failed != letter.node:
        yield f"  in `{failed}`"
    detail = letter.error.get("detail")
    for line in detail.get("traceback", ()) if isinstance(detail, dict) else ():
        yield f"  {str(line).rstrip()}"
    if letter.item is not None:
        kind, size = letter.item.get("type", ""), letter.item.get("size", 0)
        yield f"  item: {_json(letter.item['value']) if 'value' in letter.item else f'{kind}, {size:,} bytes'}"


def _encoded(row: RunRow, letter: Letter) -> str:
    body = {"run": row.id, "node": letter.node, "pass": letter.pass_, "attempts": letter.attempts, "at": letter.at}
    return _json(body | {"error": letter.error, "item": letter.item})


def _json(value: object) -> str:
    import msgspec

    return msgspec.json.encode(value).decode()
