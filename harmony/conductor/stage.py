"""What a run is played with: the ports, and the helpers built on them for this one run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from harmony.conductor.admission import Admission
from harmony.conductor.artifacts import Slot
from harmony.conductor.attempt import Attempts
from harmony.conductor.broker import Broker
from harmony.conductor.clock import not_before
from harmony.conductor.context import Contexts
from harmony.conductor.evaluate import Answers, Language
from harmony.conductor.plan.commands import Build, Evaluate, Post, Trip
from harmony.conductor.plan.messages import Built, Evaluated
from harmony.conductor.plan.plan import Plan
from harmony.conductor.players import Players
from harmony.conductor.ports import Cache, Clock, Journal, Runner
from harmony.conductor.reuse import Reuse
from harmony.conductor.uses import Fortune
from harmony.conductor.values import Values
from harmony.errors import UsageError, ValueRefused
from harmony.melody.frozen import thaw
from harmony.sdk.manifest import NodeType

FindType = Callable[[str], NodeType | None]
_INPUTS = "inputs."


@dataclass(slots=True, kw_only=True)
class House:
    """What all runs of a Conductor are played with; see `Conductor` for the ports.

    Attributes:
        leaves: a run that a debugger holds and in which nothing else happens ends here, as paused.
    """

    journal: Journal
    runner: Runner
    clock: Clock
    cache: Cache | None
    values: Values
    players: Players
    broker: Broker
    fortune: Fortune
    language: Language
    leaves: bool = False


class Stage:
    """The ports and helpers of one run.

    Args:
        house: what it shares with the others.
        admission: what is played.
        plan: its plan.
        trip, post, forget: told of circuit breakers, of events for other runs, and of its end.
        find: how another run stands, and whether it hears an event.
        attempt: which process plays it, from 1; `run.attempt`.
    """

    def __init__(
        self,
        house: House,
        admission: Admission,
        plan: Plan,
        *,
        trip: Callable[[str, Trip], None],
        forget: Callable[[Any], None],
        post: Callable[[str, Post], None],
        find: Callable[[str, str], tuple[str, bool] | None],
        attempt: int = 1,
    ) -> None:
        self.run = admission.run
        self.durability = admission.melody.run.durability
        self.leaves = house.leaves
        self.journal = house.journal
        self.values = house.values
        self.language = house.language
        self.players = house.players
        self.broker = house.broker
        self.used = partial(house.fortune.used, admission)
        self.clock = not_before(house.clock, plan.at)
        self.forget = forget
        self.trip = trip
        self.post = post
        self.find = find
        tokens = tokens_of(admission)
        contexts = contexts_of(self, plan, tokens, attempt)
        self.answers = Answers(plan, contexts, self.values)
        self.attempts = attempts_of(house, self, admission, contexts, tokens)
        self._lock = threading.Lock()
        self._thread_language: Language | None = None

    def answer_in_thread(self, question: Evaluate | Build, at: float) -> Evaluated | Built:
        """Answer a question that looks at much; called in a thread."""
        with self._lock:
            if self._thread_language is None:
                self._thread_language = Language()
            return self.answers.answer(question, at, self._thread_language)

    def released(self, _task: asyncio.Task[None]) -> None:
        """A task has ended: a virtual clock may go on."""
        self.clock.release()


def contexts_of(stage: Stage, plan: Plan, tokens: Mapping[str, str], attempt: int) -> Contexts:
    """What expressions of a run see; of secrets their tokens."""
    own = {name: token for name, token in tokens.items() if not name.startswith(_INPUTS)}
    hidden = {name.removeprefix(_INPUTS): token for name, token in tokens.items() if name not in own}
    return Contexts(
        stage.values,
        {"id": stage.run, "attempt": attempt},
        elapsed=lambda: stage.clock.now() - plan.began_at,
        spent=lambda: plan.purse.spent,
        secrets=own,
        hidden=hidden,
    )


def attempts_of(
    house: House, stage: Stage, admission: Admission, contexts: Contexts, tokens: Mapping[str, str]
) -> Attempts:
    """What plays the steps of a run."""
    return Attempts(
        stage.run,
        admission.base,
        runner=house.runner,
        clock=stage.clock,
        values=stage.values,
        contexts=contexts,
        language=stage.language,
        reuse=Reuse(house.cache),
        secrets={nonce_of(token): secret_of(admission, name) for name, token in tokens.items()},
    )


def secret_inputs(admission: Admission) -> dict[str, str]:
    """Inputs of type secret: name to value."""
    return {
        name: str(admission.inputs[name])
        for name, declared in admission.melody.inputs.items()
        if declared.type == "secret" and name in admission.inputs
    }


def tokens_of(admission: Admission) -> dict[str, str]:
    """Token of each secret by name, of inputs by `inputs.NAME`; new ones in every process."""
    import secrets

    names = [*admission.secrets, *(f"{_INPUTS}{name}" for name in secret_inputs(admission))]
    return {name: f"⟨secret:{name}:{secrets.token_hex(8)}⟩" for name in names}


def nonce_of(token: str) -> str:
    """The nonce of a token."""
    return token.rstrip("⟩").rpartition(":")[2]


def secret_of(admission: Admission, name: str) -> str:
    """The value behind a token's name."""
    if name.startswith(_INPUTS):
        return secret_inputs(admission)[name.removeprefix(_INPUTS)]
    return admission.secrets[name]


def inputs_of(admission: Admission, values: Values) -> dict[str, Slot]:
    """The run's inputs as references; what is not given takes its default.

    Raises:
        UsageError: a value does not fit its type, or is missing; names the input.
    """
    found: dict[str, Slot] = {}
    for name, declared in admission.melody.inputs.items():
        if declared.type == "secret":
            continue
        if name in admission.inputs:
            value = admission.inputs[name]
        elif declared.is_required:
            raise UsageError(f"The input `{name}` is missing: give it a value.")
        else:
            value = thaw(declared.default)
        if value is None:
            found[name] = None
            continue
        wanted = declared.type if isinstance(declared.type, str) else "any"
        try:
            found[name] = values.fit(values.put(value, "any"), wanted)
        except ValueRefused as error:
            raise UsageError(f"The input `{name}` cannot be used: {error.message}") from error
    return found


def pins_of(admission: Admission, find_type: FindType, values: Values) -> dict[str, dict[str, Any]]:
    """Fixed outputs by path of a node: those of the run before those of the document."""
    found: dict[str, dict[str, Any]] = {}
    _collect_pins(admission.melody, "", found)
    for ref, value in admission.pins.items():
        path, _, port = ref.rpartition(".")
        if not path:
            raise UsageError(f"The pin `{ref}` names no port: write NODE.PORT.")
        found.setdefault(path, {})[port] = value
    return {
        path: {port: values.put(thaw(value), "any") for port, value in ports.items()} for path, ports in found.items()
    }


def _collect_pins(part: Any, prefix: str, found: dict[str, dict[str, Any]]) -> None:
    for id, node in part.nodes.items():
        if node.pin is not None:
            found[prefix + id] = dict(node.pin)
        if node.body is not None:
            _collect_pins(node.body, f"{prefix}{id}/", found)
