"""What making a body and dissolving one have in common: nodes at the place of others, with their
places, frames and tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from harmony.errors import EditRefused
from harmony.melody import routes
from harmony.melody.apply import raw_at, value_at
from harmony.melody.change import MISSING, Change, Path
from harmony.melody.editing import Point, setting
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody

_MARGIN: Final = 280
_ROW: Final = 80
_IN_RULE: Final = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<![\w.-])({names})\s*\.\s*([A-Za-z_][\w-]*)"""


@dataclass(slots=True)
class BodyPorts:
    """The ports of a body that is made, each reference with its name.

    Attributes:
        inputs: reference outside (`load.rows`, `inputs.folder`) -> name.
        outputs: reference inside -> name.
    """

    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)


def replacing(melody: Melody, path: Path, old: Iterable[str], new: Mapping[str, Any]) -> list[Change]:
    """The changes that put new keys of a mapping where the first of the old ones stands.

    The new ones come first, so that the mapping is never empty on the way.
    """
    gone = frozenset(old)
    held = raw_at(melody, path)
    if held is MISSING:
        return [c for key, value in new.items() for c in setting(melody, (*path, key), value)][:1] if new else []
    last: str | None = None
    place: str | None = None
    removed: list[Change] = []
    for key in held:
        if key in gone:
            if not removed:
                place = last
            removed.append(Change((*path, key), value_at(melody, (*path, key)), MISSING, follows=last))
        else:
            last = key
    follows = place if removed else last
    added: list[Change] = []
    for key, value in new.items():
        added.append(Change((*path, key), MISSING, value, follows=follows))
        follows = key
    if len(removed) == len(held) and not new:
        return [Change(path, thaw(held), MISSING)]
    return [*added, *removed]


def placed(melody: Melody, table: str, old: Iterable[str], new: Mapping[str, Point]) -> list[Change]:
    """The changes that give cards other places under other names, in one table of the layout."""
    path: Path = ("layout", table)
    spots = {key: {"at": [round(x), round(y)]} for key, (x, y) in new.items()}
    if raw_at(melody, path) is MISSING and spots:
        return setting(melody, path, spots)
    return replacing(melody, path, old, spots)


def framed(melody: Melody, named_now: Callable[[tuple[str, ...]], Iterable[str]]) -> list[Change]:
    """The changes that let frames name what stands for their nodes."""
    changes: list[Change] = []
    for at, frame in enumerate(melody.layout.frames):
        named = list(dict.fromkeys(named_now(frame.nodes)))
        if named != list(frame.nodes):
            changes.append(Change(("layout", "frames", at, "nodes"), list(frame.nodes), named))
    return changes


def noted(melody: Melody, rename: Callable[[str], str]) -> list[Change]:
    """The changes that let notes of bodies name them by their other paths; one of a body that goes loses its name."""
    changes: list[Change] = []
    for at, note in enumerate(melody.layout.notes):
        new = rename(note.body) if note.body else ""
        if new != note.body:
            path: Path = ("layout", "notes", at, "body")
            changes.append(Change(path, note.body, new or MISSING))
    return changes


def ruled(melody: Melody, names: Iterable[str], written: Callable[[str], str]) -> list[Change]:
    """The changes that let rules name outputs (`load.rows`) of nodes as what stands for them."""
    among = frozenset(names)
    pattern = re.compile(_IN_RULE.format(names="|".join(map(re.escape, among))))
    changes: list[Change] = []
    for at, rule in enumerate(melody.rules):
        if not isinstance(rule.else_, str) and rule.else_.repeat in among:
            raise EditRefused(
                f"A rule plays `{rule.else_.repeat}` again, and could not any more: change the rule first"
            )
        check = pattern.sub(lambda m: m[0] if m[1] else written(f"{m[2]}.{m[3]}"), rule.check)
        if check != rule.check:
            changes.append(Change(("rules", at, "check"), rule.check, check))
    return changes


def check_rules(melody: Melody, names: Iterable[str]) -> None:
    """Refuse nodes that a rule plays again.

    Raises:
        EditRefused: one does.
    """
    among = frozenset(names)
    for rule in melody.rules:
        if not isinstance(rule.else_, str) and rule.else_.repeat in among:
            raise EditRefused(
                f"A rule plays `{rule.else_.repeat}` again, and could not any more: change the rule first"
            )


