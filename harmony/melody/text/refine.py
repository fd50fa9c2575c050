"""Changes as the smallest operations on a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harmony.melody import plain
from harmony.melody.change import MISSING, Change, Path


@dataclass(frozen=True, slots=True)
class Op:
    """One operation.

    Attributes:
        kind: `set`, `add`, `remove` or `rename`.
        path: of the value; for `rename` of the old key.
        value: what is set or added; for `rename` the new key.
        follows: for `add`, as in `Change`.
        source: for `add`, the very lines to use.
    """

    kind: str
    path: Path
    value: Any = None
    follows: Any = MISSING
    source: str | None = None


def refine(changes: Sequence[Change]) -> Iterator[Op]:
    """The operations that make `changes`: nested values are compared, a removal followed by the
    addition of the same value beside it is a rename."""
    at = 0
    while at < len(changes):
        change = changes[at]
        following = changes[at + 1] if at + 1 < len(changes) else None
        if following is not None and _is_rename(change, following):
            yield Op("rename", change.path, following.path[-1])
            at += 2
            continue
        at += 1
        yield from _one(change)


def _is_rename(old: Change, new: Change) -> bool:
    return (
        old.after is MISSING
        and new.before is MISSING
        and len(old.path) == len(new.path)
        and old.path[:-1] == new.path[:-1]
        and isinstance(new.path[-1], str)
        and isinstance(old.path[-1], str)
        and old.path[-1] != new.path[-1]
        and plain.same(old.before, new.after)
    )


def _one(change: Change) -> Iterator[Op]:
    if change.before is MISSING:
        yield Op("add", change.path, change.after, change.follows, change.source)
    elif change.after is MISSING:
        yield Op("remove", change.path)
    else:
        yield from _compare(change.path, change.before, change.after)


def _compare(path: Path, before: Any, after: Any) -> Iterator[Op]:
    if plain.same(before, after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before and after:
        yield from _maps(path, before, after)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple) and before and after:
        yield from _lists(path, before, after)
    else:
        yield Op("set", path, after)


def _maps(path: Path, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Op]:
    if not before.keys() & after.keys():
        yield Op("set", path, after)
        return
    for key in before:
        if key not in after:
            yield Op("remove", (*path, key))
    for key, value in after.items():
        if key in before:
            yield from _compare((*path, key), before[key], value)
        else:
            yield Op("add", (*path, key), value)


def _lists(path: Path, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Op]:
    start = 0
    shorter = min(len(before), len(after))
    while start < shorter and plain.same(before[start], after[start]):
        start += 1
    tail = 0
    while tail < shorter - start and plain.same(before[-1 - tail], after[-1 - tail]):
        tail += 1
    olds, news = before[start : len(before) - tail], after[start : len(after) - tail]
    common = min(len(olds), len(news))
    for at in range(common):
        yield from _compare((*path, start + at), olds[at], news[at])
    for at in range(len(olds) - 1, common - 1, -1):
        yield Op("remove", (*path, start + at))
    for at in range(common, len(news)):
        yield Op("add", (*path, start + at), news[at])
