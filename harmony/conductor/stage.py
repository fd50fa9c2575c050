"""What a run is played with: the ports, and the helpers built on them for this one run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from harmony.conductor.admission import Admission
from harmony.conductor.artifacts import Slot
from harmony.conductor.attempt import Attempts
from harmony.conductor.broker import Broker
from harmony.conductor.clock import RealClock
from harmony.conductor.context import Contexts
from harmony.conductor.evaluate import Answers, Language
from harmony.conductor.plan.messages import Build, Built, Evaluate, Evaluated, Post, Trip
from harmony.conductor.plan.plan import Plan
from harmony.conductor.players import Players
from harmony.conductor.ports import Cache, Clock, Journal, Runner
from harmony.conductor.reuse import Reuse
from harmony.conductor.values import Values
from harmony.errors import UsageError, ValueRefused
from harmony.melody.frozen import thaw
from harmony.sdk.manifest import NodeType

FindType = Callable[[str], NodeType | None]


class Stage:
    """The ports and helpers of one run.

    Args:
        admission: what is played.
        plan: its plan.
        attempt: which process plays it, from 1; `run.attempt`.
        leaves: a run that a debugger holds and in which nothing else happens ends here, as paused.
    """

    def __init__(
        self,
        admission: Admission,
        plan: Plan,
        *,
        journal: Journal,
        runner: Runner,
        clock: Clock,
        values: Values,
        language: Language,
        cache: Cache | None,
        players: Players,
        broker: Broker,
        trip: Callable[[str, Trip], None],
        forget: Callable[[Any], None],
        post: Callable[[str, Post], None],
        attempt: int = 1,
        leaves: bool = False,
    ) -> None:
        self.leaves = leaves
        self.run = admission.run
        self.journal = journal
        self.clock = clock
        self.is_virtual = not isinstance(clock, RealClock)
        self.values = values
        self.language = language
        self.forget = forget
        self.trip = trip
        self.players = players
        self.broker = broker
        self.post = post
        self.durability = admission.melody.run.durability
        tokens = tokens_of(admission)
        hidden = {name[7:]: token for name, token in tokens.items() if name.startswith("inputs.")}
        contexts = Contexts(
            values,
            {"id": admission.run, "attempt": attempt},
            elapsed=lambda: clock.now() - plan.began_at,
            spent=lambda: plan.purse.spent,
            secrets={name: token for name, token in tokens.items() if not name.startswith("inputs.")},
            hidden=hidden,
        )
        self.answers = Answers(plan, contexts, values)
        self.attempts = Attempts(
            admission.run,
            admission.base,
            runner=runner,
            clock=clock,
            values=values,
            contexts=contexts,
            language=language,
            reuse=Reuse(cache),
            secrets={nonce_of(token): secret_of(admission, name) for name, token in tokens.items()},
        )
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

    names = [*admission.secrets, *(f"inputs.{name}" for name in secret_inputs(admission))]
    return {name: f"⟨secret:{name}:{secrets.token_hex(8)}⟩" for name in names}


def nonce_of(token: str) -> str:
    """The nonce of a token."""
    return token.rstrip("⟩").rpartition(":")[2]


def secret_of(admission: Admission, name: str) -> str:
    """The value behind a token's name."""
    if name.startswith("inputs."):
        return secret_inputs(admission)[name[7:]]
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
