"""Regions: which nodes are played again, and which wires lead out of them.

A back wire has the nodes between its ends; a join with `late: merge` has itself and all that
follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from harmony.conductor.plan.wire import Wire

if TYPE_CHECKING:
    from harmony.conductor.plan.table import Spec


class Region:
    """Nodes that are played pass after pass.

    Attributes:
        index: its place among the regions of its table, outer ones first.
        wire: the back wire; its target begins the region, its source ends it. None for late values.
        first: the node at its beginning.
        members: indexes of all nodes on a path from the target to the source.
        order: the same in file order.
        inside: for each member, positions of its wires that come from members.
    """

    __slots__ = ("first", "index", "inside", "members", "order", "wire")

    def __init__(self, first: int, wire: Wire | None, members: frozenset[int], specs: list[Spec]) -> None:
        self.index = 0
        self.wire = wire
        self.first = first
        self.members = members
        self.order = sorted(members)
        self.inside = {member: _inside(specs[member], members) for member in self.order}


def _inside(spec: Spec, members: frozenset[int]) -> tuple[int, ...]:
    return tuple(p for p, source in enumerate(spec.sources[: spec.total]) if source in members)


def find_regions(specs: list[Spec]) -> list[Region]:
    """The regions of a table, outer ones before those in them; marks wires that lead out."""
    backs = [wire for spec in specs for wire in spec.outs if wire.back]
    lates = [spec.index for spec in specs if spec.join.late == "merge" or takes_late_items(spec)]
    if not backs and not lates:
        return []
    after = [[w.target for w in spec.outs if not w.back] for spec in specs]
    before: list[list[int]] = [[] for _ in specs]
    for source, targets in enumerate(after):
        for target in targets:
            before[target].append(source)
    regions = []
    for wire in backs:
        between = reach(wire.target, after) & reach(wire.source, before)
        regions.append(Region(wire.target, wire, frozenset(between | {wire.source, wire.target}), specs))
    regions += [Region(first, None, frozenset(reach(first, after)), specs) for first in lates]
    regions.sort(key=lambda region: (-len(region.members), region.first))
    for index, region in enumerate(regions):
        region.index = index
        for member in region.order:
            specs[member].regions += (region,)
            for out in specs[member].outs:
                if out.target not in region.members:
                    out.leaves += (index,)
    return regions


def takes_late_items(spec: Spec) -> bool:
    """True for a for-each that is played again with the items that come after its join has fired."""
    join = spec.node.with_.get("join") if spec.flow == "each" else None
    return isinstance(join, Mapping) and join.get("late") == "merge"


def reach(start: int, along: list[list[int]]) -> set[int]:
    """What can be come to from `start`, itself included."""
    found = {start}
    todo = [start]
    while todo:
        for other in along[todo.pop()]:
            if other not in found:
                found.add(other)
                todo.append(other)
    return found
