"""flow.switch: the value goes on by the first case that holds, or by every one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.plan import ends
from harmony.conductor.plan.commands import Build, Evaluate
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.decisions import tell_decision
from harmony.conductor.plan.flow.base import Flow, NoScope
from harmony.conductor.plan.messages import Built, Evaluated
from harmony.conductor.plan.state import State
from harmony.conductor.policy.decision import Decision


class SwitchPlay(NoScope):
    """How far it has looked, and what was chosen."""

    __slots__ = ("case", "chosen")

    def __init__(self) -> None:
        self.case = 0
        self.chosen: list[str] = []


class Switch(Flow):
    """Looks at its cases in order; those behind the first that holds are not looked at."""

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Look at the first case."""
        state.play = SwitchPlay()
        self._look(core, state)

    def _look(self, core: Core, state: State) -> None:
        cases = state.spec.node.with_.get("cases", ())
        play: SwitchPlay = state.play
        if play.case < len(cases) and (state.spec.node.with_.get("all") or not play.chosen):
            core.ask(Evaluate(state, "case", cases[play.case].get("when", True)))
        else:
            self._choose(core, state)

    def evaluated(self, core: Core, state: State, event: Evaluated) -> None:
        """A case holds or does not."""
        play: SwitchPlay = state.play
        if event.value:
            play.chosen.append(state.spec.node.with_["cases"][play.case].get("to", ""))
        play.case += 1
        self._look(core, state)

    def _choose(self, core: Core, state: State) -> None:
        play: SwitchPlay = state.play
        otherwise = state.spec.node.with_.get("else")
        if not play.chosen and otherwise:
            play.chosen.append(otherwise)
        said = ", ".join(play.chosen) if play.chosen else "no case holds and there is no else"
        decision = Decision(",".join(play.chosen), {"looked_at": play.case}, said)
        tell_decision(core, state, decision, "switch")
        value = (state.inputs or {}).get("value")
        if isinstance(value, Artifact) or not play.chosen:
            ends.complete(core, state, dict.fromkeys(play.chosen, value) if isinstance(value, Artifact) else {})
        else:
            core.ask(Build(state, "value", trees={"value": ("any", value)}))

    def built(self, core: Core, state: State, event: Built) -> None:
        """A value was made where none came."""
        value = event.slots["value"]
        assert value is not None
        ends.complete(core, state, dict.fromkeys(state.play.chosen, value))
