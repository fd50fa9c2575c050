"""flow.send: sends an event by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends
from harmony.conductor.plan.commands import Locate, Post
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow, NoScope, refuse
from harmony.conductor.plan.flow.wait import take
from harmony.conductor.plan.messages import Evaluated
from harmony.conductor.plan.state import State

HERE: Final = "this"
ALL: Final = "all"
OVER: Final = ("completed", "cancelled")
"""Runs that take nothing in any more; a failed one does when it is resumed."""


class Send(Flow):
    """To this run at once; to others through the store, whoever plays them.

    That nobody hears what is sent to all is no fault. A run that is named is looked for first: one
    that is not there is a failure, and one that will never take it a warning.
    """

    params = ("event", "to")

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Send, and carry the value through."""
        state.play = NoScope()
        name = params.get("event")
        if not isinstance(name, str) or not name:
            refuse(core, state, "flow.send needs the name of an `event`")
            return
        to = str(params.get("to") or HERE)
        if to not in (HERE, ALL):
            core.ask(Locate(state, "run", to, name))
            return
        take(core, name, _value(state))
        _send(core, state, to, name)

    def evaluated(self, core: Core, state: State, event: Evaluated) -> None:
        """It is known whether there is such a run."""
        to, name, found = str(state.params["to"]), str(state.params["event"]), event.value
        if found is None:
            ways = f"`to` is the id of a run (`harmony runs list`), `{HERE}` or `{ALL}`"
            refuse(core, state, f"there is no run `{to}` to send “{name}” to: {ways}")
            return
        if found["status"] in OVER:
            _warn(core, state, f"Run {to} is {found['status']}: it takes nothing in any more, “{name}” is lost.")
        elif not found["hears"]:
            _warn(core, state, f"Run {to} has no `flow.wait` for an event called “{name}”: nothing comes of it.")
        _send(core, state, to, name)


def _value(state: State) -> Artifact | None:
    slot = (state.inputs or {}).get("value")
    return slot if isinstance(slot, Artifact) else None


def _send(core: Core, state: State, to: str, name: str) -> None:
    value = _value(state)
    if to != HERE:
        core.out.append(Post(to, name, value, state.path, state.pass_))
    ends.complete(core, state, {} if value is None else {"value": value})


def _warn(core: Core, state: State, text: str) -> None:
    core.tell("log", state, {"level": "warning", "text": text}, state.attempt)
