"""The adaptive mode at play: how many branches are open at once, however many steps run in them.

The branches are what follows a fan-out: all nodes that one of its followers reaches and no
other. What several reach (where the branches meet) belongs to none and waits for none.
"""

from __future__ import annotations

from collections import deque

from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import CHECKING, HELD, State
from harmony.conductor.plan.table import Table


class Branches:
    """Which branches there are, and which are open.

    Attributes:
        of: branch of a node of the top level, by index.
        left: nodes of a branch that have not ended.
        limit: how many may be open; `open`: those that are.
        held: ready nodes of branches that are not open.
    """

    __slots__ = ("held", "left", "limit", "of", "open")

    def __init__(self, table: Table, limit: int) -> None:
        self.of = branches_of(table)
        self.left: dict[int, int] = {}
        for branch in self.of.values():
            self.left[branch] = self.left.get(branch, 0) + 1
        self.limit = limit
        self.open: set[int] = set()
        self.held: deque[State] = deque()

    def holds(self, core: Core, state: State) -> bool:
        """True if a ready node has to wait for another branch to end."""
        branch = self.of.get(state.spec.index) if state.scope is core.top else None
        if branch is None or branch in self.open:
            return False
        if len(self.open) < self.limit:
            self.open.add(branch)
            return False
        state.status = HELD
        state.why = "branch"
        self.held.append(state)
        core.tell("node.queued", state, {"reason": "branch"})
        return True

    def ended(self, core: Core, state: State) -> None:
        """A node has ended: when the last of its branch has, another branch may begin."""
        branch = self.of.get(state.spec.index) if state.scope is core.top else None
        if branch is None:
            return
        self.left[branch] -= 1
        if self.left[branch] > 0:
            return
        self.open.discard(branch)
        waiting, self.held = self.held, deque()
        for other in sorted(waiting, key=lambda held: -held.spec.rank):
            if other.status == HELD:
                other.status = CHECKING
                other.why = ""
                core.todo.append(other)


def branches_of(table: Table) -> dict[int, int]:
    """The branch of each node that is in one; a branch is known by the node that begins it."""
    reached: dict[int, int | None] = {}
    for first in _followers(table):
        todo, seen = [first], {first}
        while todo:
            index = todo.pop()
            reached[index] = None if index in reached else first
            for wire in table.specs[index].outs:
                if not wire.back and wire.target not in seen:
                    seen.add(wire.target)
                    todo.append(wire.target)
    return {index: first for index, first in reached.items() if first is not None}


def _followers(table: Table) -> list[int]:
    """The nodes behind the first fan-out: several beginnings, or the first node with several followers."""
    firsts = list(table.starts)
    while len(firsts) == 1:
        firsts = list(dict.fromkeys(w.target for w in table.specs[firsts[0]].outs if not w.back))
    return firsts
