"""flow.approve: asks a person, and goes on by the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import Artifact, to_public
from harmony.conductor.plan import ends
from harmony.conductor.plan.commands import Build
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow, NoScope, refuse
from harmony.conductor.plan.messages import Built
from harmony.conductor.plan.state import APPROVAL, PLAYING, WAITING, State
from harmony.errors import ValueRefused
from harmony.melody.frozen import thaw
from harmony.melody.units import seconds

CHOICES = {"approve": "approved", "reject": "rejected", "approved": "approved", "rejected": "rejected"}


class ApprovePlay(NoScope):
    """The answer, once there is one: the port that it goes out of, the form's values, whether the time was up."""

    __slots__ = ("is_late", "port", "value")

    def __init__(self) -> None:
        self.is_late = False
        self.port = ""
        self.value: Artifact | None = None


class Approve(Flow):
    """Holds no slot while it waits; the first answer counts."""

    params = ("wait", "form")

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Say what is asked, and wait."""
        try:
            wait = None if params.get("wait") is None else seconds(str(params["wait"]))
        except ValueRefused as error:
            refuse(core, state, error.message)
            return
        state.play = ApprovePlay()
        state.status = WAITING
        state.why = APPROVAL
        core.people += 1
        shown = {name: to_public(slot) for name, slot in (state.inputs or {}).items() if isinstance(slot, Artifact)}
        core.tell("node.waiting", state, {"for": APPROVAL, "form": thaw(params.get("form")), "shown": shown}, 1)
        if wait is not None:
            core.arm(state, "until", wait)

    def rang(self, core: Core, state: State, purpose: str) -> None:
        """Nobody has answered in time: `else` says what this means."""
        otherwise = CHOICES.get(str(state.spec.node.with_.get("else", "")))
        if otherwise is None:
            core.people -= 1
            state.why = ""
            refuse(core, state, "nobody has answered in time, and there is no `else`", "timeout")
        else:
            state.play.is_late = True
            answer(core, state, otherwise, None)

    def built(self, core: Core, state: State, event: Built) -> None:
        """What goes out is made."""
        play: ApprovePlay = state.play
        outputs = {name: slot for name, slot in event.slots.items() if slot is not None}
        if play.value is not None:
            outputs["answer"] = play.value
        ends.complete(core, state, outputs, choice=play.port)


def answer(core: Core, state: State, choice: str, value: Artifact | None) -> None:
    """A person has answered (or the time is up): carry the input out by that port."""
    play: ApprovePlay = state.play
    play.port = CHOICES[choice]
    play.value = value
    core.people -= 1
    core.disarm(state, "until")
    state.status = PLAYING
    state.why = ""
    inputs = {name: slot for name, slot in (state.inputs or {}).items() if slot is not None}
    carried: Any = next(iter(inputs.values())) if len(inputs) == 1 else (inputs or None)
    trees: dict[str, tuple[str, Any]] = {play.port: ("any", carried)}
    if value is None:
        trees["answer"] = ("json", None)
    core.ask(Build(state, "answer", trees=trees))
