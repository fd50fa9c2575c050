"""flow.join: a sync point that carries its inputs through under their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends, loops
from harmony.conductor.plan.commands import Build
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow, NoScope
from harmony.conductor.plan.messages import Built
from harmony.conductor.plan.state import State


class Join(Flow):
    """Its own join (`need`, `wait`) is the node's; here its outputs are made."""

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Make `all` of what has come, and `late` of what came after it had first fired."""
        state.play = NoScope()
        came = {name: slot for name, slot in (state.inputs or {}).items() if slot is not None}
        core.ask(Build(state, "all", trees={"all": ("json", came), "late": ("list", loops.late_for(state))}))

    def built(self, core: Core, state: State, event: Built) -> None:
        """Carry everything through; a port that did not deliver skips."""
        outputs = {name: slot for name, slot in (state.inputs or {}).items() if isinstance(slot, Artifact)}
        outputs |= {name: slot for name, slot in event.slots.items() if slot is not None}
        ends.complete(core, state, outputs)
