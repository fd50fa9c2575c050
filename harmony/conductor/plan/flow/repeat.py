"""flow.repeat: a body played until its condition holds, at most `max` times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.plan import ends, recover, scopes
from harmony.conductor.plan.commands import Build, Evaluate
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.flow.base import Flow, OneScope, refuse
from harmony.conductor.plan.messages import Built, Evaluated
from harmony.conductor.plan.state import Scope, State
from harmony.conductor.policy.decision import Decision

DEFAULT_MAX = 100
"""Bound of a repeat that names none."""


class Repeat(Flow):
    """Plays pass after pass; `previous` holds the outputs of the one before."""

    params = ("max",)

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Play the first pass."""
        most = params.get("max", DEFAULT_MAX)
        if isinstance(most, bool) or not isinstance(most, int) or most < 1:
            refuse(core, state, f"`max` must be a whole number from 1 on, and is {most!r}")
            return
        self._play(core, state, 0, None)

    def _play(self, core: Core, state: State, iteration: int, previous: dict[str, Any] | None) -> None:
        assert state.spec.body is not None
        scope = scopes.open_scope(state, state.spec.body, iteration, dict(state.inputs or {}))
        scope.iteration = iteration
        scope.previous = previous
        state.play = OneScope(scope)
        scopes.begin(core, scope)

    def closed(self, core: Core, state: State, scope: Scope) -> None:
        """A pass has ended: look at `until`."""
        until = state.spec.node.with_.get("until")
        if scope.ended == "failed":
            recover.fail(core, state, scope.error or {})
        elif until is None:
            self._go_on(core, state, holds=False)
        else:
            core.ask(Evaluate(state, "until", until, names=dict(scope.result), counts={"iteration": scope.iteration}))

    def evaluated(self, core: Core, state: State, event: Evaluated) -> None:
        """`until` holds or does not."""
        self._go_on(core, state, holds=bool(event.value))

    def _go_on(self, core: Core, state: State, *, holds: bool) -> None:
        scope: Scope = state.play.scope
        passes = scope.iteration + 1
        most = state.params.get("max", DEFAULT_MAX)
        if not holds and passes < most:
            self._play(core, state, passes, dict(scope.result))
            return
        if not holds and "until" in state.spec.node.with_:
            said = (
                f"`until` does not hold after {passes} passes, the most that are allowed; it goes on with what is there"
            )
            tell_decision(core, state, Decision("max", {"passes": passes, "max": most}, said), "repeat")
        core.ask(Build(state, "passes", trees={"passes": ("integer", passes)}))

    def built(self, core: Core, state: State, event: Built) -> None:
        """The outputs of the last pass, and how many there were."""
        result = state.play.scope.result
        outputs = {name: value for name, value in (result | event.slots).items() if value is not None}
        ends.complete(core, state, outputs)
