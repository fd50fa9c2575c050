"""Values on their way: loading, converting, merging, splitting and gathering.

The plan holds references; here they become values and references again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, structs

from harmony.conductor import merge
from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.plan.state import State
from harmony.conductor.plan.wire import PortPlan
from harmony.conductor.ports import Artifacts
from harmony.errors import ValueRefused
from harmony.melody.frozen import thaw
from harmony.sdk import codec
from harmony.sdk.types import item_type


class Values:
    """Works on an artifact store.

    Args:
        artifacts: the store.
    """

    def __init__(self, artifacts: Artifacts) -> None:
        self._artifacts = artifacts

    def load(self, slot: Slot) -> Any:
        """The value of a slot: None, a value, or a list of values."""
        if isinstance(slot, Artifact):
            inline = slot.inline
            return self._artifacts.get(slot) if inline is UNSET else inline
        if slot is None:
            return None
        return [self.load(item) for item in slot]

    def put(self, value: Any, type: str) -> Artifact:
        """A value as an artifact.

        Raises:
            ValueRefused: it does not fit the type.
        """
        return self._artifacts.put(value, type)

    def is_cheap(self, slots: Iterable[Slot]) -> bool:
        """True if loading takes no I/O and little time."""
        for slot in slots:
            if isinstance(slot, list):
                if not self.is_cheap(slot):
                    return False
            elif slot is not None and slot.inline is UNSET and not self._artifacts.is_cheap(slot):
                return False
        return True

    # --- ports ---------------------------------------------------------------------------

    def raw_inputs(self, state: State) -> dict[str, Slot]:
        """What the ports hold, as the wires brought it."""
        return state.inputs or {}

    def inputs_of(self, state: State) -> dict[str, Slot]:
        """What the ports hold, merged and converted; made once a firing of the join.

        Raises:
            ValueRefused: a merge or a conversion failed; names the port.
        """
        inputs = state.inputs
        if not inputs:
            return {}
        memo = state.memo
        if memo is not None and memo[0] is inputs:
            made: dict[str, Slot] = memo[1]
            return made
        if state.spec.flow and state.attempt:
            return inputs  # built when it began
        made = {name: self._port(port, inputs[name]) for name, port in state.spec.ports.items()}
        if not state.spec.join.when or state.status:
            state.memo = (inputs, made)
        return made

    def _port(self, port: PortPlan, slot: Slot) -> Slot:
        try:
            if not port.is_list:
                return self.fit(slot, port.type)
            came = slot if isinstance(slot, list) else [slot]
            if port.merge == "list":
                inner = item_type(port.type) or port.type
                inner = "any" if inner == "list" else inner
                return [None if item is None else self.convert(item, inner) for item in came]
            return self._merged(port, [item for item in came if item is not None])
        except ValueRefused as error:
            raise ValueRefused(f"Port `{port.name}`: {error.message}") from error

    def _merged(self, port: PortPlan, came: list[Artifact]) -> Slot:
        """One value made of several; one that is chosen among them stays what it is."""
        if port.merge in ("first", "last", "best"):
            chosen = _chosen(port.merge, came)
            return self.fit(chosen, port.type)
        if not came and port.merge in ("sum", "concat", "union"):
            return self.put({"sum": 0, "concat": "", "union": {}}[port.merge], "any")
        value = merge.merge(port.merge, [(artifact, self.load(artifact)) for artifact in came], port.name)
        return self.fit(self.put(value, "any"), port.type)

    def fit(self, slot: Slot, wanted: str) -> Slot:
        """A reference as a port of type `wanted` takes it.

        Raises:
            ValueRefused: there is no such conversion, or not for this value.
        """
        return self.convert(slot, wanted) if isinstance(slot, Artifact) else slot

    def convert(self, slot: Artifact, wanted: str) -> Artifact:
        """As `fit`, for one reference."""
        if wanted == "any" or slot.type == wanted or (wanted == "list" and item_type(slot.type) is not None):
            return slot
        value = codec.convert(self.load(slot), slot.type, wanted)
        made = self.put(value, wanted)
        return structs.replace(made, quality=slot.quality, seconds=slot.seconds, made_by=slot.made_by)

    def gathered(self, slot: Slot, wanted: str = "any") -> Artifact | None:
        """A slot as one artifact: a list of references becomes a list."""
        if not isinstance(slot, list):
            return slot
        return self.list_of(slot, wanted if wanted != "any" else "list")

    def list_of(self, items: list[Artifact | None], type: str) -> Artifact:
        """A list made of what references hold; tables and files are not copied."""
        bulky = {item.type for item in items if item is not None and item.type in codec.BULKY}
        if bulky:
            if len(bulky) > 1 or any(item is not None and item.type not in bulky for item in items):
                raise ValueRefused(f"A list cannot hold {' and '.join(sorted(bulky))} beside other values.")
            return self._artifacts.put_list(items, f"list<{bulky.pop()}>")
        return self.put([self.load(item) for item in items], type)

    def split(self, slot: Slot) -> list[Artifact]:
        """The items of a list, each as an artifact.

        Raises:
            ValueRefused: it is no list.
        """
        if isinstance(slot, list):
            return [item if item is not None else self.put(None, "any") for item in slot]
        if slot is None:
            raise ValueRefused("`items` brought nothing: wire a list to it.")
        if codec.is_compound(slot.type):
            return [item if item is not None else self.put(None, "any") for item in self._artifacts.items(slot)]
        if slot.type == "table" or (slot.type != "list" and item_type(slot.type) is None):
            slot = self.fit(slot, "list")
            assert isinstance(slot, Artifact)
        inner = item_type(slot.type) or "any"
        put = self._artifacts.put
        return [put(item, inner) for item in self.load(slot)]

    def build(self, type: str, tree: Any) -> Artifact:
        """Plain data with references as leaves, as one artifact of a type."""
        if isinstance(tree, Artifact):
            made = self.fit(tree, type)
            assert isinstance(made, Artifact)
            return made
        if isinstance(tree, list) and tree and all(item is None or isinstance(item, Artifact) for item in tree):
            return self.list_of(tree, type)
        return self.put(self.filled(tree), type)

    def filled(self, tree: Any) -> Any:
        """Plain data with values where references were."""
        if isinstance(tree, Artifact):
            value = self.load(tree)
            return codec.plain(value) if tree.type in codec.BULKY else value
        if isinstance(tree, dict):
            return {name: self.filled(part) for name, part in tree.items()}
        if isinstance(tree, list | tuple):
            return [self.filled(part) for part in tree]
        return thaw(tree)


def _chosen(strategy: str, came: list[Artifact]) -> Artifact | None:
    if not came:
        return None
    if strategy == "best":
        return max(came, key=merge.quality_of)
    return came[0] if strategy == "first" else came[-1]
