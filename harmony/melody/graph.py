"""Graph questions about the nodes of a Melody or body; each takes linear time.

Wires from `inputs`, from nodes that are not there, and back wires do not count, except
where it says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from harmony.melody.model import Node
from harmony.melody.wires import WireEnd, wires_into


class Graph:
    """Who follows whom.

    Args:
        nodes: nodes by id.
        wires: all their wires, if the caller has them already.

    Attributes:
        after: id to the ids that directly follow it, each once, in file order.
        before: id to the ids that it directly follows.
        back: the back wires between nodes that are there.
    """

    __slots__ = ("after", "back", "before")

    def __init__(self, nodes: Mapping[str, Node], wires: Iterable[WireEnd] | None = None) -> None:
        if wires is None:
            wires = [w for name, node in nodes.items() for w in wires_into(name, node)]
        self.after: dict[str, list[str]] = {name: [] for name in nodes}
        self.before: dict[str, list[str]] = {name: [] for name in nodes}
        self.back: list[WireEnd] = []
        seen: set[tuple[str, str]] = set()
        for wire in wires:
            if wire.source not in self.after:
                continue
            pair = (wire.source, wire.target)
            if wire.back:
                self.back.append(wire)
            elif pair not in seen:
                seen.add(pair)
                self.after[wire.source].append(wire.target)
                self.before[wire.target].append(wire.source)

    def order(self) -> list[str]:
        """Ids so that each stands behind those that it follows; file order where they are free.

        Nodes on a cycle, and behind one, are left out.
        """
        waiting = {name: len(sources) for name, sources in self.before.items()}
        ready = deque(name for name, count in waiting.items() if count == 0)
        done: list[str] = []
        while ready:
            name = ready.popleft()
            done.append(name)
            for target in self.after[name]:
                waiting[target] -= 1
                if waiting[target] == 0:
                    ready.append(target)
        return done

    def cycles(self) -> list[list[str]]:
        """One path for each group of nodes that lead into one another: `[a, b, c]`, c leads to a."""
        if len(self.order()) == len(self.after):
            return []
        place = {name: index for index, name in enumerate(self.after)}
        groups = sorted((min(place[name] for name in group), group) for group in self._groups())
        return [self._cycle_in(set(group)) for _, group in groups]

    def upstream(self, start: str) -> set[str]:
        """All nodes from which `start` can be reached, without itself."""
        return _reach(self.before, start)

    def downstream(self, start: str) -> set[str]:
        """All nodes that can be reached from `start`, without itself."""
        return _reach(self.after, start)

    def between(self, source: str, target: str) -> set[str]:
        """All nodes on a path from `source` to `target`, both included if there is a path.

        The region of a back wire is `between(its target, its source)`; one that leads from
        a node to itself has that node alone.
        """
        if source == target:
            return {source} if source in self.after else set()
        found = (self.downstream(source) | {source}) & (self.upstream(target) | {target})
        return found if source in found and target in found else set()

    def region(self, wire: WireEnd) -> set[str]:
        """What is run again when a back wire is taken."""
        return self.between(wire.target, wire.source)

    def _groups(self) -> list[list[str]]:
        """Strongly connected groups that hold a cycle (Tarjan, without recursion)."""
        index: dict[str, int] = {}
        low: dict[str, int] = {}
        stack: list[str] = []
        on_stack: set[str] = set()
        groups: list[list[str]] = []
        for root in self.after:
            if root in index:
                continue
            work = [(root, iter(self.after[root]))]
            index[root] = low[root] = len(index)
            stack.append(root)
            on_stack.add(root)
            while work:
                name, targets = work[-1]
                for target in targets:
                    if target not in index:
                        index[target] = low[target] = len(index)
                        stack.append(target)
                        on_stack.add(target)
                        work.append((target, iter(self.after[target])))
                        break
                    if target in on_stack:
                        low[name] = min(low[name], index[target])
                else:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[name])
                    if low[name] == index[name]:
                        self._close_group(name, stack, on_stack, groups)
        return groups

    def _close_group(self, name: str, stack: list[str], on_stack: set[str], groups: list[list[str]]) -> None:
        group: list[str] = []
        while not group or group[-1] != name:
            group.append(stack.pop())
            on_stack.discard(group[-1])
        if len(group) > 1 or name in self.after[name]:
            groups.append(group)

    def _cycle_in(self, group: set[str]) -> list[str]:
        """A shortest cycle through the group's first node."""
        start = next(name for name in self.after if name in group)
        came: dict[str, str] = {}
        queue = deque([start])
        while queue:
            name = queue.popleft()
            if start in self.after[name]:
                path = [name]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return path[::-1]
            for target in self.after[name]:
                if target in group and target not in came:
                    came[target] = name
                    queue.append(target)
        return [start]


def _reach(edges: Mapping[str, list[str]], start: str) -> set[str]:
    """What can be reached from `start`; `start` itself only by a cycle."""
    found: set[str] = set()
    stack = list(edges.get(start, ()))
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(edges[name])
    found.discard(start)
    return found


def order(nodes: Mapping[str, Node]) -> list[str]:
    """See `Graph.order`."""
    return Graph(nodes).order()


def cycles(nodes: Mapping[str, Node]) -> list[list[str]]:
    """See `Graph.cycles`."""
    return Graph(nodes).cycles()


def upstream(nodes: Mapping[str, Node], start: str) -> set[str]:
    """See `Graph.upstream`."""
    return Graph(nodes).upstream(start)


def downstream(nodes: Mapping[str, Node], start: str) -> set[str]:
    """See `Graph.downstream`."""
    return Graph(nodes).downstream(start)


def between(nodes: Mapping[str, Node], source: str, target: str) -> set[str]:
    """See `Graph.between`."""
    return Graph(nodes).between(source, target)
