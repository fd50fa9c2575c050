"""flow.each: a body played for every item of a list.

The list is split once and journalled; an item's pass is its position in it. Results keep the
order of the items, whenever they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends, joins, loops, recover, scopes
from harmony.conductor.plan.commands import Build, Evaluate
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow, refuse
from harmony.conductor.plan.flow.items import EachPlay, outputs_of
from harmony.conductor.plan.messages import Built, Evaluated
from harmony.conductor.plan.region import takes_late_items
from harmony.conductor.plan.state import ENDED, Scope, State

GROW = "grow:"
MAX_ITEMS = 10_000


class Each(Flow):
    """Opens as many items at once as its `concurrency` allows."""

    params = ("concurrency", "on_item_error")

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Have the list split into items; late ones are gathered with those that came before."""
        if state.play is not None:
            self._fire(core, state)
            return
        limit = params.get("concurrency", core.slots.limit)
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            refuse(core, state, f"`concurrency` must be a whole number from 1 on, and is {limit!r}")
            return
        state.play = EachPlay(state.spec, limit, str(params.get("on_item_error", "fail")))
        items = (state.inputs or {}).get("items")
        if items is None:
            refuse(core, state, "`items` brought nothing: wire a list to it")
            return
        core.ask(Build(state, "items", slot=items, key=_key_of(state)))

    def built(self, core: Core, state: State, event: Built) -> None:
        """The items are there, or at the end the lists of outputs."""
        play: EachPlay = state.play
        if event.purpose == "outputs":
            _finish(core, state, event)
            return
        if event.purpose.startswith(GROW):
            self._grown(core, state, event)
            return
        play.expand(_edited(core, state, 0, event.items), event.keys, state.spec.node.with_.get("join"))
        if core.memory.notes is not None:
            core.memory.notes.lists[state.path, state.pass_] = play.keys
        if not event.items:
            if play.empty == "fail":
                refuse(core, state, "the list is empty and its join says `empty: fail`", "policy")
            else:
                _gather(core, state)
            return
        self._open(core, state)

    def _grown(self, core: Core, state: State, event: Built) -> None:
        """More items: they are played behind the others."""
        play: EachPlay = state.play
        play.growing -= 1
        most = state.spec.node.with_.get("max_items", MAX_ITEMS)
        if len(play.items) + len(event.items) > most:
            refuse(core, state, f"the list has grown beyond {most} items, the most that are allowed", "policy")
            return
        play.items += _edited(core, state, len(play.items), event.items)
        play.keys += event.keys
        if not play.fired:
            self._open(core, state)
            self._judge(core, state)

    def _open(self, core: Core, state: State) -> None:
        """Begin items as long as there is room."""
        play: EachPlay = state.play
        assert state.spec.body is not None
        inputs = {name: slot for name, slot in (state.inputs or {}).items() if name != "items"}
        while play.next < len(play.items) and len(play.open) < play.limit:
            index = play.next
            play.next += 1
            scope = scopes.open_scope(state, state.spec.body, index, inputs)
            scope.item, scope.index, scope.key = play.items[index], index, play.key_of(index)
            if core.memory.past is not None:
                scope.was = scopes.joined(scopes.was_of(state), core.memory.past.place_of(state, index, scope.key))
            play.open[index] = scope
            scopes.begin(core, scope)

    def closed(self, core: Core, state: State, scope: Scope) -> None:
        """An item has ended."""
        play: EachPlay = state.play
        play.open.pop(scope.index, None)
        if scope.ended == "failed":
            error = scope.error or {}
            if not self._let_go(core, state, scope, error):
                return
            play.errors[scope.index] = error
        else:
            play.results[scope.index] = scope.result
            _grow(core, state, scope)
        if not play.fired:
            self._judge(core, state)
        if not play.fired and state.status != ENDED and state.play is play:
            self._open(core, state)

    def _let_go(self, core: Core, state: State, scope: Scope, error: dict[str, Any]) -> bool:
        """True if the others go on without the item that failed."""
        play: EachPlay = state.play
        body = {"error": error, "index": scope.index, "key": scope.key}
        key = (state.path, scope.pass_)
        is_old = core.memory.past is not None and core.memory.past.let_go.get((state.path, scope.was)) == error
        if play.on_error == "dead_letter":
            core.letters.append(key)
            if not is_old:
                core.tell_at("letter", *key, body | {"item": play.named(scope.index)})
        elif play.on_error == "skip":
            core.gaps.append({"node": state.path, "pass": scope.pass_, "error": error})
            if not is_old:
                core.tell_at("gap", *key, body)
        elif not play.fired:
            message = f"item {scope.index} failed: {error.get('message', '')}"
            recover.fail(core, state, error | {"message": message, "node": "", "detail": body})
            return False
        if core.memory.notes is not None:
            core.memory.notes.let_go[key] = error
        return True

    def _judge(self, core: Core, state: State) -> None:
        """See whether the join over items fires."""
        play: EachPlay = state.play
        if play.begins_to_wait and "until" not in state.armed:
            assert play.join is not None and play.join.wait is not None
            core.arm(state, "until", play.join.wait)
        if play.join is not None and play.join.when:
            if "items_join" not in state.asks:
                play.looked = play.counts()
                core.ask(Evaluate(state, "items_join", play.join.when, counts=play.looked))
            return
        verdict = play.verdict()
        if verdict == joins.FIRE:
            self._fire(core, state)
        elif verdict in (joins.IMPOSSIBLE, joins.TIMEOUT):
            _too_few(core, state, "timeout" if verdict == joins.TIMEOUT else "policy")

    def evaluated(self, core: Core, state: State, event: Evaluated) -> None:
        """The condition of the join over items was looked at."""
        play: EachPlay = state.play
        if play.fired or play.join is None:
            return
        is_stale = play.looked != play.counts()
        verdict = joins.looked_at(play.join, holds=bool(event.value), pending=play.pending, is_over=play.is_over)
        if verdict == joins.FIRE:
            self._fire(core, state)
        elif is_stale:
            self._judge(core, state)  # more has ended since it was asked
        elif verdict != joins.HOLD:
            _too_few(core, state, "timeout" if verdict == joins.TIMEOUT else "policy")

    def rang(self, core: Core, state: State, purpose: str) -> None:
        """The wait of the join over items has ended."""
        state.play.is_over = True
        if not state.play.fired:
            self._judge(core, state)

    def _fire(self, core: Core, state: State) -> None:
        """Enough items are there: what is late is dropped or cancelled."""
        play: EachPlay = state.play
        play.fired = True
        core.disarm(state, "until")
        if play.join is not None and play.join.late == "cancel":
            play.next = len(play.items)
            for scope in play.scopes():
                ends.end_scope(core, scope, "cancelled", None, at_once=True)
            play.open.clear()
        play.took = sorted(play.results)
        loop = loops.late_loop(state)
        if loop is not None:
            loop.items = len(play.took)
        _gather(core, state)

    def came_late(self, core: Core, state: State, scope: Scope) -> None:
        """An item has ended after the join had fired: its failure is told, its value taken if that is asked for."""
        play: EachPlay = state.play
        if scope.ended == "failed":
            if self._let_go(core, state, scope, scope.error or {}):
                play.errors[scope.index] = scope.error or {}
        elif scope.ended != "cancelled":
            play.results[scope.index] = scope.result
        if not takes_late_items(state.spec):
            return
        outer = state.scope
        outer.open -= 1
        loop = loops.late_loop(state)
        if loop is not None:
            core.loops.append((outer, loop))
        if outer.open == 0:
            core.closing.append(outer)


