"""`harmony runs prune`: forget old runs and what only they have stored."""

from __future__ import annotations

import time
from typing import Annotated

from cyclopts import Parameter


def prune(
    *,
    keep: int | None = None,
    older: str | None = None,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Forget runs that have ended, with their journals, and artifacts that nothing refers to any more.

    Runs that play, wait or can be gone on with stay. With both options a run goes if both say so.

    Parameters
    ----------
    keep
        The newest so many runs stay.
    older
        Only runs that ended longer ago go: 12h, 30d.
    dry_run
        Say what would go, and remove nothing.
    """
    from harmony.errors import UsageError
    from harmony.settings import Settings
    from harmony.store import Database, prune

    if keep is None and older is None:
        raise UsageError("Say what may go: --keep N (the newest N stay) or --older 30d.")
    if keep is not None and keep < 0:
        raise UsageError(f"--keep is {keep}; it takes a number from 0.")
    settings = Settings.load()
    before = None if older is None else time.time() - _seconds(older)
    database = Database(settings.database)
    try:
        pruned = prune.prune(database, settings.artifacts, keep=keep, before=before, dry=dry_run)
    finally:
        database.close()
    runs, files = _count(len(pruned.runs), "run"), _count(pruned.artifacts, "artifact")
    print(f"{'Would remove' if dry_run else 'Removed'} {runs} and {files} ({pruned.size / 1e6:,.1f} MB).")
    return 0


def _seconds(text: str) -> float:
    from harmony.errors import UsageError, ValueRefused
    from harmony.melody.units import seconds

    try:
        return seconds(text)
    except ValueRefused as error:
        raise UsageError(f"--older is “{text}”; it takes a time such as 12h or 30d.") from error


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
