"""`harmony runs …`: stored runs."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from harmony.cli.status import FAILED, WAITING
from harmony.cli.stored import attach, find, find_run, opened
from harmony.conductor.garbage import no_collection

if TYPE_CHECKING:
    from harmony.conductor.events import Record
    from harmony.store import RunRow

Json = Annotated[bool, Parameter(negative="")]


def list_runs(*, limit: int = 30, json: Json = False) -> int:
    """List stored runs, newest first.

    Parameters
    ----------
    limit
        How many, from 1.
    json
        One run a line as JSON.
    """
    from harmony.errors import UsageError
    from harmony.store import Runs

    if limit < 1:
        raise UsageError(f"--limit is {limit}; it takes a number from 1.")
    with opened() as database:
        rows = Runs(database).list(limit)
    for row in rows:
        print(_encode(row.summary()) if json else _line(row))
    if not rows and not json:
        print("Nothing has run yet: harmony run FILE.")
    return 0


def show(
    run: str, *, json: Json = False, node: str | None = None, why: str | None = None, at: str | None = None
) -> int:
    """Show how a run went, or how it stood at one of its events.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    json
        Its events, one a line.
    node
        Only what concerns this node.
    why
        Why this node (NODE or NODE@PASS) ran, waited, was skipped, tried again, or took its path.
    at
        How it stood at an event: its number (-1 is the last), a time since the run began (12.5s), or a time of day.
    """
    if at is not None:
        return _show_at(run, at, node, as_json=json)
    from harmony.conductor.events import public
    from harmony.errors import UsageError
    from harmony.store import Runs, SqlJournal

    with no_collection(), opened() as database:
        row = find(Runs(database), run)
        journal = SqlJournal(database)
        records = journal.read(row.id)
        journal.close()
    if why is not None:
        with no_collection():
            return _explain(row, records, why, as_json=json)
    events = [public(row.id, r) for r in records if r.is_public]
    if node is not None:
        events = [e for e in events if e.get("node", "").partition("/")[0] == node or e.get("node") == node]
        if not events:
            raise UsageError(f"Nothing was said of a node `{node}` in this run.")
    if json:
        for event in events:
            print(_encode(event))
        return 0
    print(_line(row))
    for line in told(events):
        print(line)
    return 0


def _show_at(run: str, at: str, node: str | None, *, as_json: bool) -> int:
    from harmony.app.moments import moment
    from harmony.cli.moment import details, lines, trail_to
    from harmony.errors import UsageError
    from harmony.store import Runs

    with no_collection():
        with opened() as database:
            row = find(Runs(database), run)
            trail, last = trail_to(database, row, at)
        path, named, pass_ = (node or "").partition("@")
        found = moment(trail, trail.last, nodes=[path] if path else (), wires=as_json or bool(path)) | {"last": last}
    if path:
        found["nodes"] = [n for n in found["nodes"] if not named or n["pass"] == pass_]
        if not found["nodes"]:
            raise UsageError(f"There was no `{node}` in this run at event {found['seq']}.")
    if as_json:
        print(_encode({"run": row.id, **found}))
    elif path:
        print("\n".join(line for n in found["nodes"] for line in details(n)))
    else:
        print("\n".join([_line(row), *lines(found)]))
    return 0


def _explain(row: RunRow, records: list[Record], node: str, *, as_json: bool) -> int:
    from harmony.app.lookup import Lookup
    from harmony.app.why import why
    from harmony.melody.model import Melody

    included = {path: Melody.model_validate(melody) for path, melody in row.options.get("melodies", {}).items()}
    lines = why(records, node, Lookup(Melody.model_validate(row.melody), row.base, included))
    print(_encode(lines) if as_json else "\n".join(lines))
    return 0


def compare(a: str, b: str, *, json: Json = False) -> int:
    """Compare two runs: where they part, and which nodes differ; ends with 1 when more than times differ.

    Parameters
    ----------
    a
        The earlier run: its id, the beginning of it, or last.
    b
        The later run.
    json
        Everything that differs, as JSON.
    """
    from harmony.app.compare import compare as compare_journals
    from harmony.cli.compared import table
    from harmony.store import Runs, SqlJournal

    with no_collection(), opened() as database:
        rows = [find(Runs(database), a), find(Runs(database), b)]
        journal = SqlJournal(database)
        found = compare_journals(journal.read(rows[0].id), journal.read(rows[1].id))
        journal.close()
    print(_encode(found) if json else "\n".join(table(rows[0], rows[1], found)))
    return FAILED if found.first or found.melody or found.inputs else 0


def watch(run: str, *, json: Json = False) -> int:
    """Follow a run that plays in any process, until it ends; ends as `harmony run` does.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    json
        Its events, one a line.
    """
    from harmony.cli.progress import JsonLines, PlainLines, Screen, Shown
    from harmony.conductor.events import ENDS, public
    from harmony.store import Runs, SqlJournal

    shown: Shown = JsonLines() if json else Screen() if sys.stdout.isatty() else PlainLines()
    with opened() as database:
        runs = Runs(database)
        row = find(runs, run)
        journal = SqlJournal(database)
        after, kind = -1, ""
        while True:
            # Asked first: what a run writes between a look at its journal and its end is read in the next turn.
            is_played = runs.get(row.id).is_played
            records = journal.read(row.id, after)
            events = [public(row.id, r) for r in records if r.is_public]
            shown.events(row.id, events)
            after = records[-1].seq if records else after
            kind = events[-1]["kind"] if events else kind
            if kind in ENDS or not (records or is_played):
                break
            time.sleep(0.1)
        shown.close()
        journal.close()
    return {"run.completed": 0, "run.waiting": WAITING}.get(kind, FAILED)


def resume(
    run: str,
    *,
    melody: Path | None = None,
    extensions: Literal["ask", "again", "keep"] = "ask",
    json: Json = False,
    strict: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Go on with a run where it stopped; finished steps are not run again, failed ones are.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    melody
        An edited Melody to go on under: what is as it was is kept.
    extensions
        Steps that finished with an extension that has changed since: again plays them again, keep keeps them;
        ask plays them again unless one of them changes the world.
    json
        Print the new events, one a line.
    strict
        End with 1 when there are gaps or dead letters.
    """
    from harmony.cli.play import play
    from harmony.store import Runs

    with opened() as database:
        row = find(Runs(database), run)
    if row.status in ("completed", "cancelled"):
        print(f"Run {row.id} is {row.status}: there is nothing to go on with.", file=sys.stderr)
        return 0
    return play(lambda app, told: app.resume(row.id, told, melody, extensions=extensions), as_json=json, strict=strict)


