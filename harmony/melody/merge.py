"""Three-way merge by id: what two people changed apart comes together, what collides is data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from harmony.melody import plain, refs
from harmony.melody.apply import apply
from harmony.melody.change import MISSING, Change, Path
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody

# Lists of names whose order means nothing: both sides' additions and removals count.
_NAMES: Final = frozenset({"after", "cancels", "tags", "nodes"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that both sides changed, each in its own way.

    Attributes:
        path: where.
        base, ours, theirs: the plain value there in each document, MISSING where there is none.
    """

    path: Path
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gives.

    Attributes:
        melody: `ours` with all that only `theirs` changed; at conflicts as in `ours`.
        changes: from `ours` to `melody`; `Text(ours).apply(changes, melody)` gives its text.
        conflicts: what a person must decide.
    """

    melody: Melody
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


def merge(base: Melody, ours: Melody, theirs: Melody) -> Merged:
    """Bring two documents together that both come from `base`.

    A node that one side removed and the other one changed, or newly uses, is a conflict.
    """
    work = _Work()
    work.maps((), thaw(base), thaw(ours), thaw(theirs))
    melody = apply(ours, work.changes)
    work.conflicts += _dangling(base, ours, theirs, melody)
    return Merged(melody, tuple(work.changes), tuple(work.conflicts))


class _Work:
    """Collects changes to `ours` and conflicts."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.conflicts: list[Conflict] = []

    def maps(self, path: Path, base: Any, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        """Merge key by key."""
        base = base if isinstance(base, dict) else {}
        last: str | None = None
        for key in theirs:
            self.value((*path, key), base.get(key, MISSING), ours.get(key, MISSING), theirs[key], last)
            last = key if key in ours or key not in base else last
        for key in ours:
            if key not in theirs:
                follows = plain.before_key(ours, key)
                self.value((*path, key), base.get(key, MISSING), ours[key], MISSING, follows)

    def value(self, path: Path, base: Any, ours: Any, theirs: Any, follows: Any = MISSING) -> None:
        """Merge one value."""
        if plain.same(ours, theirs) or plain.same(base, theirs):
            return
        if plain.same(base, ours):
            whole = ours is MISSING or theirs is MISSING
            self.changes.append(Change(path, ours, theirs, follows=follows if whole else MISSING))
        elif isinstance(ours, dict) and isinstance(theirs, dict) and (base is MISSING or isinstance(base, dict)):
            self.maps(path, base, ours, theirs)
        elif all(isinstance(side, list) for side in (base, ours, theirs)):
            self.lists(path, base, ours, theirs)
        else:
            self.conflicts.append(Conflict(path, base, ours, theirs))

    def lists(self, path: Path, base: list[Any], ours: list[Any], theirs: list[Any]) -> None:
        """Merge lists: of names as sets, of one length item by item, else what was put behind."""
        merged: list[Any] | None = None
        if path[-1] in _NAMES and all(isinstance(item, str) for item in (*base, *ours, *theirs)):
            merged = [item for item in ours if item in theirs or item not in base]
            merged += [item for item in theirs if item not in base and item not in ours]
        elif len(base) == len(ours) == len(theirs) and path[-1] != "at":
            for at, sides in enumerate(zip(base, ours, theirs, strict=True)):
                self.value((*path, at), *sides)
            return
        elif plain.same(ours[: len(base)], base) and plain.same(theirs[: len(base)], base):
            merged = [*ours, *theirs[len(base) :]]
        if merged is None:
            self.conflicts.append(Conflict(path, base, ours, theirs))
        elif not plain.same(merged, ours):
            self.changes.append(Change(path, ours, merged))


def _named(melody: Melody, owner: str = "") -> Iterator[str]:
    """Paths of all nodes that are named by others and are not there."""
    part = refs.scope(melody, owner)
    if part is None:
        return
    prefix = owner + "/" if owner else ""
    named = [ref for node in part.nodes.values() for _, ref in refs.named_by(node)] + list(part.outputs.values())
    for ref in named:
        name = refs.head(ref)
        if name != "inputs" and name not in part.nodes:
            yield prefix + name
    for name, node in part.nodes.items():
        if node.body is not None:
            yield from _named(melody, prefix + name)


def _dangling(base: Melody, ours: Melody, theirs: Melody, merged: Melody) -> list[Conflict]:
    """Nodes that one side removed while the other began to use them."""
    known = {*_named(ours), *_named(theirs)}
    found = []
    for node in dict.fromkeys(_named(merged)):
        if node not in known:
            sides = [refs.find_node(side, node) for side in (base, ours, theirs)]
            found.append(Conflict(refs.node_path(node), *(MISSING if s is None else thaw(s) for s in sides)))
    return found
