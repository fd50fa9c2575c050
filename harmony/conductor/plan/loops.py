"""Regions at play: pass after pass until the back wire, or late values, bring nothing more.

While a region is at play its wires that lead out are held back, so that nodes outside see
the last pass, once, when it is left.
"""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import wires
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.joins import FIRE
from harmony.conductor.plan.region import Region, takes_late_items
from harmony.conductor.plan.state import ENDED, Scope, State
from harmony.conductor.plan.wire import Wire, needed_of


class Loop:
    """One region in one scope.

    Attributes:
        iteration: of its pass, from 0; `open`: members that have not ended in it.
        is_left: its back wire brought nothing: what leads out has gone out.
        seen: deliveries that the first node of a region of late values was played with.
        early: positions of the wires that had delivered when it was first played.
        items: of a for-each at its beginning: results that it was played with.
    """

    __slots__ = ("early", "is_left", "items", "iteration", "open", "region", "seen")

    def __init__(self, region: Region) -> None:
        self.region = region
        self.seen = 0
        self.early: frozenset[int] = frozenset()
        self.items = 0
        self.begin(0)

    def begin(self, iteration: int) -> None:
        """Count a pass from its beginning."""
        self.iteration = iteration
        self.open = len(self.region.members)
        self.is_left = False


def prepare(scope: Scope) -> None:
    """Give the members of regions their first pass."""
    scope.loops = [Loop(region) for region in scope.table.regions]
    for state in scope.states:
        if state.spec.regions:
            number(scope, state)


def number(scope: Scope, state: State) -> None:
    """Give a member its pass: one number for each region around it, from the outside."""
    passes = [scope.loops[region.index].iteration for region in state.spec.regions]
    state.iteration = passes[-1]
    numbers = ".".join(str(n) for n in passes)
    state.pass_ = f"{scope.pass_}.{numbers}" if scope.pass_ else numbers


def look(core: Core, scope: Scope, loop: Loop) -> None:
    """All members have ended in this pass: play it again, wait for late values, or leave."""
    if loop.open or loop.is_left:
        return
    wire = loop.region.wire
    if wire is None:
        _look_late(core, scope, loop)
        return
    source = scope.states[wire.source]
    brought: Any = None
    if source.outputs and not scope.ended:
        brought = wires.brought_by(wire, source.outputs, source.path)
    if isinstance(brought, Artifact):
        target = _again(core, scope, loop)
        target.brought[wire.position] = brought
        if loop.iteration > wire.back:
            target.error = _spent(scope, wire)
        _fire(core, target)
    else:
        leave(core, scope, loop)


def _look_late(core: Core, scope: Scope, loop: Loop) -> None:
    """Values that have come since the join fired are taken together by one more pass."""
    old = scope.states[loop.region.first]
    if scope.ended or old.end != "completed":
        return
    if old.delivered <= loop.seen:
        _look_late_items(core, scope, loop, old)
        return
    target = _again(core, scope, loop)
    target.brought = list(old.brought)
    target.delivered, target.skipped, target.failed = old.delivered, old.skipped, old.failed
    target.total, target.gone, target.inside = old.spec.total, old.gone, None
    loop.seen = old.delivered
    _fire(core, target)


def _look_late_items(core: Core, scope: Scope, loop: Loop, old: State) -> None:
    """Items of a for-each that have come since its join fired are taken together by one more pass."""
    if not takes_late_items(old.spec) or old.play is None or len(old.play.results) <= loop.items:
        return
    target = _again(core, scope, loop)
    target.play = old.play
    _fire(core, target)


def late_loop(state: State) -> Loop | None:
    """The loop of late values that a node begins, if it begins one."""
    for region in state.spec.regions:
        if region.wire is None and region.first == state.spec.index:
            return state.scope.loops[region.index]
    return None


def fired(state: State) -> None:
    """Remember with how many values the first node of a region of late values is played."""
    for region in state.spec.regions:
        if region.wire is None and region.first == state.spec.index:
            loop = state.scope.loops[region.index]
            loop.seen = state.delivered
            if loop.iteration == 0:
                loop.early = frozenset(wires.delivered(state))


def late_for(state: State) -> list[Artifact]:
    """What came after the join of a node had first fired, in the order of its wires."""
    for region in state.spec.regions:
        if region.wire is None and region.first == state.spec.index:
            early = state.scope.loops[region.index].early
            came = [state.brought[position] for position in wires.delivered(state) if position not in early]
            return [value for value in came if isinstance(value, Artifact)]
    return []


def came_late(core: Core, state: State) -> None:
    """A value came after its join had fired: look whether it is to be taken now."""
    for region in state.spec.regions:
        if region.wire is None and region.first == state.spec.index:
            core.loops.append((state.scope, state.scope.loops[region.index]))


def leave(core: Core, scope: Scope, loop: Loop) -> None:
    """Let everything that leads out of the region go out."""
    loop.is_left = True
    for index in loop.region.order:
        state = scope.states[index]
        for wire in state.spec.outs:
            if loop.region.index in wire.leaves:
                wires.pass_on(core, state, wire)


def _again(core: Core, scope: Scope, loop: Loop) -> State:
    """Give the members of a region their next pass; the node at its beginning."""
    region = loop.region
    before = {index: scope.states[index] for index in region.order}
    for inner in scope.loops[region.index + 1 :]:
        if inner.region.members <= region.members:
            inner.begin(0)
    for outer in scope.loops[: region.index]:
        if region.members <= outer.region.members:
            outer.open += len(before)
    loop.begin(loop.iteration + 1)
    for index, old in before.items():
        scope.states[index] = _renewed(scope, region, old)
    scope.open += len(before)
    for index in region.order:
        if not scope.states[index].spec.node.enabled:
            wires.set_aside(core, scope.states[index], "disabled")
    return scope.states[region.first]


def _fire(core: Core, target: State) -> None:
    if target.status != ENDED and target.why != wires.SKIPPING:
        wires.act(core, target, FIRE)


def _spent(scope: Scope, wire: Wire) -> dict[str, Any]:
    """The error of a back wire that is to be taken once more than it may."""
    most = wire.back
    source = scope.table.specs[wire.source].id
    text = f"the wire back from `{source}` was taken {most} times, the most that are allowed"
    return {"class": "policy", "message": text, "retryable": False, "detail": {"max": most}}


def _renewed(scope: Scope, region: Region, old: State) -> State:
    """A member for its next pass: wires from outside bring what they brought before and count no more."""
    spec = old.spec
    new = scope.table.make(spec, scope)
    number(scope, new)
    new.before = old.outputs
    inside = region.inside[spec.index]
    for position, brought in enumerate(old.brought):
        if position not in inside and position < spec.total:
            new.brought[position] = brought
    new.inside = inside
    new.total = len(inside)
    new.needed = needed_of(spec.join.need, new.total)
    return new
