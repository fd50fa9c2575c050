"""What a person adds, and what after what: counted in all Melodies as they are edited; no Qt.

A new Melody has nothing to count yet: the menu of node types asks here too. What is learnt lies in the
board's memory, is read with it at the start, and written when a page is closed: adding a node waits for no disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harmony.board.recent import Memory
from harmony.melody.change import MISSING, Change, Path
from harmony.melody.model import Node
from harmony.melody.wires import parse_ref

KEY = "habits"
MOST_USED, MOST_FOLLOWED = 200, 400
"""Node types and pairs of them that are remembered; the rarest go first."""
OLD = 2000
"""So many additions, and all counts are halved: what was usual last year fades."""
AT_ONCE = 20
"""Nodes that one edit may add and still be a person's choice; more are pasted or read from a text."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Habits:
    """What is used, and what follows what: counts of node type ids."""

    used: Mapping[str, int]
    follows: Mapping[Pair, int]


NO_HABITS = Habits({}, {})


class Learnt:
    """The habits of all Melodies.

    Args:
        memory: where they lie between starts.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._used: Counter[str] = Counter()
        self._follows: Counter[Pair] = Counter()
        kept = memory.get(KEY)
        rows = kept if isinstance(kept, list) else []
        for row in rows:
            match row:
                case [str(one), int(count)]:
                    self._used[one] = count
                case [str(one), str(after), int(count)]:
                    self._follows[one, after] = count

    @property
    def habits(self) -> Habits:
        """What is known now."""
        return Habits(self._used, self._follows)

    def learn(self, changes: Iterable[Change], find: Callable[[str], Node | None]) -> None:
        """Count what an edit has added, and what its wires lead from.

        Args:
            changes: of the edit; what is brought back counts as added.
            find: gives a node by its path of ids.
        """
        changes = tuple(changes)
        added = [name for change in changes for name in _nodes_of(change)]
        if len(added) > AT_ONCE:
            return
        self._used.update(kind for name in added if (kind := _kind(find(name))))
        for source, target in {wire for change in changes for wire in _wires_of(change)}:
            pair = _kind(find(source)), _kind(find(target))
            if all(pair):
                self._follows[pair] += 1
        if sum(self._used.values()) + sum(self._follows.values()) > OLD:
            self._used = Counter({k: n // 2 for k, n in self._used.items() if n > 1})
            self._follows = Counter({k: n // 2 for k, n in self._follows.items() if n > 1})

    def keep(self) -> None:
        """Write down what is known, as much as is remembered."""
        self._used = Counter(dict(self._used.most_common(MOST_USED)))
        self._follows = Counter(dict(self._follows.most_common(MOST_FOLLOWED)))
        rows: list[list[Any]] = [[kind, count] for kind, count in self._used.items()]
        rows += [[*pair, count] for pair, count in self._follows.items()]
        if rows:
            self._memory.put(KEY, rows)


def _kind(node: Node | None) -> str:
    return node.use.partition("@")[0] if node is not None else ""


def _place(path: Path) -> tuple[str, Path]:
    """The node (a path of ids) that a path of the document leads to or into, and the rest of the path."""
    ids: list[str] = []
    while path[:1] == ("nodes",) and len(path) > 1:
        ids.append(str(path[1]))
        path = path[3:] if path[2:4] == ("body", "nodes") else path[2:]
    return "/".join(ids), path


def _nodes_of(change: Change) -> dict[str, Any]:
    """The nodes that a change adds, by their paths of ids, without those of their bodies."""
    if change.before is not MISSING:
        return {}
    owner, rest = _place(change.path)
    if owner and not rest:
        return {owner: change.after}
    if rest == ("nodes",) and isinstance(change.after, Mapping):
        return {f"{owner}/{name}" if owner else str(name): node for name, node in change.after.items()}
    return {}


def _wires_of(change: Change) -> Iterator[Pair]:
    """Source and target, as paths of ids, of the wires that a change adds."""
    for name, node in _nodes_of(change).items():
        yield from ((source, name) for source in _sources(node.get("in"), name))
    owner, rest = _place(change.path)
    if owner and rest[:1] == ("in",):
        news = set(_sources(change.after, owner)) - set(_sources(change.before, owner))
        yield from ((source, owner) for source in news)


def _sources(wired: Any, target: str) -> Iterator[str]:
    """Where wires come from: of one wire, of a list of them, or of ports with them."""
    if isinstance(wired, str):
        owner = target.rpartition("/")[0]
        node = parse_ref(wired)[0]
        yield f"{owner}/{node}" if owner else node
    elif isinstance(wired, Mapping):
        for part in [wired["from"]] if "from" in wired else wired.values():
            yield from _sources(part, target)
    elif isinstance(wired, list | tuple):
        for part in wired:
            yield from _sources(part, target)