def tested(melody: Melody, rename: Callable[[str], str]) -> list[Change]:
    """The changes that let tests name nodes by their other paths."""
    changes: list[Change] = []
    for at, test in enumerate(melody.tests):
        for path, keys in ((("pins",), test.pins), (("expect", "states"), test.expect.states)):
            where: Path = ("tests", at, *path)
            value = value_at(melody, where)
            renamed = {rename(key): item for key, item in keys.items()}
            if value is not MISSING and list(renamed) != list(keys):
                changes.append(Change(where, value, thaw(renamed)))
    return changes


def corner(spots: Iterable[Point]) -> Point:
    """The left top corner around places; the origin without any."""
    points = list(spots)
    return (min(p[0] for p in points), min(p[1] for p in points)) if points else (0, 0)


class Moving:
    """Places, frames and tests of nodes that go into the body of a new node.

    Args:
        melody: the document.
        owner: where the nodes stand.
        names: their ids.
        group: id of the new node.
    """

    def __init__(self, melody: Melody, owner: str, names: Sequence[str], group: str) -> None:
        self._melody = melody
        self._prefix = owner + "/" if owner else ""
        self._among = frozenset(names)
        self._group = self._prefix + group

    def changes(self, ports: BodyPorts) -> list[Change]:
        """The changes; what stood beside each other stands so in the body, its ports' cards left and right."""
        layout = self._melody.layout
        changes = [*framed(self._melody, self._frame), *tested(self._melody, self._moved)]
        changes += noted(self._melody, self._moved)
        spots = {key: place.at for key, place in layout.nodes.items() if self._is_inner(key)}
        tops = [at for key, at in spots.items() if self._is_top(key)]
        if not tops:
            return changes
        (left, top), right, low = corner(tops), max(p[0] for p in tops), max(p[1] for p in tops)
        new: dict[str, Point] = {self._group: (round((left + right) / 40) * 20, round((top + low) / 40) * 20)}
        for key, (x, y) in spots.items():
            new[self._moved(key)] = (x - left + _MARGIN, y - top) if self._is_top(key) else (x, y)
        changes += placed(self._melody, "nodes", spots, new)
        shift = (_MARGIN - left, -top)
        changes += routes.regrouped(self._melody, self._wire, lambda end: shift if self._is_top(end) else (0, 0))
        changes += self._cards("inputs", ports.inputs.values(), 0)
        return changes + self._cards("outputs", ports.outputs.values(), right - left + 2 * _MARGIN)

    def _cards(self, table: str, names: Iterable[str], x: float) -> list[Change]:
        """The cards of the body's ports in a column, and those of bodies that go along."""
        cards = getattr(self._melody.layout, table)
        inner = [key for key in cards if self._is_inner(key)]
        new: dict[str, Point] = {f"{self._group}/{name}": (x, _ROW * at) for at, name in enumerate(names)}
        new |= {self._moved(key): cards[key].at for key in inner}
        return placed(self._melody, table, inner, new) if new else []

    def _is_inner(self, key: str) -> bool:
        """True for the path of a node that goes, or of what is in it; also with a port behind it."""
        inner = key[len(self._prefix) :].partition("/")[0].partition(".")[0]
        return key.startswith(self._prefix) and inner in self._among

    def _is_top(self, key: str) -> bool:
        return "/" not in key[len(self._prefix) :]

    def _moved(self, key: str) -> str:
        return f"{self._group}/{key[len(self._prefix) :]}" if self._is_inner(key) else key

    def _wire(self, source: str, target: str) -> tuple[str, str] | None:
        """A wire between two of them goes along; one that crosses the border of the body is another one then."""
        inside = [self._is_inner(end) for end in (source, target)]
        if any(inside) and not all(inside):
            return None
        return self._moved(source), self._moved(target)

    def _frame(self, nodes: tuple[str, ...]) -> list[str]:
        """A frame around some of them goes along; one around others too has the new node in it."""
        if all(map(self._is_inner, nodes)):
            return [self._moved(key) for key in nodes]
        return [self._group if self._is_inner(key) else key for key in nodes]
