"""Opens documents: from their files, and from the edit journals of windows that are gone; no Qt."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import Final

from harmony.board.edit_file import EditFile, name_for
from harmony.board.keeper import Keeper
from harmony.errors import MelodyError
from harmony.melody.draft import Draft
from harmony.melody.edit_log import Log, Record, restated
from harmony.melody.load import Loaded, load
from harmony.melody.recovery import Known, replay

LONG_BYTES: Final = 400_000
"""Of an edit journal."""


def new_document(draft: Draft, folder: Path | None = None) -> Keeper:
    """A document that has no file yet.

    Args:
        draft: empty, or the copy of a template.
        folder: of edit journals; None: edits are not journalled.
    """
    journal = EditFile(folder, f"new-{uuid.uuid4().hex[:16]}") if folder is not None else None
    why = _take(journal)
    keeper = Keeper(draft, None, None if why else journal)
    keeper.notice = why
    return keeper


def open_document(path: Path, folder: Path | None = None, loaded: Loaded | None = None) -> Keeper:
    """The document of a file, with the edits that were not saved when its window was killed.

    If another window has it, it can only be looked at.

    Args:
        path: the file.
        folder: of edit journals; None: edits are not journalled.
        loaded: the file, if it has been read already.

    Raises:
        MelodyError: the file cannot be read or understood, and there is no journal of it either.
    """
    journal = EditFile(folder, name_for(path)) if folder is not None else None
    why = _take(journal)
    if journal is None or why:
        keeper = Keeper(Draft.open(loaded or load(path)), path)
        keeper.notice = why
        return keeper
    if not journal.lock.is_mine:
        keeper = Keeper(Draft.open(loaded or load(path)), path, journal)
        keeper.look_only(f"Another window has this document ({journal.lock.holder})")
        return keeper
    try:
        found, notice = _continued(journal)
        keeper = found or Keeper(Draft.open(loaded or load(path)), path, journal)
        keeper.notice = notice
    except OSError as error:
        journal.lock.give_back()
        keeper = Keeper(Draft.open(loaded or load(path)), path)
        keeper.notice = f"Unsaved edits in {journal.path} cannot be brought back: {_reason(error)}. Open the file again"
    except BaseException:
        journal.lock.give_back()
        raise
    return keeper


def takes_long(folder: Path | None, name: str) -> bool:
    """True if bringing back what a journal tells of takes so long that a person would notice."""
    if folder is None:
        return False
    try:
        return EditFile(folder, name).path.stat().st_size > LONG_BYTES
    except OSError:
        return False


def reopen(folder: Path, name: str) -> Keeper | None:
    """The document of a journal that was left behind (`edit_file.left_behind`).

    Returns:
        None if another window has it, or it has nothing to bring back.

    Raises:
        MelodyError: the journal cannot be taken or read; it stays for the next start.
    """
    journal = EditFile(folder, name)
    why = _take(journal)
    if why:
        raise MelodyError(f"Unsaved edits of a document were not brought back. {why} Then start again")
    if not journal.lock.is_mine:
        return None
    try:
        keeper, notice = _continued(journal)
    except OSError as error:
        journal.lock.give_back()
        raise MelodyError(f"Unsaved edits in {journal.path} cannot be brought back: {_reason(error)}") from error
    if keeper is None:
        journal.close(keep=False)
    if notice and keeper is None:
        raise MelodyError(notice)
    return keeper


def take_over(keeper: Keeper) -> None:
    """Edit here from now on; the window that had the document can only look at it then.

    What that window had not saved comes along, by its journal.

    Raises:
        MelodyError: it cannot be taken over on this system while the other window lives, or its
            journal cannot be read.
    """
    journal = keeper.journal
    try:
        if journal is None or not journal.lock.take(by_force=True):
            raise MelodyError("The document cannot be taken over: close the other window first")
        known, log, notice = _read(journal)
    except OSError as error:
        reason = f"{_reason(error)}. Close the other window, then open the file again"
        raise MelodyError(f"The document cannot be taken over: {reason}") from error
    keeper.is_read_only, keeper.notice = False, notice
    if known is not None:
        # The other window may be about to write: it does not have a file that is made now.
        journal.begin(log.records)
        keeper.take_up(known)
    keeper.look_at_disk()


def _take(journal: EditFile | None) -> str:
    """Take a journal's lock if nobody has it; returns why edits cannot be journalled at all."""
    if journal is None:
        return ""
    try:
        journal.lock.take()
    except OSError as error:
        return journal.unsafe(error)
    return ""


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _continued(journal: EditFile) -> tuple[Keeper | None, str]:
    """The document that a journal tells of, None if it has no edits to bring back; and what a person is to know."""
    known, log, notice = _read(journal)
    if known is None or (known.draft.steps == ((), ()) and not known.draft.is_dirty):
        return None, notice
    keeper = Keeper(known.draft, Path(known.path) if known.path else None, journal)
    keeper.take_up(known)
    if known.lost:
        _put_aside(journal)
        journal.begin(restated(known.draft, known.path, known.sha))
    else:
        journal.go_on(log)
    keeper.recovered = sum(r.kind in ("edit", "undo", "redo") for r in _unsaved(log.records))
    keeper.notice = _recovery(keeper.recovered, known.lost, keeper.look_at_disk().sentence)
    return keeper, keeper.notice


def _read(journal: EditFile) -> tuple[Known | None, Log, str]:
    """What a journal tells of, the journal itself, and what a person is to know of it."""
    log = Log((), 0)
    try:
        log = journal.read()
        return replay(log), log, ""
    except MelodyError as error:
        notice = f"Unsaved edits could not be brought back ({error.message}); they are kept in {_put_aside(journal)}."
        return None, log, notice


def _put_aside(journal: EditFile) -> Path:
    """Keep a log that cannot be replayed, for whoever can read it."""
    aside = journal.path.with_suffix(".unread")
    aside.unlink(missing_ok=True)
    try:
        aside.hardlink_to(journal.path)  # takes no room on a disk that may be full
    except OSError:
        shutil.copyfile(journal.path, aside)
    return aside


def _unsaved(records: tuple[Record, ...]) -> tuple[Record, ...]:
    at = max((i for i, r in enumerate(records) if r.kind == "saved"), default=0)
    return records[at + 1 :]


def _recovery(edits: int, lost: int, sentence: str) -> str:
    parts = []
    if edits:
        parts.append(f"{edits} unsaved edit{'s' * (edits > 1)} brought back.")
    if lost:
        parts.append(f"{lost} record{'s' * (lost > 1)} of the edit journal could not be used; they are kept beside it.")
    return " ".join([*parts, sentence]).strip()
