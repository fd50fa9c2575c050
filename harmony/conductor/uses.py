"""How earlier artifacts of a Melody's nodes fared with those who were given them, for the scores of new ones.

Asked once, when a run is admitted or opened again, and only of Melodies in which a score is given
or asked for; what is known then is journalled, so that a replay scores as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.admission import Admission
from harmony.conductor.plan.commands import Used
from harmony.conductor.plan.table import FindType
from harmony.conductor.policy.quality import ENOUGH
from harmony.conductor.ports import Uses
from harmony.melody.model import Melody, Node

Known = dict[str, dict[str, list[Any]]]
"""Path of a node to node type to `[uses that ended well, uses, hash of the node]`."""
_BARE = ("when", "until")
_LOOK = frozenset({"merge", "when", "join"})
_PLAIN = frozenset({int, float, bool, type(None)})


class Fortune:
    """Reads and keeps the history of uses.

    Args:
        uses: where it is kept; None: nowhere, and nothing is scored by it.
        find_type: a node type by what `use` says.
    """

    def __init__(self, uses: Uses | None, find_type: FindType) -> None:
        self._uses = uses
        self._find_type = find_type

    def known(self, admission: Admission) -> Known | None:
        """What counts in the run's scores; None if its Melody has nothing to do with scores."""
        if self._uses is None or not gives_scores(admission.melody, admission.melodies, self._find_type):
            return None
        found: Known = {}
        for row in self._uses.known(name_of(admission)):
            if row.uses >= ENOUGH:
                found.setdefault(row.node, {})[row.type] = [row.well, row.uses, row.hash]
        return found

    def used(self, admission: Admission, used: Used) -> None:
        """Keep how something fared."""
        if self._uses is not None:
            self._uses.used(name_of(admission), used.made_by, used.type, used.hash, used.well)


def name_of(admission: Admission) -> str:
    """What the history of a Melody is kept by: where its file lies, or its name."""
    return admission.file or admission.melody.name


def gives_scores(melody: Melody, melodies: Mapping[str, Melody], find_type: FindType) -> bool:
    """True if a node has a gate, a node type scores, or a merge or an expression looks at a score."""
    types: set[str] = set()
    for part in (melody, *melodies.values()):
        if any("quality" in rule.check for rule in part.rules):
            return True
        todo = list(part.nodes.values())
        while todo:
            node = todo.pop()
            if _looks(node):
                return True
            types.add(node.use)
            if node.body is not None:
                todo += node.body.nodes.values()
    return any(type is not None and type.scores for type in map(find_type, types))


def _looks(node: Node) -> bool:
    """True if a node has a gate, or looks at the scores of what it is given."""
    given = node.model_fields_set
    if "quality" in given or (given & _LOOK and _compares(node)):
        return True
    return any(value.__class__ not in _PLAIN and _names(value, name) for name, value in node.with_.items())


def _compares(node: Node) -> bool:
    """True if a merge goes by scores, or a condition names one."""
    if any(strategy in ("best", "weighted") for strategy in node.merge.values()):
        return True
    return any(isinstance(c, str) and "quality" in c for c in (node.when, getattr(node.join, "when", None)))


def _names(value: Any, key: str = "") -> bool:
    """True if an expression somewhere in a parameter may name a score."""
    if isinstance(value, str):
        return "quality" in value and (key in _BARE or "{{" in value or "{%" in value)
    if isinstance(value, Mapping):
        return any(_names(part, name) for name, part in value.items())
    return isinstance(value, list | tuple) and any(_names(part) for part in value)
