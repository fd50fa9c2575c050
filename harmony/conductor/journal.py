"""Plan events as journal records and back, and the replay of a journal.

An event becomes a private record (`.evaluated`), except that an attempt's outputs are not
written twice: where the first thing said of them is the node's own `node.completed`, that
public record stands for the event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import structs

from harmony.conductor.artifacts import Artifact, from_public, to_public
from harmony.conductor.events import Record
from harmony.conductor.plan.messages import (
    Answered,
    Began,
    Built,
    Cancelled,
    Command,
    Completed,
    Evaluated,
    Event,
    Failed,
    Resumed,
    Sent,
    Timer,
)
from harmony.conductor.plan.plan import Plan

ADMITTED = ".admitted"
KINDS: dict[str, type[Any]] = {
    f".{kind.__name__.lower()}": kind
    for kind in (Answered, Began, Built, Cancelled, Completed, Evaluated, Failed, Resumed, Sent, Timer)
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


_DEFAULTS: dict[str, Any] = {"error": "", "value": None}


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


def replay(plan: Plan, records: Iterable[Record], each: Callable[[list[Command]], None] | None = None) -> None:
    """Bring a fresh plan to the state that it had when the last of `records` was written.

    Args:
        records: of one run, in order, from the beginning.
        each: is given the commands that every event gives again.
    """
    for record in records:
        if record.kind == "node.completed" and not plan.is_current(record.node, record.pass_, record.attempt):
            continue  # the plan has said this itself, in answer to another event
        event = read(record)
        if event is not None:
            commands = plan.handle(event)
            if each is not None:
                each(commands)


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


def is_outcome(record: Record) -> bool:
    """True for a record with which a run ends for good."""
    return record.kind in ("run.completed", "run.failed", "run.cancelled")


def stamp(artifact: Artifact, **changes: Any) -> Artifact:
    """A reference with some of its fields changed; identity stays."""
    return structs.replace(artifact, **changes)
