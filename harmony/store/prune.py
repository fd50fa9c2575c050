"""Forgets runs that have ended, and artifacts that no journal names any more.

Safe beside processes that play. A run that somebody plays is left alone. A file goes only if it
is older than an hour and older than every run that is being played: what such a run has stored
and not yet written down is younger, and a process that stores a value which is there already
renews the file's time (`FileArtifacts`). Files are renamed before they go and looked at once
more, so that one renewed in that moment comes back.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import json, msgpack

from harmony.errors import RunNotFound, RunOwned
from harmony.store.artifacts import RENEW_SECONDS
from harmony.store.database import Database, connect
from harmony.store.faults import store_error
from harmony.store.keys import BODIES, delete_records
from harmony.store.mailbox import Mailbox
from harmony.store.runs import RunRow, Runs

ENDED = frozenset({"completed", "failed", "cancelled"})
_YOUNG_SECONDS = 3600.0
_EVERY = 1_000_000
_HASH = re.compile(rb"[0-9a-f]{64}")
_LIST = b"list<"
# Give space back to the disk when so large a share of the database is empty.
_MUCH_EMPTY = 0.25


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed.

    Attributes:
        runs: ids.
        artifacts: number of files.
        size: their bytes.
    """

    runs: tuple[str, ...]
    artifacts: int
    size: int


def prune(
    database: Database, folder: Path, *, keep: int | None = None, before: float | None = None, dry: bool = False
) -> Pruned:
    """Remove runs that have ended, their journals, and artifacts that nothing refers to.

    Args:
        database: the runs and journals.
        folder: the artifacts.
        keep: the newest so many runs stay, whatever they are.
        before: only runs that ended earlier go, in seconds since the epoch.
        dry: remove nothing, only say what would be.

    Raises:
        StoreError: the database or the folder cannot be written.
    """
    runs = Runs(database)
    rows = runs.list(_EVERY)
    chosen = [row for row in rows[keep or 0 :] if _may_go(row, before)]
    gone = (
        tuple(row.id for row in chosen) if dry else tuple(row.id for row in chosen if _forget(database, runs, row.id))
    )
    ages = [row.created for row in rows if row.is_played]
    cutoff = min([time.time() - _YOUNG_SECONDS, *(created - 2 * RENEW_SECONDS for created in ages)])
    try:
        artifacts, size = _sweep(folder, used(database, folder, without=frozenset(gone)), cutoff, dry=dry)
    except OSError as error:
        raise store_error(folder, error) from error
    if not dry:
        open_since = [row.created for row in rows if row.status not in ENDED]
        Mailbox(database).sweep(min([time.time() - _YOUNG_SECONDS, *open_since]))
    if gone and not dry:
        _shrink(database, is_idle=not ages)
    return Pruned(gone, artifacts, size)


def _may_go(row: RunRow, before: float | None) -> bool:
    if row.is_played or row.status not in ENDED:
        return False
    return before is None or (row.ended or row.created) < before


def _forget(database: Database, runs: Runs, run: str) -> bool:
    """Delete a run with its journal, unless somebody has begun to play it again."""
    try:
        epoch = runs.claim(run, "harmony runs prune")  # its last owner may have been killed
    except (RunOwned, RunNotFound):
        return False
    with database.writing() as connection:
        found = connection.execute("DELETE FROM runs WHERE id = ? AND epoch = ?", (run, epoch)).rowcount
        if found:
            delete_records(connection, run)
            connection.execute("DELETE FROM mailbox WHERE run = ?", (run,))
    return bool(found)


def used(database: Database, folder: Path, *, without: frozenset[str] = frozenset()) -> set[str]:
    """Hashes of all artifacts that the store's journals and runs refer to, through lists too."""
    found: set[str] = set()
    lists: set[str] = set()
    with database.reading() as connection:
        for data in _bodies(connection, without):
            found.update(match.decode() for match in _HASH.findall(data))
            if _LIST in data:
                lists.update(_lists_in(data))
    while lists:
        hash = lists.pop()
        with suppress(OSError):
            data = (folder / hash[:2] / hash).read_bytes()
            inner = {match.decode() for match in _HASH.findall(data)}
            if _LIST in data:
                lists |= {h for h in _compound(json.decode(data)) if h not in found}
            found |= inner
    return found


def _bodies(connection: sqlite3.Connection, without: frozenset[str]) -> Iterator[bytes]:
    for run, body in connection.execute(BODIES):
        if run not in without:
            yield body
    for run, value in connection.execute("SELECT run, value FROM mailbox WHERE value IS NOT NULL"):
        if run not in without:
            yield value
    for row in connection.execute("SELECT id, inputs, options, outcome FROM runs"):
        if row[0] not in without:
            yield from (text.encode() for text in row[1:])


def _lists_in(data: bytes) -> set[str]:
    """Hashes of lists of tables or files in a record's body, whose items are named in their files alone."""
    try:
        body = msgpack.decode(data)
    except ValueError:
        body = data.decode("utf-8", "replace")
    if isinstance(body, str):
        try:
            body = json.decode(body)
        except ValueError:
            return set()
    return set(_compound(body))


def _compound(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("hash"), str) and str(value.get("type", "")).startswith("list<"):
            yield value["hash"]
        for item in value.values():
            yield from _compound(item)
    elif isinstance(value, list):
        for item in value:
            yield from _compound(item)


def _sweep(folder: Path, keep: set[str], cutoff: float, *, dry: bool) -> tuple[int, int]:
    """Delete files older than `cutoff` that are not to be kept; how many, and their bytes."""
    count = size = 0
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        if path.name in keep:
            continue
        with suppress(FileNotFoundError):
            found = path.stat()
            if found.st_mtime < cutoff and (dry or _delete(path, folder / "inbox", cutoff)):
                count += 1
                size += found.st_size
    if not dry:
        _sweep_named(folder / "named", {hash[:16] for hash in keep}, cutoff)
    return count, size


def _delete(path: Path, inbox: Path, cutoff: float) -> bool:
    aside = inbox / f"gone-{os.getpid()}-{path.name}"
    path.replace(aside)
    if aside.stat().st_mtime >= cutoff:  # stored again between the look and the renaming
        aside.replace(path)
        return False
    aside.unlink()
    return True


def _sweep_named(folder: Path, keep: set[str], cutoff: float) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name not in keep and path.stat().st_mtime < cutoff:
            shutil.rmtree(path, ignore_errors=True)


def _shrink(database: Database, *, is_idle: bool) -> None:
    """Give the database's empty pages back to the disk, if they are many and nobody is kept waiting."""
    connection = connect(database.path)
    try:
        empty, pages = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
        if is_idle and empty > pages * _MUCH_EMPTY:
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error:
        pass  # another process is at it: the pages are used again anyway
    finally:
        connection.close()
