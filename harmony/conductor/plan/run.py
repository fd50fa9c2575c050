"""The run as a whole: how it begins, how it ends, and how a later process goes on with it."""

from __future__ import annotations

from typing import Any

from harmony.conductor.artifacts import to_public
from harmony.conductor.plan import (
    accounts,
    budget,
    ends,
    gates,
    recover,
    resources,
    rules,
    scopes,
    slots,
    steps,
    undo,
    wires,
)
from harmony.conductor.plan.branches import Branches
from harmony.conductor.plan.commands import Arm, Finish, Start
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.approve import CHOICES
from harmony.conductor.plan.flow.approve import answer as approve
from harmony.conductor.plan.messages import Answered, Began, Reopened
from harmony.conductor.plan.state import (
    APPROVAL,
    BUDGET,
    CHECKING,
    HELD,
    IDLE,
    PLAYING,
    RUNNING,
    WAITING,
    Scope,
    State,
)
from harmony.conductor.plan.table import Table, ranks, weights
from harmony.conductor.policy import mode

WAITS_FOR_PEOPLE = ("approval", "paused", BUDGET)


def begin(core: Core, event: Began | Reopened) -> None:
    """Say that the run has started, or goes on, and let its first nodes be ready."""
    if isinstance(event, Reopened):
        core.announce("run.resumed", {"reopened": event.why})
    else:
        core.announce("run.started", {"name": core.setting.melody.name, "nodes": len(core.table.specs)})
    if core.setting.melody.run.mode == "adaptive":
        _choose_mode(core, event.cpu)
    core.watched = rules.watches(core)
    core.purse.limits = budget.limits_of(core.setting.melody.run.budget)
    for name, amount in core.purse.raised.items():
        if name in core.purse.limits:
            core.purse.limits[name] += amount
    left = recover.deadline_left(core)
    if left is not None:
        timer = Arm("", "", "deadline", core.at + left)
        core.timers["", "", "deadline"] = timer
        core.out.append(timer)
    out = left_out(core.table, core.setting)
    if out:
        _fire_pinned(core, set(out))
    for index in out:
        scopes.disable(core, core.top.states[index])
    scopes.begin(core, core.top)


def _choose_mode(core: Core, cpu: float) -> None:
    """Decide once, from the graph and the machine, how much is open at once."""
    specs = core.table.specs
    complexity = mode.complexity_of(len(specs), sum(len(spec.outs) for spec in specs))
    dependency = mode.dependency_of(len(specs), int(max(ranks(specs, weights(specs, {})), default=0)))
    decision = mode.decide(complexity, dependency, cpu=cpu, workers=core.slots.limit)
    body = {"about": "mode", "choice": decision.choice, "factors": decision.factors, "rationale": decision.rationale}
    core.announce("decision", body)
    core.branches = Branches(core.table, decision.factors["branches"])


def _fire_pinned(core: Core, out: set[int]) -> None:
    """Pinned nodes at the edge of what is played have their outputs at once."""
    for id in core.setting.pins:
        index = core.table.by_id.get(id)
        if index is not None and index not in out:
            wires.fire(core, core.top.states[index])


def left_out(table: Table, setting: Any) -> list[int]:
    """Indexes of nodes that `--from` and `--to` leave out.

    `--to` plays a node and all that it needs. `--from` plays a node, what follows it, and of
    what these need as much as is not pinned.
    """
    if setting.start is None and setting.stop is None:
        return []
    after: list[list[int]] = [[w.target for w in spec.outs] for spec in table.specs]
    before: list[list[int]] = [[] for _ in table.specs]
    for source, targets in enumerate(after):
        for target in targets:
            before[target].append(source)
    kept = set(range(len(table.specs)))
    pinned = {table.by_id[id] for id in setting.pins if id in table.by_id}
    if setting.start is not None:
        kept &= _reach({table.by_id[setting.start]}, after, set())
        kept = _reach(kept, before, pinned - kept)
    if setting.stop is not None:
        kept &= _reach({table.by_id[setting.stop]}, before, pinned)
    return [index for index in range(len(table.specs)) if index not in kept]


def _reach(roots: set[int], along: list[list[int]], ends_at: set[int]) -> set[int]:
    found = set(roots)
    todo = list(roots)
    while todo:
        index = todo.pop()
        if index in ends_at:
            continue
        for other in along[index]:
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def look(core: Core) -> None:
    """After an event: has the run ended, or does it wait for a person alone?"""
    if core.finished:
        return
    if core.is_over and not core.loose:
        if not (core.slots.running or core.asked):
            end(core)
    elif core.gates is not None and not core.is_over:
        gates.look(core, core.gates)
        if core.people and not core.gates.stands:
            _wait_for_people(core)
    elif core.people and not core.is_over:
        _wait_for_people(core)


def _wait_for_people(core: Core) -> None:
    if core.slots.running or core.asked or core.slots.queued:
        return
    if all(_waits_along(state) for state in core.live.values()):
        waiting = [
            {"node": state.path, "pass": state.pass_, "for": state.why}
            for state in core.live.values()
            if state.why in WAITS_FOR_PEOPLE
        ]
        core.finished = "waiting"
        core.announce("run.waiting", {"waiting": waiting})
        core.out.append(Finish("waiting"))


def _waits_along(state: State) -> bool:
    """True if nothing can happen at a node that is live before a person has answered."""
    if state.why == APPROVAL:
        return not state.armed  # with a `wait` the time goes on answering in a person's stead
    if state.why in (*WAITS_FOR_PEOPLE, "reconstruct") or state.status == PLAYING:
        return True
    # A join whose condition does not hold yet, or a node that waits for another's concurrency key.
    return state.status in (IDLE, HELD) and state.why != "gate" and not state.armed


