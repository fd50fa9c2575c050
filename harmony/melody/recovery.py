"""What an edit journal and a file that others may have changed give together.

Pure: `replay` makes a journal's edits again, `bring_together` merges what the file holds now
into a draft. Conflicts are data; nothing is ever decided for a person.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from harmony.errors import EditRefused, MelodyError
from harmony.melody.apply import value_at
from harmony.melody.draft import Clock, Draft
from harmony.melody.edit_log import Log, Record
from harmony.melody.load import Loaded, loads
from harmony.melody.merge import Conflict, merge
from harmony.melody.merge_text import merged_text
from harmony.melody.model import Melody
from harmony.melody.plain import same
from harmony.melody.save import text_hash

MERGED = "Merge what was changed in the file"
READ = "Read what was changed in the file"


@dataclass
class Known:
    """A draft, and what its file is known to hold.

    Attributes:
        draft: the document with its history.
        base: the document that the file held when it was last read or written.
        sha: SHA-256 of that text; empty if there is no file.
        path: the file; empty if there is none.
        view: what the window showed last.
        conflicts: what was still to be decided.
        lost: records of the journal that could not be made again.
        records: how many were.
    """

    draft: Draft
    base: Melody
    sha: str
    path: str = ""
    view: dict[str, Any] | None = None
    conflicts: tuple[Conflict, ...] = ()
    lost: int = 0
    records: int = 0


def replay(log: Log, clock: Clock = time.time) -> Known | None:
    """The document that a journal tells of, its history included; None if it tells of none.

    Raises:
        MelodyError: the text that the history begins with cannot be read any more.
    """
    if not log.records or log.records[0].kind != "base":
        return None
    first = log.records[0]
    draft = Draft.open(loads(first.text or "", first.path, "json" if first.path.endswith(".json") else None), clock)
    known = Known(draft, draft.melody, first.sha, first.path)
    for at, record in enumerate(log.records[1:], 1):
        try:
            _make(known, record)
        except MelodyError:
            known.lost = len(log.records) - at
            break
        known.records = at
    known.conflicts = tuple(c for c in known.conflicts if not same(value_at(draft.melody, c.path), c.theirs))
    return known


def _make(known: Known, record: Record) -> None:
    draft = known.draft
    if record.kind == "edit" and record.edit is not None:
        draft.do(record.edit, record.key)
    elif record.kind == "undo":
        draft.undo()
    elif record.kind == "redo":
        draft.redo()
    elif record.kind == "view":
        known.view = dict(record.view or {})
    elif record.kind == "saved":
        _saved(known, record)
    elif record.text is not None:
        _seen(known, record, record.text)


def _saved(known: Known, record: Record) -> None:
    draft = known.draft
    if text_hash(draft.text) != record.sha:
        if record.text is None or loads(record.text).melody != draft.melody:
            raise EditRefused("the text that was saved is not the one that the edits give")
        draft.settle(record.text)
    draft.mark_saved()
    known.base, known.sha, known.conflicts = draft.melody, record.sha, ()


def _seen(known: Known, record: Record, text: str) -> None:
    loaded = loads(text, known.path)
    if record.kind == "whole":
        known.draft.adopt(loaded.require(), text, record.edit.label if record.edit else READ)
        return
    if record.kind == "disk":
        known.conflicts = joined(known.conflicts, bring_together(known.draft, known.base, loaded))
    else:
        known.draft.mark_saved(text)
    known.base, known.sha = loaded.require(), record.sha


@dataclass(frozen=True, slots=True)
class Brought:
    """What a document and a file that others changed give together.

    Attributes:
        ours: the document that it was worked out for.
        file: what the file holds.
        melody, text: both sides.
        label: for the undo list.
        conflicts: places that both changed, each in its own way.
    """

    ours: Melody
    file: Loaded
    melody: Melody
    text: str
    label: str
    conflicts: tuple[Conflict, ...] = ()


def brought(base: Melody, ours: tuple[Melody, str], saved: str, file: Loaded) -> Brought:
    """Work out what both sides give; changes nothing, so that a thread may do it.

    Args:
        base: what the file held when the document was last in step with it.
        ours: the document and its text.
        saved: the text that the file held then.
        file: what it holds now.

    Raises:
        MelodyError: the file cannot be understood.
    """
    theirs = file.require()
    if ours[1] == saved:
        return Brought(ours[0], file, theirs, file.text, READ)
    merged = merge(base, ours[0], theirs)
    text = merged_text(saved, ours, file.text, merged)
    return Brought(ours[0], file, merged.melody, text, MERGED, merged.conflicts)


def bring(draft: Draft, found: Brought) -> tuple[Conflict, ...]:
    """Take over what was worked out for the draft as it is; one step, that undo takes back."""
    if found.text != draft.text or found.label == READ:
        draft.adopt(found.melody, found.text, found.label)
    draft.mark_saved(found.file.text)
    return found.conflicts


def bring_together(draft: Draft, base: Melody, file: Loaded) -> tuple[Conflict, ...]:
    """Bring what a file holds now into a draft that was made from what it held before.

    Where there is nothing unsaved the file's text is taken over as it is. Either way it is one
    step, that undo takes back.

    Args:
        draft: is changed; at conflicts it keeps its own side.
        base: what the file held when the draft was last in step with it.
        file: what it holds now.

    Returns:
        Places that both changed, each in its own way.

    Raises:
        MelodyError: the file cannot be understood; the draft is as it was.
    """
    return bring(draft, brought(base, (draft.melody, draft.text), draft.saved_text, file))


def joined(old: tuple[Conflict, ...], new: tuple[Conflict, ...]) -> tuple[Conflict, ...]:
    """What is still to be decided when a file was merged a second time."""
    places = {conflict.path for conflict in new}
    return (*(conflict for conflict in old if conflict.path not in places), *new)
