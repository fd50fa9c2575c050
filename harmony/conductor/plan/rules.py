"""Rules over artifacts: looked at as soon as all the nodes that they name have ended."""

from __future__ import annotations

import re
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends, replay
from harmony.conductor.plan.commands import Evaluate
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.state import State
from harmony.conductor.plan.table import Table
from harmony.conductor.policy.decision import Decision
from harmony.melody.model import RepeatRule, Rule

_REF = re.compile(r"(?<![\w.])([A-Za-z_][A-Za-z0-9_-]*)\.([A-Za-z_]\w*)")
PURPOSE = "rule:"


class Watch:
    """One rule, and the nodes that it waits for.

    Attributes:
        refs: `(index of a node, port)` that its expression names.
        waits: indexes of nodes that have not ended.
        used: how often it has had a node played again.
    """

    __slots__ = ("number", "refs", "rule", "used", "waits")

    def __init__(self, number: int, rule: Rule, table: Table) -> None:
        self.number = number
        self.rule = rule
        self.used = 0
        self.refs = [(table.by_id[n], port) for n, port in _REF.findall(rule.check) if n in table.by_id]
        self.waits = {index for index, _port in self.refs}


def watches(core: Core) -> list[Watch]:
    """The rules of the Melody."""
    return [Watch(number, rule, core.table) for number, rule in enumerate(core.setting.melody.rules)]


def ended(core: Core, state: State) -> None:
    """A node of the top level has ended: look at the rules that have waited for it alone."""
    if state.scope is not core.top:
        return
    for watch in core.watched:
        if state.spec.index in watch.waits:
            watch.waits.discard(state.spec.index)
            if not watch.waits:
                _look(core, watch, state)


def _look(core: Core, watch: Watch, state: State) -> None:
    """Have a rule evaluated, unless something that it is about was skipped."""
    names: dict[str, dict[str, Artifact]] = {}
    for index, port in watch.refs:
        value = (core.top.states[index].outputs or {}).get(port)
        if value is None:
            return
        names.setdefault(core.table.specs[index].id, {})[port] = value
    if not core.top.ended:
        core.ask(Evaluate(state, f"{PURPOSE}{watch.number}", watch.rule.check, parts=names))


def looked_at(core: Core, state: State, purpose: str, *, holds: bool, reason: str) -> None:
    """A rule holds, or is broken: a node is played again, the run has a gap, or it fails."""
    if holds:
        return
    watch = core.watched[int(purpose.removeprefix(PURPOSE))]
    rule = watch.rule
    otherwise = rule.else_
    error = _broken(watch, state, reason)
    if isinstance(otherwise, RepeatRule) and watch.used < otherwise.times and not core.top.ended:
        watch.used += 1
        said = f"{error['message']}; `{otherwise.repeat}` and what follows is played again"
        factors = {"rule": rule.check, "used": watch.used, "times": otherwise.times}
        tell_decision(core, state, Decision("repeat", factors, said), "rule")
        members = replay.again(core, core.top, core.table.by_id[otherwise.repeat])
        for other in core.watched:
            other.waits |= members & {index for index, _port in other.refs}
    elif otherwise == "gap":
        core.gaps.append({"node": state.path, "pass": state.pass_, "error": error})
        core.tell("gap", state, {"error": error})
    else:
        core.ending = "failed"
        core.error = error
        ends.end_scope(core, core.top, "failed", error)


def _broken(watch: Watch, state: State, reason: str) -> dict[str, Any]:
    """The error of a rule that does not hold."""
    message = watch.rule.message or f"the rule `{watch.rule.check}` is broken"
    return {
        "class": "policy",
        "message": f"{message} ({reason})" if reason else message,
        "node": state.path,
        "pass": state.pass_,
        "attempts": state.attempt,
        "retryable": False,
        "detail": {"rule": watch.rule.check},
    }