def fork(run: str, *, before: str, json: Json = False, strict: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Play a new run with the past of another up to a node; both stay.

    Parameters
    ----------
    run
        The old run: its id, the beginning of it, or last.
    before
        NODE or NODE@PASS: what had not begun before it is played anew.
    json
        Print the new run's events, one a line.
    strict
        End with 1 when there are gaps or dead letters.
    """
    from harmony.cli.play import play

    row = find_run(run)
    return play(lambda app, told: app.fork(row.id, before, told), as_json=json, strict=strict)


def cancel(run: str, *, node: str | None = None) -> int:
    """Cancel a run, wherever it plays.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    node
        Cancel only this node (NODE or NODE@PASS); what can start only with it is skipped, the rest plays on.
    """
    from harmony.cli.steer import cancel_node
    from harmony.errors import RunError
    from harmony.store import Runs

    if node is not None:
        return cancel_node(run, node)

    with opened() as database:
        runs = Runs(database)
        row = find(runs, run)
        if row.status in ("completed", "failed", "cancelled"):
            raise RunError(f"Run {row.id} has ended: it is {row.status}.")
        client = attach(row)
        if client is None:
            runs.claim(row.id, "")
            runs.update(row.id, status="cancelled", ended=time.time())
            runs.release(row.id)
        else:
            with client:
                client.ask("run.cancel", {"run": row.id})
    print(f"Run {row.id} is cancelled.")
    return 0


def told(events: list[dict[str, Any]]) -> list[str]:
    """A run's nodes, decisions, gaps and outputs as lines for a person."""
    from harmony.cli.progress import Board, in_words, indented, line, warning_of

    board = Board()
    said = []
    for event in events:
        board.take(event)
        if event["kind"] in ("decision", "gap", "letter"):
            what = event.get("rationale") or event.get("message") or event.get("reason") or event.get("choice", "")
            said.append(f"  {event['kind']:<9} {event.get('node', '')} {what}".rstrip())
        elif text := warning_of(event):
            said.append(f"  warning   {text}")
    lines = [line(name, row) for name, row in board.rows.items()] + said
    end = next((e for e in reversed(events) if e["kind"].startswith("run.")), None)
    if end is not None and end["kind"] == "run.completed":
        lines += [f"  {name}: {in_words(value)}" for name, value in end.get("outputs", {}).items()]
    elif end is not None and "error" in end:
        lines.append(indented(end["error"].get("message", "")))
    return lines


def _line(row: RunRow) -> str:
    began = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(row.created))
    spent = f"{row.ended - row.created:8.1f} s" if row.ended else " " * 10
    return f"{row.id}  {row.standing:<9}  {began}  {spent}  {row.name}"


def _encode(value: Any) -> str:
    import msgspec

    return msgspec.json.encode(value).decode()
