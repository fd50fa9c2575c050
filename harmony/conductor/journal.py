"""Plan events as journal records and back, and the replay of a journal.

An event becomes a private record (`.evaluated`), except that an attempt's outputs are not
written twice: where the first thing said of them is the node's own `node.completed`, that
public record stands for the event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from harmony.conductor.artifacts import Artifact, from_public, to_public
from harmony.conductor.events import Record
from harmony.conductor.plan.commands import Command
from harmony.conductor.plan.messages import (
    Answered,
    Began,
    Built,
    Cancelled,
    Completed,
    Debugged,
    Evaluated,
    Event,
    Failed,
    Reopened,
    Resumed,
    Sent,
    Shared,
    Timer,
    Tripped,
)
from harmony.conductor.plan.plan import Plan

ADMITTED = ".admitted"
REOPENED = ".reopened"
DISCARDED = ".discarded"
"""Says that a person has put a letter away."""
KINDS: dict[str, type[Any]] = {
    f".{kind.__name__.lower()}": kind
    for kind in (
        Answered,
        Began,
        Built,
        Cancelled,
        Completed,
        Debugged,
        Evaluated,
        Failed,
        Reopened,
        Resumed,
        Sent,
        Shared,
        Timer,
        Tripped,
    )
}
_NAMES = {kind: name for name, kind in KINDS.items()}
_KEYS = frozenset({"at", "node", "pass_", "attempt"})


def write(event: Event, commands: Sequence[Command]) -> Record | None:
    """The record of an event; None if the first of `commands` stands for it."""
    if type(event) is Completed and commands:
        first = commands[0]
        if type(first) is Record and first.kind == "node.completed" and first.node == event.node:
            return None
    body = {}
    for name in event.__struct_fields__:
        if name not in _KEYS:
            value = getattr(event, name)
            if value or value is not _DEFAULTS.get(name, _DEFAULTS):
                body[name] = pack(value)
    return Record(
        0,
        event.at,
        _NAMES[type(event)],
        getattr(event, "node", ""),
        getattr(event, "pass_", ""),
        getattr(event, "attempt", 0),
        body,
    )


_DEFAULTS: dict[str, Any] = {"error": "", "value": None, "cached": False, "mail": 0, "uses": None}


def read(record: Record) -> Event | None:
    """The event that a record holds; None for a record that only says something."""
    if record.kind == "node.completed":
        outputs = {port: from_public(value) for port, value in record.body["outputs"].items()}
        spent = record.body.get("spent", {})
        return Completed(record.at, record.node, record.pass_, record.attempt, outputs, spent)
    kind = KINDS.get(record.kind)
    if kind is None:
        return None
    fields: dict[str, Any] = {name: unpack(value) for name, value in record.body.items()}
    names = kind.__struct_fields__
    if "node" in names:
        fields["node"], fields["pass_"] = record.node, record.pass_
    if "attempt" in names:
        fields["attempt"] = record.attempt
    event: Event = kind(at=record.at, **fields)
    return event


def replay(plan: Plan, records: Iterable[Record], seen: Callable[[Record], None] | None = None) -> list[Record]:
    """Bring a fresh plan to the state that it had when the last of `records` was written.

    Args:
        records: of one run, in order, from the beginning.
        seen: called after each event, with the record that holds it.

    Returns:
        What the plan said in answer to the last event and the journal does not hold: a cut
        between an event and what follows from it loses nothing.
    """
    owed: list[Record] = []
    for record in records:
        is_own = record.kind == "node.completed" and not plan.is_current(record.node, record.pass_, record.attempt)
        event = None if is_own else read(record)
        if event is not None:
            owed = [command for command in plan.handle(event) if type(command) is Record]
            if seen is not None:
                seen(record)
        if owed and record.is_public and _is_same(owed[0], record):
            del owed[0]
    return owed


def _is_same(said: Record, record: Record) -> bool:
    return (said.kind, said.node, said.pass_) == (record.kind, record.node, record.pass_)


def pack(value: Any) -> Any:
    """A field as plain data."""
    if isinstance(value, Artifact):
        return {_MARK: to_public(value)}
    if isinstance(value, dict):
        return {key: pack(item) for key, item in value.items()} if value else value
    if isinstance(value, list):
        return [pack(item) for item in value]
    return value


def unpack(value: Any) -> Any:
    """A field as `pack` had it."""
    if isinstance(value, dict):
        if len(value) == 1 and _MARK in value:
            return from_public(value[_MARK])
        return {key: unpack(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unpack(item) for item in value]
    return value


_MARK = "⟨artifact⟩"
