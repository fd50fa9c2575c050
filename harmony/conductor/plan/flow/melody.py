"""flow.melody: another Melody played as one node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.plan import ends, recover, scopes
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow, OneScope, refuse
from harmony.conductor.plan.state import Scope, State


class SubMelody(Flow):
    """Plays what `melody:` names; its file was fixed when the run was admitted."""

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Open the Melody with the node's inputs as its own."""
        table = scopes.table_of(core, state)
        if table is None:
            named = state.spec.node.with_.get("melody")
            refuse(core, state, f"the Melody {named!r} was not there when the run was admitted", "unavailable")
            return
        if state.scope.depth + 1 > scopes.DEEPEST:
            refuse(core, state, f"Melodies call one another more than {scopes.DEEPEST} deep here", "policy")
            return
        scope = scopes.open_scope(state, table, None, dict(state.inputs or {}))
        state.play = OneScope(scope)
        scopes.begin(core, scope)

    def closed(self, core: Core, state: State, scope: Scope) -> None:
        """Its outputs are the node's; a failure inside is the node's, whose own policy decides."""
        if scope.ended == "failed":
            recover.fail(core, state, scope.error or {})
            return
        outputs = {name: value for name, value in scope.result.items() if value is not None}
        ends.complete(core, state, outputs)
