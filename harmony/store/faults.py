"""From what SQLite and the disk say to a `StoreError` that names the path and the way out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from harmony.errors import StoreError


def store_error(path: Path, error: BaseException) -> StoreError:
    """The sentence for a person.

    Args:
        path: the database's file, or the folder of artifacts.
        error: a `sqlite3.Error`, an `OSError`, or SQLAlchemy's wrapper of one.
    """
    cause = getattr(error, "orig", None) or error
    return StoreError(_sentence(path, cause))


def _sentence(path: Path, error: BaseException) -> str:
    text = str(error).lower()
    for words, advice in _ADVICE:
        if any(word in text for word in words):
            return f"{advice.format(path=path, folder=path.parent)} ({error})"
    return f"{path} cannot be used: {error}. Is its folder there, and yours to write to?"


_ADVICE = (
    (("full", "no space"), "There is no room left for {path}: free some space, then resume the run."),
    (("locked", "busy"), "Another program holds {path} locked: close it, then try again."),
    (
        ("readonly", "read-only", "permission denied"),
        "{path} cannot be written: make {folder} writable, or choose another place with --home.",
    ),
    (("unable to open",), "{path} cannot be opened: make sure that {folder} exists and is yours to write to."),
    (
        ("malformed", "not a database"),
        "{path} is damaged: put back a copy of it, or move it away to begin with an empty one.",
    ),
    (("disk i/o", "too large"), "The disk refused to store more in {path}: look at its space, quota and health."),
)


def is_busy(error: sqlite3.Error) -> bool:
    """True if another connection holds the database, so that trying again helps."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
