"""Dead letters: what steps could not deal with, kept with what they were given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from harmony.conductor.events import Record
from harmony.errors import RunError

DISCARDED = ".discarded"
"""Private record: a person has put a letter away."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter.

    Attributes:
        node, pass_: the step that failed, or the for-each and the item's pass.
        attempts: how many there were.
        at: when it failed, in seconds since the epoch.
        error: why.
        item: the item that it was played for, as an event names an artifact; None outside a for-each.
    """

    node: str
    pass_: str
    attempts: int
    at: float
    error: dict[str, Any]
    item: dict[str, Any] | None = None

    @property
    def key(self) -> str:
        """`NODE@PASS`, or the node alone at the top."""
        return f"{self.node}@{self.pass_}" if self.pass_ else self.node


def letters(records: Iterable[Record]) -> list[Letter]:
    """A run's letters that nobody has put away or sent again, oldest first."""
    found: dict[tuple[str, str], Letter] = {}
    for record in records:
        key = (record.node, record.pass_)
        if record.kind == "letter":
            error = record.body.get("error") or {}
            attempts = record.attempt or error.get("attempts", 0)
            found[key] = Letter(*key, attempts, record.at, error, record.body.get("item"))
        elif record.kind == DISCARDED:
            found.pop(key, None)
        elif record.kind == ".reopened":
            for node, pass_ in record.body.get("drop", ()):
                found.pop((node, pass_), None)
    return list(found.values())


def chosen(found: list[Letter], node: str | None) -> list[Letter]:
    """Those of a node (`NODE` or `NODE@PASS`), or all.

    Raises:
        RunError: there is none.
    """
    fits = found if node is None else [letter for letter in found if node in (letter.node, letter.key)]
    if not fits:
        raise RunError(f"There is no dead letter of `{node}` in this run." if node else "The run has no dead letters.")
    return fits


def discard(records: list[Record], letter: Letter, position: int, at: float) -> Record:
    """The record that puts a letter away; `position` counts those written with it."""
    seq = records[-1].seq + 1 + position
    return Record(seq, max(at, records[-1].at), DISCARDED, letter.node, letter.pass_)
