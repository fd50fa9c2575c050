"""The plan of a run: events in, commands out; see `Plan.handle`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.plan import (
    accounts,
    activation,
    breakers,
    ends,
    gates,
    joins,
    loops,
    one_node,
    past,
    players,
    rates,
    rebuild,
    recover,
    resources,
    rules,
    run,
    scopes,
    side,
    slots,
    steps,
    tokens,
    wires,
)
from harmony.conductor.plan.commands import Command, Evaluate
from harmony.conductor.plan.core import Core, Setting
from harmony.conductor.plan.flow import FLOWS
from harmony.conductor.plan.flow.each import Each
from harmony.conductor.plan.flow.wait import take
from harmony.conductor.plan.messages import (
    Answered,
    Began,
    Built,
    Cancelled,
    Completed,
    Debugged,
    Evaluated,
    Event,
    Failed,
    Reopened,
    Resumed,
    Sent,
    Shared,
    Timer,
    Tripped,
)
from harmony.conductor.plan.state import CHECKING, ENDED, HELD, IDLE, RUNNING, State
from harmony.conductor.plan.table import FindType, MakeState
from harmony.conductor.plan.uses import Uses

EACH = Each()


class Plan(Core):
    """Decides everything about a run, and does nothing.

    Deterministic: the same setting and the same events give the same commands. It has no
    clock, no I/O and no randomness; times, answers and seeds come in. An event costs what the
    neighbours of its node cost.
    """

    def __init__(self, setting: Setting, find_type: FindType, make: MakeState = State) -> None:
        super().__init__(setting, find_type, make)
        self._handlers: dict[type, Any] = {
            Began: self._began,
            Completed: self._completed,
            Failed: self._failed,
            Evaluated: self._evaluated,
            Built: self._built,
            Timer: self._rang,
            Cancelled: self._cancelled,
            Resumed: self._resumed,
            Reopened: self._reopened,
            Answered: self._answered,
            Sent: self._sent,
            Shared: self._shared,
            Tripped: self._tripped,
            Debugged: self._debugged,
        }

    def handle(self, event: Event) -> list[Command]:
        """Take one event in.

        Returns:
            What is to be done and said now, in order. An event that comes too late (its node
            has ended, its attempt was stopped) gives nothing.
        """
        out: list[Command] = []
        self.out = out
        self.at = max(self.at, event.at)
        is_kept = self.finished == "waiting" and type(event) is Sent
        if not self.finished or type(event) is Resumed or is_kept:
            self._handlers[type(event)](event)
            self._drain()
        return out

    def is_current(self, node: str, pass_: str, attempt: int) -> bool:
        """True if that attempt is at work."""
        state = self.live.get((node, pass_))
        return state is not None and state.status == RUNNING and state.attempt == attempt

    # --- queues --------------------------------------------------------------------------

    def _drain(self) -> None:
        """Empty the queues: skips first, so that what is skipped never begins."""
        while True:
            if self.skips:
                state, reason, cause = self.skips.popleft()
                if state.status != ENDED:
                    ends.skip(self, state, reason, cause)
            elif self.todo:
                activation.activate(self, self.todo.popleft())
            elif not (self._take_rarer() or ((self.slots.queued or self.rebuilding) and self._take_slot())):
                break
        if self.slots.fresh:
            slots.tell_queued(self)
        run.look(self)

    def _take_rarer(self) -> bool:
        """Take one entry of the queues that are mostly empty; False if all are."""
        if self.sides:
            self._side_ended(self.sides.popleft())
        elif self.ended:
            rules.ended(self, self.ended.popleft())
        elif self.lates:
            loops.came_late(self, self.lates.popleft())
        elif self.loops:
            loops.look(self, *self.loops.popleft())
        elif self.closing:
            self._close(self.closing.popleft())
        else:
            return bool(self.memory.reused) and self._take_reused()
        return True

    def _take_reused(self) -> bool:
        """Give a node the end that it had before; False if none is to have one."""
        found = past.pop(self)
        if found is not None:
            activation.as_before(self, *found)
        return found is not None

    def _take_slot(self) -> bool:
        """Start a step that waited for a slot; False if there is nothing to start."""
        ready = slots.pop(self) if self.slots.queued else None
        if ready is None:
            return bool(self.rebuilding) and rebuild.wake(self)
        begin = steps.start if ready.side is None else side.start
        begin(self, ready)
        return True

    def _side_ended(self, call: State) -> None:
        """A call on the side of a node has ended: its node goes on."""
        assert call.side is not None
        owner = call.side.owner
        if call.side.role == side.SCORE:
            steps.scored(self, owner, call)
        elif call.side.role == side.RECONSTRUCT and owner.status != ENDED:
            rebuild.done(self, call, owner)

    def _close(self, scope: Any) -> None:
        """All nodes of a scope have ended, unless a back loop plays some again."""
        if scope.open:
            return
        if scope.ended in ("", "stopped"):
            scope.result = scopes.result_of(scope)
        owner: State | None = scope.owner
        if owner is None:
            self.is_over = True
        elif id(scope) in self.loose:
            del self.loose[id(scope)]
            owner.play.open.pop(scope.index, None)
            EACH.came_late(self, owner, scope)
        elif owner.play is not None and scope.ended != "cancelled":
            FLOWS[owner.spec.flow].closed(self, owner, scope)

    # --- events --------------------------------------------------------------------------

    def _began(self, event: Began) -> None:
        self.began_at = event.at
        slots.limit(self, event.slots)
        breakers.restore(self, event.breakers)
        self.uses = None if event.uses is None else Uses(event.uses)
        run.begin(self, event)

    def _completed(self, event: Completed) -> None:
        state = self.live.get((event.node, event.pass_))
        if state is None or state.status != RUNNING or state.attempt != event.attempt:
            return
        state.status = CHECKING
        if state.side is not None:
            side.completed(self, state, event)
        else:
            steps.completed(self, state, event)

    def _failed(self, event: Failed) -> None:
        state = self.live.get((event.node, event.pass_))
        if state is None or state.status != RUNNING or state.attempt != event.attempt:
            return
        state.status = CHECKING
        resources.release(self, state)
        if self.purse.limits:
            accounts.settle(self, state, event.spent)
        else:
            recover.spend(self, event.spent)
        if state.side is not None:
            side.failed(self, state, recover.complete_error(state, event.error))
        else:
            breakers.failed(self, state, str(event.error.get("class")))
            lesson = players.lesson(state, event) if state.spec.learns else None
            recover.fail(self, state, event.error)
            if lesson is not None:
                self.out.append(lesson)

    def _answer_of(self, event: Evaluated | Built) -> State | None:
        """The node that asked, if it still wants to know."""
        question = self.asked.pop((event.node, event.pass_, event.purpose), None)
        if question is None:
            return None
        state = question.state
        state.asks = tuple(p for p in state.asks if p != event.purpose)
        return state

    def _evaluated(self, event: Evaluated) -> None:
        question = self.asked.get((event.node, event.pass_, event.purpose))
        state = self._answer_of(event)
        if question is None or state is None:
            return
        if event.purpose.startswith(rules.PURPOSE):
            rules.looked_at(self, state, event.purpose, holds=bool(event.value), reason=event.error)
        elif event.error:
            self._refuse(state, event.error)
        elif event.purpose == "join":
            assert isinstance(question, Evaluate)
            self._join_looked_at(state, question.counts, holds=bool(event.value))
        else:
            self._evaluated_well(state, event)

    def _evaluated_well(self, state: State, event: Evaluated) -> None:
        if event.purpose == "when":
            if event.value:
                activation.admit(self, state)
            else:
                ends.skip(self, state, "condition_false", state.path)
        elif event.purpose == "with":
            activation.begin_flow(self, state, event.value)
        elif event.purpose == "key":
            activation.turn(self, state, str(event.value))
        elif event.purpose == tokens.PURPOSE:
            tokens.answered(self, state, event.value)
        elif event.purpose == rates.PURPOSE:
            rates.answered(self, state, event.value)
        elif event.purpose == players.OTHERS:
            steps.others_found(self, state, event.value or ())
        else:
            FLOWS[state.spec.flow].evaluated(self, state, event)

    def _join_looked_at(self, state: State, counts: Mapping[str, int], *, holds: bool) -> None:
        if state.status != IDLE:
            return
        pending, is_stale = state.pending, state.pending != counts["pending"]
        verdict = joins.looked_at(state.spec.join, holds=holds, pending=pending, is_over=state.wait_over)
        if is_stale and verdict != joins.FIRE:
            wires.judge(self, state)  # more has ended since it was asked
        else:
            wires.act(self, state, verdict)

    def _built(self, event: Built) -> None:
        state = self._answer_of(event)
        if state is None:
            return
        if event.error:
            self._refuse(state, event.error)
        elif event.purpose == "error":
            recover.routed(self, state, event.slots["error"])
        elif event.purpose == "inputs":
            state.inputs = dict(event.slots)
            if state.spec.node.bypass:
                activation.bypassed(self, state, next(iter(event.slots.values()), None))
            else:
                activation.take_turn(self, state)
        else:
            FLOWS[state.spec.flow].built(self, state, event)

    def _refuse(self, state: State, message: str) -> None:
        """An expression, a merge or a conversion failed: a failure of the node like any other."""
        if state.status == IDLE:
            state.status = CHECKING
        recover.fail(self, state, {"class": "invalid_input", "message": message, "retryable": False})

    def _rang(self, event: Timer) -> None:
        if not event.node:
            run.rang(self, event.purpose)
            return
        key = (event.node, event.pass_)
        state = self.live.get(key)
        if state is None or self.timers.pop((*key, event.purpose), None) is None:
            return
        state.armed = tuple(p for p in state.armed if p != event.purpose)
        if event.purpose == "wait":
            state.wait_over = True
            if state.status == IDLE:
                wires.judge(self, state)
        elif event.purpose == "retry":
            state.status = CHECKING
            self.todo.append(state)
        elif event.purpose in ("attempt", "idle", "queue", "total"):
            self._timed_out(state, event.purpose)
        else:
            FLOWS[state.spec.flow].rang(self, state, event.purpose)

    def _timed_out(self, state: State, limit: str) -> None:
        seconds = getattr(state.spec.limits, limit)
        lesson = steps.timed_out(self, state) if state.spec.learns and limit in ("attempt", "idle") else None
        ends.interrupt(self, state)
        if state.status == HELD:
            state.status = CHECKING
        message = f"{state.spec.title} took longer than its {limit} time limit of {seconds:g} s"
        retryable = False if limit == "total" else None
        recover.fail(self, state, {"class": "timeout", "message": message, "retryable": retryable})
        if lesson is not None:
            self.out.append(lesson)

    def _cancelled(self, event: Cancelled) -> None:
        run.cancel(self, event.reason)

    def _resumed(self, event: Resumed) -> None:
        slots.limit(self, event.slots)
        breakers.restore(self, event.breakers)
        run.resume(self, [Answered(event.at, *answer) for answer in event.answers])

    def _reopened(self, event: Reopened) -> None:
        self.began_at = event.at
        slots.limit(self, event.slots)
        breakers.restore(self, event.breakers)
        self.uses = None if event.uses is None else Uses(event.uses)
        before = self.memory.past
        if before is not None:
            self.attempts = dict(before.attempts)
            self.purse.spent = dict(before.spent)
            self.purse.lost, self.purse.raised = dict(before.lost), dict(before.raised)
            self.mail = list(before.mail)
            self.memory.edits = before.edits
        run.begin(self, event)

    def _answered(self, event: Answered) -> None:
        run.answer(self, event)

    def _debugged(self, event: Debugged) -> None:
        if event.action in one_node.ACTIONS:
            one_node.act(self, event)
            return
        for state in gates.debug(self, event):
            wires.settle_completed(self, state)

    def _tripped(self, event: Tripped) -> None:
        breakers.restore(self, {event.name: [event.failures, event.until]})

    def _shared(self, event: Shared) -> None:
        slots.limit(self, event.slots)

    def _sent(self, event: Sent) -> None:
        take(self, event.name, event.value)
