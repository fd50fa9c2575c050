"""Dead letters: what steps could not deal with, with what they were given; edited, sent again, put away.

What people do to letters is written into the journal beside them, as private records that no
plan looks at; an edit becomes part of the run when the letter is sent again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harmony.conductor.artifacts import Artifact, from_public, to_public
from harmony.conductor.events import Record
from harmony.errors import RunError, UsageError

DISCARDED = ".discarded"
"""Private record: a person has put a letter away."""
EDITED = ".edited"
"""Private record: what is to be given to the step instead when the letter is sent again."""
CLASSIFIED = ".classified"
"""Private record: what a person holds the failure to be."""
ITEM = ""
"""Stands for the item of a for-each where a port is named."""
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter.

    Attributes:
        node: path of the node, or of the for-each whose item it was.
        pass_: its pass; with the item's position.
        attempts: how often it was tried.
        at: when it failed, in seconds since the epoch.
        error: why.
        item: the item that it was played for, as an event names an artifact; None outside a for-each.
        inputs: what its ports held, in the same form; empty for an item.
        edits: what it is to be given instead when it is sent again, by port (`ITEM`).
        sent: how often it was sent again before, and came back.
        label: what a person holds the failure to be; empty if nobody has said.
    """

    node: str
    pass_: str
    attempts: int
    at: float
    error: dict[str, Any]
    item: dict[str, Any] | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    edits: Mapping[str, Any] = field(default_factory=dict)
    sent: int = 0
    label: str = ""

    @property
    def key(self) -> str:
        """`NODE@PASS`, or the node alone at the top."""
        return f"{self.node}@{self.pass_}" if self.pass_ else self.node

    @property
    def kind(self) -> str:
        """What a person has called the failure, else its class."""
        return self.label or str(self.error.get("class", ""))


def letters(records: Iterable[Record]) -> list[Letter]:
    """A run's letters that nobody has put away or sent again, oldest first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    sent: dict[tuple[str, str], int] = {}
    for record in records:
        key = (record.node, record.pass_)
        if record.kind == "letter":
            found.pop(key, None)
            found[key] = _fields(record) | {"sent": sent.get(key, 0)}
        elif record.kind == DISCARDED:
            found.pop(key, None)
        elif record.kind == EDITED and key in found:
            found[key]["edits"] = record.body["values"]
        elif record.kind == CLASSIFIED and key in found:
            found[key]["label"] = record.body["class"]
        elif record.kind == ".reopened":
            for node, pass_ in record.body.get("drop", ()):
                found.pop((node, pass_), None)
                sent[node, pass_] = sent.get((node, pass_), 0) + 1
    return [Letter(*key, **fields) for key, fields in found.items()]


def _fields(record: Record) -> dict[str, Any]:
    error = record.body.get("error") or {}
    return {
        "attempts": record.attempt or error.get("attempts", 0),
        "at": record.at,
        "error": error,
        "item": record.body.get("item"),
        "inputs": record.body.get("inputs") or {},
    }


def chosen(found: list[Letter], node: str | None) -> list[Letter]:
    """Those of a node (`NODE` or `NODE@PASS`), or all.

    Raises:
        RunError: there is none.
    """
    fits = found if node is None else [letter for letter in found if node in (letter.node, letter.key)]
    if not fits:
        raise RunError(f"There is no dead letter of `{node}` in this run." if node else "The run has no dead letters.")
    return fits


def sendable(found: list[Letter], most: int, *, force: bool = False) -> list[Letter]:
    """Letters that may be sent again: an endless round of the same letter ends here.

    Args:
        found: those that are asked for.
        most: how often a letter may come back; one that was edited since may go once more.
        force: all may.

    Raises:
        RunError: none may.
    """
    fits = [letter for letter in found if force or letter.edits or letter.sent < most]
    if found and not fits:
        letter = found[0]
        raise RunError(
            f"`{letter.key}` was sent again {letter.sent} times and came back each time: edit what it is given "
            "(`harmony letters edit`), discard it, or send it all the same with --force."
        )
    return fits


def edits_of(found: Iterable[Letter]) -> list[list[Any]]:
    """What letters are to be given instead: `[node, pass, port, artifact]`."""
    return [
        [letter.node, letter.pass_, port, from_public(value)]
        for letter in found
        for port, value in letter.edits.items()
    ]


def discard(records: list[Record], letter: Letter, position: int, at: float) -> Record:
    """The record that puts a letter away; `position` counts those written with it."""
    return _beside(records, letter, position, at, DISCARDED, {})


def classify(records: list[Record], letter: Letter, position: int, at: float, kind: str) -> Record:
    """The record of what a person holds the failure of a letter to be."""
    return _beside(records, letter, position, at, CLASSIFIED, {"class": kind})


def edit(records: list[Record], letter: Letter, at: float, values: Mapping[str, Artifact]) -> Record:
    """The record of what a letter is to be given instead, by port."""
    body = {"values": {port: to_public(value) for port, value in values.items()}}
    return _beside(records, letter, 0, at, EDITED, body)


def _beside(records: list[Record], letter: Letter, position: int, at: float, kind: str, body: dict[str, Any]) -> Record:
    seq = records[-1].seq + 1 + position
    return Record(seq, max(at, records[-1].at), kind, letter.node, letter.pass_, 0, body)


def with_set(letter: Letter, values: Mapping[str, Any], changes: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What a letter would be given with some parts of it changed.

    Args:
        letter: whose input it is.
        values: what it is given now, by port (`ITEM`).
        changes: `(path, value)`; a path leads into the item, or begins with a port (`text`, `order.lines[0].count`).

    Raises:
        UsageError: a path leads nowhere; names what is there.
    """
    made = copy.deepcopy(dict(values))
    for path, value in changes:
        parts: list[str | int] = [word or int(number) for word, number in _PART.findall(path)]
        root: Any = made
        if letter.item is not None:
            parts = [ITEM, *parts]
        if not parts:
            raise UsageError(f"--set “{path}=…” names no port; there are {', '.join(made) or 'none'}.")
        for part in parts[:-1]:
            root = _step(root, part, path)
        _put(root, parts[-1], value, path)
    return made


def _step(root: Any, part: str | int, path: str) -> Any:
    key = int(part) if isinstance(root, list) and str(part).isdigit() else part
    try:
        return root[key]
    except (LookupError, TypeError):
        raise UsageError(f"--set {path}: there is no `{part}`{_there(root)}.") from None


def _put(root: Any, part: str | int, value: Any, path: str) -> None:
    if isinstance(root, list) and str(part).isdigit() and int(part) < len(root):
        root[int(part)] = value
    elif isinstance(root, dict) and isinstance(part, str):
        root[part] = value
    else:
        raise UsageError(f"--set {path}: there is no `{part}`{_there(root)}.")


def _there(root: Any) -> str:
    if isinstance(root, dict):
        return f"; there are {', '.join(name or 'the item' for name in root) or 'none'}"
    return f"; there are {len(root)} items" if isinstance(root, list) else f": it is {root!r}"