def end(core: Core) -> None:
    """Every node has ended: undo what is to be undone, then finish."""
    has_failed = bool(core.ending) or core.top.ended == "failed"
    if not (has_failed and undo.next_one(core)):
        finish(core)


def finish(core: Core) -> None:
    """Every node has ended."""
    for timer in list(core.timers.values()):
        core.timers.pop((timer.node, timer.pass_, timer.purpose))
    if core.ending == "cancelled":
        core.finished = "cancelled"
        core.announce("run.cancelled", {"reason": core.reason})
    elif core.ending == "failed" or core.top.ended == "failed":
        core.finished = "failed"
        core.error = core.error or core.top.error or {}
        message = failure_text(core)
        core.error = {**core.error, "message": message}
        core.announce("run.failed", {"error": core.error, "message": message, "gaps": core.gaps})
    else:
        core.finished = "completed"
        outputs = {n: None if a is None else to_public(a) for n, a in core.top.result.items()}
        body = {"outputs": outputs, "gaps": core.gaps, "letters": len(core.letters), "spent": core.purse.spent}
        core.announce("run.completed", body)
    core.out.append(Finish(core.finished))


def failure_text(core: Core) -> str:
    """A sentence that names the node, its title if it has one, and what went wrong."""
    error = core.error or {}
    node = error.get("node", "")
    if not node:
        return str(error.get("message", "the run failed"))
    spec = core.table.specs[core.table.by_id[node]] if node in core.table.by_id else None
    known = spec.title if spec else f"`{node}`"
    return f"{known} failed ({error.get('class')}): {error.get('message', '')}"


def fail(core: Core, error: dict[str, Any]) -> None:
    """The run itself fails (its deadline, a rule): all that runs is cancelled."""
    core.ending = "failed"
    core.error = error
    _end_loose(core)
    ends.end_scope(core, core.top, "failed", error)


def cancel(core: Core, reason: str) -> None:
    """Cancel the run: what has not ended ends as cancelled."""
    if core.is_over and not core.loose:
        return
    core.ending = "cancelled"
    core.reason = reason
    _end_loose(core)
    if core.top.ended:
        for state in core.top.states:
            ends.cancel(core, state)
    else:
        ends.end_scope(core, core.top, "cancelled", None, at_once=True)


def _end_loose(core: Core) -> None:
    loose: list[Scope] = list(core.loose.values())
    for scope in loose:
        ends.end_scope(core, scope, "cancelled", None, at_once=True)


def rang(core: Core, purpose: str) -> None:
    """A timer of the run itself rang."""
    if core.timers.pop(("", "", purpose), None) is None or purpose != "deadline":
        return
    limit = core.setting.melody.run.deadline
    message = f"the run took longer than its deadline of {limit}"
    fail(core, {"class": "timeout", "message": message, "node": "", "pass": "", "retryable": False, "detail": None})


def resume(core: Core, answers: list[Answered]) -> None:
    """Ask again for all that was outstanding; steps that had started run as a new attempt."""
    if core.finished not in ("", "waiting"):
        return
    was_waiting, core.finished = bool(core.finished), ""
    if core.gates is not None:
        core.gates.stands = False  # where it stands is said again
    core.announce("run.resumed", {})
    _ask_again(core)
    for given in answers:
        answer(core, given)
    if was_waiting and not answers:
        _try_paused_again(core)


def _ask_again(core: Core) -> None:
    for timer in core.timers.values():
        core.out.append(timer)
    core.out.extend(core.asked.values())
    for state in list(core.live.values()):
        if state.status == RUNNING:
            _start_again(core, state)


def _start_again(core: Core, state: State) -> None:
    """The same try as a new attempt: the process that played it is gone."""
    lane = core.slots.lanes[state.lane]
    if lane.running > lane.limit and state.side is None:
        resources.release(core, state)
        state.tries -= 1
        slots.push(core, state)
        return
    if core.purse.reserved:
        accounts.started_again(core, state)
    state.attempt = core.next_attempt(state)
    state.started_at = core.at
    core.tell("node.started", state, {"resumed": True}, state.attempt)
    core.out.append(Start(state, state.attempt, {}))
    limits = state.spec.limits
    for purpose, seconds in (("attempt", limits.attempt), ("idle", limits.idle)):
        if seconds is not None:
            core.disarm(state, purpose)
            core.arm(state, purpose, seconds)


def _try_paused_again(core: Core) -> None:
    for state in list(core.live.values()):
        if state.status == WAITING and state.why == "paused":
            answer_pause(core, state, "retry")


def answer(core: Core, given: Answered) -> None:
    """What a person says of a node that waits; what does not wait any more is past answering."""
    state = core.live.get((given.node, given.pass_))
    if state is None:
        return
    if state.why == "paused":
        answer_pause(core, state, given.choice)
    elif state.why == BUDGET and state.status == WAITING:
        budget.answer(core, state, given.choice, given.value)
    elif state.why != APPROVAL or given.choice not in CHOICES:
        return
    elif isinstance(state.play, steps.Scoring):
        steps.answered(core, state, is_good=CHOICES[given.choice] == "approved")
    else:
        approve(core, state, given.choice, given.value)


def answer_pause(core: Core, state: State, choice: str) -> None:
    """What becomes of a paused node: `retry`, `skip` or `fail`."""
    core.people -= 1
    state.why = ""
    state.status = CHECKING
    error = state.error or {}
    if choice == "skip":
        ends.let_go(core, state, error)
    elif choice == "fail":
        recover.end(core, state, error)
    else:
        state.tries = state.alternative = 0
        core.todo.append(state)
