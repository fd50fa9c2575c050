"""`harmony letters edit`, `classify` and `discard`: what a person does to dead letters before they are sent again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from harmony.cli.letters import read_letters
from harmony.cli.stored import opened
from harmony.cli.value import value_in
from harmony.errors import UsageError, ValueRefused

if TYPE_CHECKING:
    from harmony.app.letters import Letter
    from harmony.conductor.artifacts import Artifact
    from harmony.conductor.events import Record
    from harmony.store import Database, FileArtifacts

Make = Callable[["list[Record]", "list[Letter]"], "list[Record]"]


def edit(
    run: str,
    key: str,
    *,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="")] = (),
    source: Annotated[Path | None, Parameter(name="--from")] = None,
) -> int:
    """Change what a step is given when its dead letter is sent again; `harmony letters retry` sends it.

    Parameters
    ----------
    run
        The run's id, the beginning of it, or last.
    key
        The letter: NODE or NODE@PASS, as `harmony letters` lists it.
    set_
        PATH=VALUE: a part of the item (`customer.name=Ada`, `lines[0]=7`); of a node outside a for-each, PATH
        begins with a port. The value is JSON where it is, else a text. Repeat it for several.
    source
        A file that holds the whole new item (or all ports by name): JSON where it is, else a text.
    """
    from harmony.app.letters import edit as edited
    from harmony.settings import Settings
    from harmony.store import FileArtifacts

    if not set_ and source is None:
        raise UsageError("Say what is to change: --set PATH=VALUE, or --from FILE.")
    artifacts = FileArtifacts(Settings.load().artifacts)

    def make(records: list[Record], found: list[Letter]) -> list[Record]:
        if len(found) > 1:
            raise UsageError(f"`{key}` has several letters: name one of {', '.join(f'`{x.key}`' for x in found[:5])}.")
        values = _values(artifacts, found[0], set_, source)
        return [edited(records, found[0], time.time(), values)]

    with opened() as database:
        row_id, _ = _amend(database, run, key, make)
    print(f"Edited: `harmony letters retry {row_id} {key}` sends it again.")
    return 0


def _values(
    artifacts: FileArtifacts, letter: Letter, set_: tuple[str, ...], source: Path | None
) -> dict[str, Artifact]:
    """What a letter is to be given, by port; only ports that differ from what it was given."""
    from harmony.app.inputs import from_text
    from harmony.app.letters import ITEM, with_set

    given = {ITEM: letter.item} if letter.item is not None else dict(letter.inputs)
    now = {port: _loaded(artifacts, slot) for port, slot in {**given, **letter.edits}.items()}
    if source is not None:
        read = value_in(source, "--from")
        if letter.item is None and not isinstance(read, dict):
            raise UsageError(f"{source} is to hold an object with the ports {', '.join(given) or '(none)'}.")
        now = {ITEM: read} if letter.item is not None else now | read
    changes = [(path, from_text(value, "any")) for path, value in (_pair(text) for text in set_)]
    made = with_set(letter, now, changes)
    unknown = [port for port in made if port not in given]
    if unknown:
        raise UsageError(f"`{letter.key}` has no port `{unknown[0]}`; it has {', '.join(given) or 'none'}.")
    return {port: _put(artifacts, port, value, given[port]) for port, value in made.items()}


def _pair(text: str) -> tuple[str, str]:
    from harmony.cli.run import pair

    return ("", text[1:]) if text.startswith("=") else pair(text, "--set", "PATH=VALUE")


def _loaded(artifacts: FileArtifacts, slot: Any) -> Any:
    """The value behind what an event says of it."""
    from harmony.conductor.artifacts import from_public
    from harmony.sdk import codec

    if isinstance(slot, list):
        return [_loaded(artifacts, item) for item in slot]
    if slot is None:
        return None
    artifact = from_public(slot)
    value = artifacts.get(artifact)
    return codec.plain(value) if artifact.type in codec.BULKY else value


def _put(artifacts: FileArtifacts, port: str, value: Any, given: Any) -> Artifact:
    from msgspec import structs

    kind = given["type"] if isinstance(given, dict) else "any"
    try:
        made = artifacts.put(value, kind)
    except ValueRefused as error:
        raise UsageError(f"{f'Port `{port}`' if port else 'The item'} is of type {kind}: {error.message}") from error
    return structs.replace(made, made_by="person")


def classify(run: str, key: str, kind: str) -> int:
    """Say what the failure of a dead letter is held to be; `harmony letters list --class` finds it by that.

    Parameters
    ----------
    run
        The run's id, the beginning of it, or last.
    key
        The letters: NODE or NODE@PASS.
    kind
        A word of yours, or a class of failures (`invalid_input`, `timeout`).
    """
    from harmony.app.letters import classify as classified

    def make(records: list[Record], found: list[Letter]) -> list[Record]:
        return [classified(records, letter, n, time.time(), kind) for n, letter in enumerate(found)]

    with opened() as database:
        _, count = _amend(database, run, key, make)
    print(f"{count} held to be {kind}.")
    return 0


def discard(run: str, node: str | None = None) -> int:
    """Put dead letters of a run away; its journal keeps what was said of them.

    Parameters
    ----------
    run
        The run's id, the beginning of it, or last.
    node
        Only those of this node: NODE or NODE@PASS.
    """
    from harmony.app.letters import discard as discarded

    def make(records: list[Record], found: list[Letter]) -> list[Record]:
        return [discarded(records, letter, n, time.time()) for n, letter in enumerate(found)]

    with opened() as database:
        _, count = _amend(database, run, node, make)
    print(f"{count} put away.")
    return 0


def _amend(database: Database, run: str, key: str | None, make: Make) -> tuple[str, int]:
    """Write beside the letters of a run that nobody plays; its id, and how many letters were meant.

    Raises:
        RunOwned: another living process plays it.
        RunError: there is no such letter.
    """
    from harmony.app.letters import chosen, letters
    from harmony.app.notes import write_down
    from harmony.store import Runs, SqlJournal

    row, found = next(read_letters(database, run))
    meant = chosen(found, key)

    async def write() -> None:
        journal = SqlJournal(database)
        try:
            await write_down(
                Runs(database), journal, row.id, lambda records: make(records, chosen(letters(records), key))
            )
        finally:
            journal.close()

    asyncio.run(write())
    return row.id, len(meant)
