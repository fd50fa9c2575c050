"""What the layout says of wires: the points that they are led through, and badges of their values.

A wire is named by its two ends as paths, `load.rows to check.rows`; in a body
`triage/load.rows to triage/check.rows`. Edits of the logic call `gone` and `renamed`, so that no
entry outlives its wire. Nothing here touches the logic.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from harmony.melody.apply import value_at
from harmony.melody.change import MISSING, Change, Edit, Path
from harmony.melody.editing import edit, removal, setting
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody, Route
from harmony.melody.wires import WireEnd

Point = tuple[float, float]
PATH: Path = ("layout", "wires")
_TO = " to "
_NONE = Route()


def key_of(wire: WireEnd, owner: str = "") -> str:
    """The name of a wire in the layout.

    Args:
        wire: the wire; of an output card the target is `outputs`.
        owner: path of the node in whose body it lies; empty at the top.
    """
    prefix = owner + "/" if owner else ""
    end = wire.target if wire.port is None else f"{wire.target}.{wire.port}"
    return f"{prefix}{wire.ref}{_TO}{prefix}{end}"


def ends(key: str) -> tuple[str, str]:
    """Both ends of a name, as `path.port`; the second is empty where it is no name of a wire."""
    source, _, target = key.partition(_TO)
    return source, target


def node_of(end: str) -> str:
    """The node (or `inputs`, `outputs`) of an end: `triage/load` of `triage/load.rows`."""
    return end.partition(".")[0]


def route(melody: Melody, key: str) -> Route:
    """What the layout says of a wire."""
    return melody.layout.wires.get(key, _NONE)


def set_via(melody: Melody, key: str, points: Iterable[Point], label: str = "") -> Edit:
    """Lead a wire through these points, in order; none: straight to its end."""
    value = [[round(x), round(y)] for x, y in points]
    return edit(label or "Lead a wire", _setting(melody, key, "via", value or MISSING))


def set_badge(melody: Melody, keys: Iterable[str], is_on: bool) -> Edit:
    """Show the last value of wires as badges, or no more."""
    changes: list[Change] = []
    wires = thaw(melody.layout.wires)
    for key in keys:
        one = dict(wires.get(key, {}))
        one.pop("badge", None)
        if is_on:
            one["badge"] = True
        wires.pop(key, None) if not one else wires.update({key: one})
        changes += _setting(melody, key, "badge", True if is_on else MISSING)
    if len(changes) > 1:  # each was worked out on the document as it is: say it in one
        changes = setting(melody, PATH, dict(sorted(wires.items())) or MISSING)
    return edit("Show values on wires" if is_on else "Hide values on wires", changes)


def _setting(melody: Melody, key: str, name: str, value: object) -> list[Change]:
    """Set one value of a wire; a new entry stands in alphabetical order, so that two branches rarely collide."""
    table = melody.layout.wires
    if value is MISSING or key in table or not table:
        return setting(melody, (*PATH, key, name), value)
    behind = max((k for k in table if k < key), default=None)
    return [Change((*PATH, key), MISSING, {name: value}, follows=behind)]


def replaced(melody: Melody, wires: Mapping[str, Any], label: str = "Lead wires") -> Edit:
    """Say all routes anew, as plain data; only those that differ are changed."""
    before: dict[str, Any] = {key: thaw(one) for key, one in melody.layout.wires.items()}
    differing = [key for key in {**before, **wires} if before.get(key) != wires.get(key)]
    if len(differing) == 1 or all(key in wires and key in before for key in differing):
        changes = [c for key in differing for c in setting(melody, (*PATH, key), wires.get(key, MISSING))]
    else:
        changes = setting(melody, PATH, dict(wires) or MISSING)
    return edit(label, changes)


def gone(melody: Melody, is_gone: Callable[[str, str], bool]) -> list[Change]:
    """The changes that forget wires.

    Args:
        melody: the document.
        is_gone: told both ends of a wire.
    """
    table = melody.layout.wires
    keys = [key for key in table if is_gone(*ends(key))]
    if not keys:
        return []
    if len(keys) == len(table):
        return removal(melody, PATH)
    left = {key: thaw(one) for key, one in table.items() if key not in set(keys)}
    if len(keys) == 1:
        return removal(melody, (*PATH, keys[0]))
    return [Change(PATH, value_at(melody, PATH), left)]


def gone_with(melody: Melody, nodes: Iterable[str]) -> list[Change]:
    """The changes that forget the wires of nodes, by path, and all in their bodies."""
    among = set(nodes)

    def is_among(end: str) -> bool:
        path = node_of(end)
        while path:
            if path in among:
                return True
            path = path.rpartition("/")[0]
        return False

    return gone(melody, lambda source, target: is_among(source) or is_among(target))


def gone_at(melody: Melody, target: str, source: str | None = None) -> list[Change]:
    """The changes that forget the wires to an end (`triage/check.rows`), or only the one from `source`."""
    return gone(melody, lambda one, other: other == target and source in (None, one))


def renamed(melody: Melody, rename: Callable[[str], str]) -> list[Change]:
    """The changes that name wires anew.

    Args:
        melody: the document.
        rename: gives an end as it is called from now on.
    """
    before = value_at(melody, PATH)
    if before is MISSING:
        return []
    after = {_TO.join(map(rename, ends(key))): one for key, one in before.items()}
    return [Change(PATH, before, after)] if list(after) != list(before) else []


def among(melody: Melody, names: Collection[str], owner: str = "", by: Point = (0, 0)) -> dict[str, Any]:
    """The routes of the wires between nodes of one scope and in their bodies, as plain data.

    Args:
        melody: the document.
        names: ids of the nodes.
        owner: the node in whose body they stand; names of wires are given without it.
        by: so far the points of wires between them are moved; those in their bodies stay.
    """
    prefix, found = owner + "/" if owner else "", {}
    for key, one in melody.layout.wires.items():
        inner = [end.removeprefix(prefix) for end in ends(key) if end.startswith(prefix)]
        if len(inner) == 2 and all(node_of(end).partition("/")[0] in names for end in inner):
            away = (0, 0) if "/" in node_of(inner[1]) else by
            found[_TO.join(inner)] = moved(thaw(one), away)
    return found


def moved(one: Mapping[str, Any], by: Point) -> dict[str, Any]:
    """A plain route with its points somewhere else."""
    points = one.get("via")
    if not points:
        return dict(one)
    return {**one, "via": [[round(x + by[0]), round(y + by[1])] for x, y in points]}


def added(melody: Melody, wires: Mapping[str, Any], ids: Mapping[str, str], prefix: str) -> list[Change]:
    """The changes that give pasted wires their routes.

    Args:
        melody: the document before.
        wires: name -> plain route, as `among` gives them.
        ids: what pasted nodes are called here.
        prefix: of the scope into which they go: empty, or `triage/`.
    """

    def here(end: str) -> str:
        name = node_of(end).partition("/")[0]
        return prefix + ids[name] + end[len(name) :]

    given = {
        _TO.join(map(here, ends(key))): one
        for key, one in wires.items()
        if all(node_of(end).partition("/")[0] in ids for end in ends(key))
    }
    if not given:
        return []
    before = value_at(melody, PATH)
    if before is MISSING:
        return [Change(PATH, MISSING, dict(sorted(given.items())))]
    return [Change(PATH, before, dict(sorted({**before, **given}.items())))]


def regrouped(
    melody: Melody, rename: Callable[[str, str], tuple[str, str] | None], by: Callable[[str], Point]
) -> list[Change]:
    """The changes that let routes follow nodes into a body, or out of one.

    Args:
        melody: the document before.
        rename: gives both ends of a wire as they are called then; None if that wire goes.
        by: how far what lies at an end (as it is called now) is moved.
    """
    after: dict[str, Any] = {}
    for key, one in melody.layout.wires.items():
        names = rename(*ends(key))
        if names is not None:
            is_other = names != ends(key)
            after[_TO.join(names)] = moved(thaw(one), by(ends(key)[1]) if is_other else (0, 0))
    return list(replaced(melody, dict(sorted(after.items()))).changes)
