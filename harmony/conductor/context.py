"""What an expression sees: ports, inputs, the run, the loop's item, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.plan.commands import Evaluate
from harmony.conductor.plan.state import Scope, State

if TYPE_CHECKING:
    from harmony.conductor.values import Values

Names = set[str]


class Contexts:
    """Builds scopes for expressions; only values that an expression names are loaded.

    Args:
        values: loads, converts and merges.
        run: what `run` holds but `elapsed` and `spent`.
        elapsed, spent: asked when an expression is evaluated.
        secrets: name to token.
        hidden: inputs of type secret, name to token.
    """

    def __init__(
        self,
        values: Values,
        run: Mapping[str, Any],
        *,
        elapsed: Callable[[], float],
        spent: Callable[[], Mapping[str, float]],
        secrets: Mapping[str, str],
        hidden: Mapping[str, str],
    ) -> None:
        self._values = values
        self._run = run
        self._elapsed = elapsed
        self._spent = spent
        self._secrets = secrets
        self._hidden = hidden

    def scope(self, state: State, names: Names, question: Evaluate | None = None) -> dict[str, Any]:
        """The scope of a node's expression, as far as `names` asks for it."""
        found: dict[str, Any] = {}
        inputs = self._values.inputs_of(state)
        for name in names & inputs.keys():
            found[name] = self._values.load(inputs[name])
        self._add_common(state, names, inputs, found)
        if question is not None:
            for name in names & question.names.keys():
                found[name] = self._values.load(question.names[name])
            for name, parts in question.parts.items():
                found[name] = {port: self._values.load(part) for port, part in parts.items()}
            found.update(question.counts)
        return found

    def size(self, state: State, names: Names) -> int:
        """Bytes of the values that an expression would see."""
        inputs = self._values.raw_inputs(state)
        return sum(size_of(inputs.get(name)) for name in names) + (
            sum(size_of(slot) for slot in self._wanted(state.scope.inputs, "inputs", names).values())
        )

    def _add_common(self, state: State, names: Names, inputs: Mapping[str, Slot], found: dict[str, Any]) -> None:
        scope = state.scope
        if "inputs" in names:
            found["inputs"] = self._inputs(scope, names)
        if "run" in names:
            found["run"] = {**self._run, "elapsed": self._elapsed(), "spent": dict(self._spent())}
        if "quality" in names:
            found["quality"] = _quality(state, inputs)
        if "meta" in names:
            found["meta"] = {name: meta(slot) for name, slot in inputs.items()}
        if "secrets" in names:
            found["secrets"] = dict(self._secrets)
        self._add_loop(scope, names, found)
        if state.iteration >= 0:
            found["iteration"] = state.iteration
            self._add_previous(state.before, names, found)

    def _add_loop(self, scope: Scope, names: Names, found: dict[str, Any]) -> None:
        if scope.index >= 0:
            found["index"] = scope.index
            if "item" in names:
                found["item"] = self._values.load(scope.item)
        if scope.iteration >= 0:
            found["iteration"] = scope.iteration
            self._add_previous(scope.previous, names, found)

    def _add_previous(self, slots: Mapping[str, Slot] | None, names: Names, found: dict[str, Any]) -> None:
        """Outputs of the pass before: of the body, or in a back loop of the node itself; none in the first pass."""
        if "previous" in names:
            wanted = None if slots is None else self._wanted(slots, "previous", names)
            found["previous"] = None if wanted is None else {n: self._values.load(s) for n, s in wanted.items()}

    def _inputs(self, scope: Scope, names: Names) -> dict[str, Any]:
        wanted = self._wanted(scope.inputs, "inputs", names)
        given = {name: self._values.load(slot) for name, slot in wanted.items()}
        return {**given, **self._hidden} if scope.owner is None else given

    @staticmethod
    def _wanted(slots: Mapping[str, Slot], whole: str, names: Names) -> dict[str, Slot]:
        """What is asked for, and all that costs nothing, so that messages can name it."""
        if f"{whole}.*" in names:
            return dict(slots)
        return {name: slot for name, slot in slots.items() if f"{whole}.{name}" in names or _is_inline(slot)}


def _is_inline(slot: Slot) -> bool:
    return slot is None or (isinstance(slot, Artifact) and slot.inline is not UNSET)


def _quality(state: State, inputs: Mapping[str, Slot]) -> float | None:
    """The score of the first wired port."""
    slot = next((inputs[name] for name in state.spec.ports if name in inputs), None)
    return slot.quality if isinstance(slot, Artifact) else None


def meta(slot: Slot) -> Any:
    """What is known of a value without loading it."""
    if isinstance(slot, list):
        return [meta(item) for item in slot]
    if slot is None:
        return None
    return {
        "type": slot.type,
        "rows": slot.rows,
        "size": slot.size,
        "quality": slot.quality,
        "seconds": slot.seconds,
        "hash": slot.hash,
    }


def size_of(slot: Slot) -> int:
    """Bytes of what a slot refers to."""
    if isinstance(slot, Artifact):
        return slot.size
    return sum(size_of(item) for item in slot) if isinstance(slot, list) else 0
