"""The edit journal as bytes: frames of a document's edits, one behind the other.

Pure framing: who writes, locks and syncs the file is `harmony.board.edit_file`. A frame is the length
and CRC-32 of its payload, then the payload: JSON, and behind a zero byte the text of a file
where there is one. JSON and not msgpack, because a document may hold integers of any size and
because a person can still read the log when all else fails. What cannot be read at the end is a
torn write: it is cut.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from harmony.errors import MelodyError
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.draft import Draft

HEADER: Final = b"harmony-edits 1\n"
MAX_BYTES: Final = 16 * 2**20
_HEAD = struct.Struct("<II")
Kind = Literal["base", "edit", "undo", "redo", "saved", "disk", "whole", "known", "view"]
_KINDS: Final = frozenset(("base", "edit", "undo", "redo", "saved", "disk", "whole", "known", "view"))


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened to a document.

    Attributes:
        kind: `base`: what the history begins with. `edit`, `undo`, `redo`. `saved`: the text of
            now was written to the file. `disk`: the file was found to hold `text`, which was
            brought in. `view`: what the window showed. In a log that was made anew: `whole`: an
            edit that put `text` in the place of all; `known`: what the file holds.
        edit: of `edit` and (its label alone) `whole`.
        key: merge key of `edit`.
        path: of `base`: the document's file, absolute; empty if it has none.
        sha: SHA-256 of what the file held then; empty if there is none.
        text: of `base`, `disk`, `whole`, `known`, and of `saved` in a log that was made anew.
        view: plain data of `view`.
    """

    kind: Kind
    edit: Edit | None = None
    key: str | None = None
    path: str = ""
    sha: str = ""
    text: str | None = None
    view: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """What was read of a journal.

    Attributes:
        records: in order.
        size: bytes that could be read; what stands behind them is a torn write.
    """

    records: tuple[Record, ...]
    size: int


def pack(record: Record) -> bytes:
    """A record as a frame."""
    head: dict[str, Any] = {"kind": record.kind}
    for name in ("key", "path", "sha", "view"):
        value = getattr(record, name)
        if value:
            head[name] = value
    if record.edit is not None:
        head["edit"] = _edit_data(record.edit)
    payload = json.dumps(head, separators=(",", ":")).encode("ascii")
    if record.text is not None:
        payload += b"\0" + record.text.encode("utf-8", "surrogatepass")
    return _HEAD.pack(len(payload), zlib.crc32(payload)) + payload


def read(data: bytes) -> Log:
    """The records of a journal, up to the first frame that is not whole.

    Raises:
        MelodyError: it was written by a newer Harmony, or is no edit journal.
    """
    if not data.startswith(HEADER):
        if HEADER.startswith(data):
            return Log((), 0)
        raise MelodyError("The edit journal is of another version of Harmony: open the document with that one")
    records: list[Record] = []
    at = len(HEADER)
    while len(data) - at >= _HEAD.size:
        length, checksum = _HEAD.unpack_from(data, at)
        payload = data[at + _HEAD.size : at + _HEAD.size + length]
        record = _record(payload) if len(payload) == length and zlib.crc32(payload) == checksum else None
        if record is None:
            break
        records.append(record)
        at += _HEAD.size + length
    return Log(tuple(records), at)


def _record(payload: bytes) -> Record | None:
    head, zero, text = payload.partition(b"\0")
    try:
        data = json.loads(head)
        if data["kind"] not in _KINDS:
            return None
        edit = _edit(data["edit"]) if "edit" in data else None
        decoded = text.decode("utf-8", "surrogatepass") if zero else None
    except (ValueError, KeyError, TypeError):
        return None
    rest = {name: data[name] for name in ("key", "path", "sha", "view") if name in data}
    return Record(data["kind"], edit=edit, text=decoded, **rest)


def _edit_data(edit: Edit) -> list[Any]:
    return [edit.id, edit.label, edit.at, [_change_data(change) for change in edit.changes]]


def _change_data(change: Change) -> dict[str, Any]:
    """Short keys, and none for what is MISSING: most of a journal is moves of one node."""
    data: dict[str, Any] = {"p": list(change.path)}
    sides = (("b", change.before), ("a", change.after), ("f", change.follows))
    data |= {key: value for key, value in sides if value is not MISSING}
    if change.source is not None:
        data["s"] = change.source
    return data


def _edit(data: list[Any]) -> Edit:
    name, label, at, changes = data
    return Edit(name, label, at, tuple(_change(change) for change in changes))


def _change(data: dict[str, Any]) -> Change:
    sides = (data.get("b", MISSING), data.get("a", MISSING), data.get("f", MISSING))
    return Change(tuple(data["p"]), *sides, data.get("s"))


def restated(draft: Draft, path: str, sha: str) -> list[Record]:
    """A journal that says what a draft has become, and no more: for compaction, or after a gap.

    Args:
        draft: whose history is what undo can still reach.
        path: its file; empty if it has none.
        sha: of what the file is known to hold.
    """
    done, undone = draft.steps
    records = [Record("base", path=path, text=draft.first_text())]
    for step in (*done, *undone):
        text = step.swap[1][1] if step.swap is not None else None
        records.append(Record("edit" if text is None else "whole", edit=step.edit, text=text))
    records += [Record("undo")] * len(undone)
    if not sha:
        return records
    # Typing that was merged may have left other quotes than the merged edit does: the text is kept.
    return [*records, Record("known" if draft.is_dirty else "saved", sha=sha, text=draft.saved_text)]


def packed(records: Iterable[Record]) -> bytes:
    """A whole journal."""
    return HEADER + b"".join(map(pack, records))
