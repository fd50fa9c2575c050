"""flow.wait: for a time, until a time, or for an event by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends
from harmony.conductor.plan.commands import Build
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow, NoScope, refuse
from harmony.conductor.plan.messages import Built
from harmony.conductor.plan.state import PLAYING, WAITING, State
from harmony.errors import ValueRefused
from harmony.melody.units import seconds


class Wait(Flow):
    """Holds no slot while it waits."""

    params = ("for", "until", "event", "keep")

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Arm the timer, or take an event that was kept."""
        state.play = NoScope()
        name = params.get("event")
        try:
            wait = _seconds(core, params)
        except ValueRefused as error:
            refuse(core, state, error.message)
            return
        if name is None and wait is None:
            refuse(core, state, "flow.wait needs `for`, `until` or `event`")
            return
        if name is not None and params.get("keep", True):
            kept = next((mail for mail in core.mail if mail[0] == name), None)
            if kept is not None:
                core.mail.remove(kept)
                finish(core, state, kept[1])
                return
        state.status = WAITING
        state.why = f"event {name}" if name is not None else "time"
        if name is not None:
            core.waits.setdefault(name, []).append(state)
        core.tell("node.waiting", state, {"for": "event" if name else "time", "event": name, "seconds": wait}, 1)
        if wait is not None:
            core.arm(state, "until", max(0.0, wait))

    def rang(self, core: Core, state: State, purpose: str) -> None:
        """The time is up."""
        finish(core, state, None)

    def built(self, core: Core, state: State, event: Built) -> None:
        """`event` was made where none came."""
        _deliver(core, state, event.slots["event"])


def finish(core: Core, state: State, value: Artifact | None) -> None:
    """The wait is over, with the value that was sent or with none."""
    core.disarm(state, "until")
    for waiting in core.waits.values():
        if state in waiting:
            waiting.remove(state)
    state.status = PLAYING
    if value is None:
        core.ask(Build(state, "event", trees={"event": ("json", None)}))
    else:
        _deliver(core, state, value)


def _deliver(core: Core, state: State, event: Artifact | None) -> None:
    outputs: dict[str, Artifact] = {}
    value = (state.inputs or {}).get("value")
    if isinstance(value, Artifact):
        outputs["value"] = value
    if event is not None:
        outputs["event"] = event
    ends.complete(core, state, outputs)


def take(core: Core, name: str, value: Artifact | None) -> None:
    """An event reaches the run: the longest waiting takes it, else it is kept."""
    for state in core.waits.get(name, ()):
        if state.status == WAITING:
            finish(core, state, value)
            return
    core.mail.append((name, value))


def _seconds(core: Core, params: Mapping[str, Any]) -> float | None:
    """Seconds from now to the end of the wait; None for an event without a limit."""
    if params.get("for") is not None:
        return seconds(str(params["for"]))
    until = params.get("until")
    if until is None:
        return None
    try:
        return datetime.fromisoformat(str(until)).timestamp() - core.at
    except ValueError as error:
        raise ValueRefused(f"`until` is no time: “{until}”; write it as in 2026-11-21T09:00:00+00:00") from error