def _grow(core: Core, state: State, scope: Scope) -> None:
    """Have the list that an item gave split, to be appended to the items."""
    grows = state.spec.node.with_.get("grow")
    more = scope.result.get(grows) if isinstance(grows, str) else None
    if more is not None and not state.play.fired:
        state.play.growing += 1
        core.ask(Build(state, f"{GROW}{scope.index}", slot=more, key=_key_of(state)))


def _edited(core: Core, state: State, first: int, items: list[Artifact]) -> list[Artifact]:
    """Items from position `first` on, those that a person has edited in their new form."""
    if not core.memory.edits:
        return items
    passes = [scopes.joined(state.pass_, str(first + index)) for index in range(len(items))]
    return [core.memory.edits.get((state.path, p), {}).get("", item) for p, item in zip(passes, items, strict=True)]


def _key_of(state: State) -> str:
    key = state.spec.node.with_.get("key", "")
    return key if isinstance(key, str) else ""


def _gather(core: Core, state: State) -> None:
    """Have the lists made, in item order."""
    play: EachPlay = state.play
    play.fired = True
    assert state.spec.body is not None
    core.ask(Build(state, "outputs", trees=outputs_of(play, list(state.spec.body.outputs))))


def _finish(core: Core, state: State, event: Built) -> None:
    """The node is complete; items that still run are let run to their end."""
    play: EachPlay = state.play
    for scope in play.scopes():
        if id(scope) not in core.loose:
            core.loose[id(scope)] = scope
            state.scope.open += takes_late_items(state.spec)  # what stands around it waits for them
    outputs: dict[str, Artifact] = {name: slot for name, slot in event.slots.items() if slot is not None}
    ends.complete(core, state, outputs)


def _too_few(core: Core, state: State, error_class: str) -> None:
    play: EachPlay = state.play
    text = f"{len(play.results)} of {len(play.items)} items came, {play.needed} are needed ({len(play.errors)} failed)"
    refuse(core, state, text, error_class)
