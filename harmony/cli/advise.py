"""`harmony runs advise` and `harmony extensions learnt`: what earlier runs suggest, and what was learnt of Players."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from harmony.cli.stored import opened
from harmony.conductor.garbage import no_collection

Flag = Annotated[bool, Parameter(negative="")]


def advise(file: Path, *, runs: int = 20, json: Flag = False) -> int:
    """Say what earlier runs of a Melody suggest: usual paths, and what would make it better. Nothing is changed.

    Parameters
    ----------
    file
        The Melody.
    runs
        Look at so many of its newest runs.
    json
        One suggestion a line as JSON.
    """
    from harmony.app.advice import FEW
    from harmony.app.advice import advise as from_histories
    from harmony.app.lookup import Lookup
    from harmony.app.request import included
    from harmony.catalog import Catalog
    from harmony.melody.load import load
    from harmony.settings import Settings

    _refuse_if_off()
    settings = Settings.load()
    catalog = Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")
    melody = load(file).require()
    path = file.absolute()
    lookup = Lookup(melody, str(path.parent), included(melody, path.parent, catalog))
    with no_collection():
        histories = _histories(str(path), runs)
        found = from_histories(histories, lookup, catalog.find)
    if json:
        for suggestion in found:
            print(_encode(suggestion))
        return 0
    if len(histories) < FEW:
        print(f"{len(histories)} runs of {file} are kept; from {FEW} on they tell something.")
    elif not found:
        print(f"{len(histories)} runs of {file} suggest nothing.")
    for suggestion in found:
        where = f"`{suggestion.node}`: " if suggestion.node else ""
        print(f"{where}{suggestion.seen}." + (f"\n    {suggestion.write}" if suggestion.write else ""))
    return 0


def learnt(*, forget: Flag = False, player: str = "", json: Flag = False) -> int:
    """Show what was learnt of Players, and how what nodes made fared with those who used it; or forget it.

    Parameters
    ----------
    forget
        Forget it, of all or of one.
    player
        Only of this node type.
    json
        One Player and capability, or one node, a line as JSON.
    """
    from dataclasses import asdict

    from harmony.store.learnt import SqlLearnt
    from harmony.store.uses import SqlUses

    with opened() as database:
        store, uses = SqlLearnt(database), SqlUses(database)
        if forget:
            print(f"{store.forget(player) + uses.forget(player)} forgotten.")
            return 0
        rows = {key: tally for key, tally in sorted(store.rows().items()) if player in ("", key[0])}
        fared = {key: one for key, one in sorted(uses.rows().items()) if player in ("", one.type.partition("@")[0])}
    for (name, capability), tally in rows.items():
        if json:
            print(_encode({"player": name, "capability": capability, **asdict(tally)}))
            continue
        total = tally.ok + tally.failed
        quality = f"quality {tally.quality / tally.scored:.2f}" if tally.scored else "not scored"
        cost = f"{tally.usd / total:.4g} USD, {tally.time / total:.2g} s" if total else ""
        went = f"{tally.ok:.3g} of {total:.3g} went well"
        if tally.gated:
            quality += f" ({tally.reached:.3g} of {tally.gated:.3g} reached the gate)"
        print(f"{name:<28} {capability or '(by name)':<24} {went}, {quality}, {cost} each")
    for (melody, node, type), one in fared.items():
        if json:
            print(_encode({"melody": melody, "node": node, "type": type, "well": one.well, "uses": one.uses}))
            continue
        print(f"{type:<28} {node:<24} {one.well:.3g} of {one.uses:.3g} uses ended well, in {Path(melody).name}")
    if not (rows or fared or json):
        print("Nothing was learnt yet: Players are learnt of as they play.")
    return 0


def _refuse_if_off() -> None:
    from harmony.errors import UsageError
    from harmony.settings import Settings

    settings = Settings.load()
    if settings.learn == "off":
        raise UsageError(f'Learning is switched off: {settings.config / "settings.toml"} says learn = "off".')


def _histories(path: str, most: int) -> list[Any]:
    """Journals of the newest runs of a file that have ended."""
    from harmony.store import Runs, SqlJournal

    with opened() as database:
        rows = [row for row in Runs(database).list(10_000) if row.path == path and row.ended is not None][:most]
        journal = SqlJournal(database)
        found = [journal.read(row.id) for row in rows]
        journal.close()
    return found


def _encode(value: Any) -> str:
    import msgspec

    return msgspec.json.encode(value).decode()
