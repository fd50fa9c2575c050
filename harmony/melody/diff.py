"""What differs between two documents, by id: as changes, and in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from harmony.melody import form, plain
from harmony.melody.change import MISSING, Change, Path
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody

LONG: Final = 60


def diff(before: Melody, after: Melody) -> list[Change]:
    """The changes that make `after` of `before`; the order of keys does not count.

    What both documents share (after an edit nearly all) is not looked into.
    """
    return differences(before, after)


def differences(one: Any, other: Any) -> list[Change]:
    """The changes that make `other` of `one`: documents or plain mappings."""
    changes: list[Change] = []
    _compare((), one, other, changes)
    return changes


def _compare(path: Path, one: Any, other: Any, changes: list[Change]) -> None:
    if one is other:
        return
    if isinstance(one, BaseModel) and type(one) is type(other):
        _compare_maps(path, _view(one), _view(other), changes)
    elif isinstance(one, Mapping) and isinstance(other, Mapping):
        _compare_maps(path, one, other, changes)
    elif _are_alike(one, other):
        for at, (a, b) in enumerate(zip(one, other, strict=True)):
            _compare((*path, at), a, b, changes)
    else:
        old, new = thaw(one), thaw(other)
        if not plain.same(old, new):
            changes.append(Change(path, old, new))


def _view(model: BaseModel) -> dict[str, Any]:
    """File key -> value of what is set, nothing copied."""
    given = model.model_fields_set
    return {key: getattr(model, name) for key, name in form.fields(type(model)).items() if name in given}


def _are_alike(one: Any, other: Any) -> bool:
    """True for lists that are compared item by item: of one length, and not of scalars."""
    if not (isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)):
        return False
    return any(isinstance(item, Mapping | tuple | BaseModel) for item in one)


def _compare_maps(path: Path, one: Mapping[str, Any], other: Mapping[str, Any], changes: list[Change]) -> None:
    last: str | None = None
    for key, value in one.items():
        if key in other:
            last = key
        else:
            changes.append(Change((*path, key), thaw(value), MISSING, follows=last))
    for key, value in one.items():
        if key in other:
            _compare((*path, key), value, other[key], changes)
    last = None
    for key, value in other.items():
        if key not in one:
            changes.append(Change((*path, key), MISSING, thaw(value), follows=last))
        last = key


def describe(changes: Iterable[Change]) -> list[str]:
    """Changes in words, one line each: `node load: delimiter "," -> ";"`."""
    lines: list[str] = []
    previous: Change | None = None
    for change in changes:
        if previous is not None and _is_rename(previous, change):
            lines[-1] = f"{_who(previous.path)[0]}: its id is now {change.path[-1]}"
        else:
            lines.append(_say(change))
        previous = change
    return list(dict.fromkeys(lines))


def describe_conflict(path: Path, ours: Any, theirs: Any, sides: tuple[str, str] = ("here", "in the file")) -> str:
    """Two sides of one place in words: `node a: title is "Mine" here and "Theirs" in the file`."""
    who, rest = _who(path)
    what = plain.spell(rest[1:] if rest[:1] == ("with",) and len(rest) > 1 else rest)
    values = [_side(side) if what or side is MISSING else "changed" for side in (ours, theirs)]
    subject = f"{who}: {what}" if what else who
    return f"{subject} is {values[0]} {sides[0]} and {values[1]} {sides[1]}"


def _side(value: Any) -> str:
    return "removed" if value is MISSING else _short(value)


def _is_rename(old: Change, new: Change) -> bool:
    return (
        old.after is MISSING
        and new.before is MISSING
        and old.path[:-1] == new.path[:-1]
        and len(old.path) > 1
        and plain.same(old.before, new.after)
    )


_ONE = {"inputs": "input", "outputs": "output", "secrets": "secret"}


def _who(path: Path) -> tuple[str, Path]:
    """What a change is about, and the path inside it."""
    if path[0] == "nodes" and len(path) > 1:
        ids, rest = [str(path[1])], path[2:]
        while rest[:2] == ("body", "nodes") and len(rest) > 2:
            ids.append(str(rest[2]))
            rest = rest[3:]
        return f"node {'/'.join(ids)}", rest
    if path[:2] == ("layout", "nodes") and len(path) > 2:
        return f"node {path[2]}", ("at",)
    if path[:2] == ("layout", "wires") and len(path) > 2:
        return f"wire {path[2]}", path[3:]
    if path[0] in _ONE and len(path) > 1:
        return f"{_ONE[str(path[0])]} {path[1]}", path[2:]
    return str(path[0]), path[1:]


def _say(change: Change) -> str:
    who, rest = _who(change.path)
    if change.path[:2] == ("layout", "nodes") and rest:
        return _say_place(who, change)
    if rest[:1] == ("with",) and len(rest) > 1:
        rest = rest[1:]
    what = plain.spell(("wire", *rest[1:]) if rest[:1] == ("in",) and len(rest) > 1 else rest).replace(".", " ", 1)
    if rest[:1] != ("in",):
        what = plain.spell(rest)
    subject = f"{who}: {what}" if what else who
    if change.before is MISSING:
        use = change.after.get("use") if isinstance(change.after, dict) and not what else None
        return f"{subject} added ({use})" if use else f"{subject} added: {_short(change.after)}"
    if change.after is MISSING:
        return f"{subject} removed"
    return f"{subject} {_short(change.before)} -> {_short(change.after)}"


def _say_place(who: str, change: Change) -> str:
    if change.after is MISSING:
        return f"{who}: no place any more"
    at = change.after.get("at") if isinstance(change.after, dict) else change.after
    return f"{who}: placed at {_short(at)}" if change.before is MISSING else f"{who}: moved to {_short(at)}"


def _short(value: Any) -> str:
    if isinstance(value, str) and "\n" in value:
        lines = value.rstrip("\n").count("\n") + 1
        return f"a text of {lines} lines ({_short(value.partition(chr(10))[0])} …)"
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, Sequence | Mapping) else _flow(value)
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
