"""Questions and changes on plain data: nested dicts, lists and scalars as a file holds them.

On a list, a change from MISSING inserts before the position, one to MISSING takes the item out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harmony.errors import EditRefused
from harmony.melody.change import MISSING, Change, Path, PathKey


def same(one: Any, other: Any) -> bool:
    """True if both are equal and of equal types to any depth; lists and tuples count alike.

    Python holds `1 == 1.0 == True`, which a file tells apart.
    """
    if one is other:
        return True
    if isinstance(one, Mapping):
        return (
            isinstance(other, Mapping)
            and one.keys() == other.keys()
            and all(same(value, other[key]) for key, value in one.items())
        )
    if isinstance(one, list | tuple):
        return (
            isinstance(other, list | tuple)
            and len(one) == len(other)
            and all(same(a, b) for a, b in zip(one, other, strict=True))
        )
    if type(one) is not type(other):
        return False
    return bool(one == other) or (one != one and other != other)


def spell(path: Iterable[PathKey]) -> str:
    """A path for people: `nodes.load.with.rules[0]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}"
    return text.lstrip(".")


def get(data: Any, path: Iterable[PathKey], default: Any = MISSING) -> Any:
    """The value at `path`, or `default` where there is none."""
    for key in path:
        if isinstance(data, Mapping):
            has = key in data
        else:
            has = isinstance(data, list | tuple) and isinstance(key, int) and -1 < key < len(data)
        if not has:
            return default
        data = data[key]
    return data


def placed(mapping: dict[str, Any], key: str, value: Any, follows: Any = MISSING) -> dict[str, Any]:
    """A copy of `mapping` with a new key behind `follows` (None: first; MISSING or unknown: last)."""
    if follows is None:
        return {key: value, **mapping}
    if follows not in mapping or next(reversed(mapping)) == follows:
        copy = dict(mapping)
        copy[key] = value
        return copy
    return _behind(mapping, follows, key, value)


def _behind(mapping: dict[str, Any], follows: str, key: str, value: Any) -> dict[str, Any]:
    """A copy with a key behind another one that is there.

    Plain loops: `zip` and joining two dicts are slower, and this is what adding a node to a large
    document costs.
    """
    made: dict[str, Any] = {}
    items = iter(mapping.items())
    for other, item in items:
        made[other] = item
        if other == follows:
            break
    made[key] = value
    for other, item in items:
        made[other] = item  # noqa: PERF403
    return made


def renamed(mapping: dict[str, Any], key: str, new: str, value: Any) -> tuple[dict[str, Any], str | None]:
    """A copy with another key and value in the place of one that is there, and the key that it stands behind."""
    made: dict[str, Any] = {}
    items = iter(mapping.items())
    last: str | None = None
    for other, item in items:
        if other == key:
            break
        made[other] = item
        last = other
    made[new] = value
    for other, item in items:
        made[other] = item  # noqa: PERF403
    return made, last


def place(mapping: dict[str, Any], key: str, value: Any, follows: Any) -> None:
    """Put a new key into `mapping` itself, as `placed` does; also into a frozen one that is being made."""
    if follows is not None and (follows not in mapping or next(reversed(mapping)) == follows):
        dict.__setitem__(mapping, key, value)
        return
    made = placed(mapping, key, value, follows)
    dict.clear(mapping)
    dict.update(mapping, made)


def place_all(mapping: dict[str, Any], additions: Iterable[tuple[str, Any, Any]]) -> None:
    """Put many new keys (key, value, follows) in, in order, with one walk over the mapping."""
    additions = list(additions)
    if len(additions) < 2:
        for key, value, follows in additions:
            place(mapping, key, value, follows)
        return
    following: dict[str | None, str | None] = {}
    last: str | None = None
    for key in mapping:
        following[last] = last = key
    following[last] = None
    for key, value, follows in additions:
        behind = follows if follows in following else last
        following[key] = following[behind]
        following[behind] = key
        last = key if behind == last else last
        dict.__setitem__(mapping, key, value)
    values = dict(mapping)
    dict.clear(mapping)
    key_or_end = following[None]
    while key_or_end is not None:
        dict.__setitem__(mapping, key_or_end, values[key_or_end])
        key_or_end = following[key_or_end]


def before_key(mapping: Mapping[str, Any], key: str, gone: frozenset[str] = frozenset()) -> str | None:
    """The key that `key` stands behind, passing over those in `gone`; None if it stands first."""
    if not gone:  # a list is searched many times faster than it is walked
        keys = list(mapping)
        at = keys.index(key) if key in mapping else len(keys)
        return keys[at - 1] if at else None
    last: str | None = None
    for other in mapping:
        if other == key:
            return last
        if other not in gone:
            last = other
    return last


def put(data: Any, path: Path, change: Change) -> Any:
    """A copy of `data` with the change made at `path`, which is the change's path from `data` on.

    Raises:
        EditRefused: there is no such place, or a key to add is there already.
    """
    key, rest = path[0], path[1:]
    if isinstance(data, Mapping) and isinstance(key, str):
        return _put_key(data, key, rest, change)
    if isinstance(data, list | tuple) and isinstance(key, int):
        return _put_item(list(data), key, rest, change)
    raise refusal(change, "there is no such place")


def refusal(change: Change, why: str) -> EditRefused:
    """The error for a change that does not fit."""
    return EditRefused(f"`{spell(change.path)}` cannot be changed: {why}; reload the document or undo first")


def _put_key(data: Mapping[str, Any], key: str, rest: Path, change: Change) -> dict[str, Any]:
    if rest:
        if key not in data:
            raise refusal(change, f"`{key}` is not there")
        return {**data, key: put(data[key], rest, change)}
    if change.before is MISSING:
        if key in data:
            raise refusal(change, "it is there already")
        return placed(dict(data), key, change.after, change.follows)
    if key not in data:
        raise refusal(change, "it is not there")
    if change.after is MISSING:
        return {k: v for k, v in data.items() if k != key}
    return {**data, key: change.after}


def _put_item(data: list[Any], at: int, rest: Path, change: Change) -> list[Any]:
    inserts = not rest and change.before is MISSING
    if not 0 <= at < len(data) + inserts:
        raise refusal(change, f"the list has {len(data)} items")
    if rest:
        data[at] = put(data[at], rest, change)
    elif inserts:
        data.insert(at, change.after)
    elif change.after is MISSING:
        del data[at]
    else:
        data[at] = change.after
    return data
