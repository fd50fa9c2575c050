"""flow.send: sends an event by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow, NoScope, refuse
from harmony.conductor.plan.flow.wait import take
from harmony.conductor.plan.messages import Post
from harmony.conductor.plan.state import State

HERE = "this"


class Send(Flow):
    """To this run at once; to others through the store, whoever plays them."""

    params = ("event", "to")

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Send, and carry the value through."""
        state.play = NoScope()
        name = params.get("event")
        if not isinstance(name, str) or not name:
            refuse(core, state, "flow.send needs the name of an `event`")
            return
        slot = (state.inputs or {}).get("value")
        value = slot if isinstance(slot, Artifact) else None
        to = str(params.get("to") or HERE)
        if to in (HERE, "all"):
            take(core, name, value)
        if to != HERE:
            core.out.append(Post(to, name, value, state.path, state.pass_))
        ends.complete(core, state, {} if value is None else {"value": value})
