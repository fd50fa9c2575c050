"""What may be played in a node's stead: a declared alternative, or a Player that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harmony.sdk.manifest import TIERS, NodeType

if TYPE_CHECKING:
    from harmony.conductor.plan.state import State


class Option:
    """One alternative.

    Attributes:
        use, type: its node type; `type` is None if that is not installed. An empty `use`: a fixed value.
        with_: its parameters; `value`: the fixed value.
        lane: kind of place that it runs in.
        is_player: it was chosen for a capability, not declared.
        code: of a Player, its extension, the version of that, and the hash of its code, when it was chosen.
    """

    __slots__ = ("code", "is_player", "lane", "type", "use", "value", "with_")

    def __init__(
        self, use: str, type: NodeType | None, *, with_: Mapping[str, Any], lane: int = 0, value: Any = None
    ) -> None:
        self.use = use
        self.type = type
        self.with_ = with_
        self.lane = lane
        self.value = value
        self.is_player = False
        self.code: tuple[str, ...] = ()

    @property
    def tier(self) -> int:
        """Index of its tier in `TIERS`; -1 for what is no Player."""
        return tier_of(self.type)


def tier_of(type: NodeType | None) -> int:
    """Index of a node type's tier in `TIERS`; -1 for what is no Player."""
    return -1 if type is None or type.player is None else TIERS.index(type.player.tier)


def type_of(state: State) -> NodeType | None:
    """The node type that is tried: the node's own, or that of an alternative."""
    return state.options[state.alternative - 1].type if state.alternative else state.spec.type


def name_of(state: State) -> str:
    """What is tried, by name: the id of its node type, or what `use` says if that is not installed; or empty."""
    if state.alternative:
        option = state.options[state.alternative - 1]
        return option.type.id if option.type is not None else option.use
    spec = state.spec
    return spec.type.id if spec.type is not None else spec.node.use


def left(state: State) -> int:
    """How many alternatives have not been tried."""
    return len(state.options) - state.alternative


def next_tier(state: State) -> int:
    """Number of the next alternative that is a step up: of a higher tier, else the next one; 0 if none is left.

    An alternative that the author declared counts as a tier of its own.
    """
    own = tier_of(type_of(state))
    for number in range(state.alternative + 1, len(state.options) + 1):
        option = state.options[number - 1]
        if not option.is_player or option.tier > own:
            return number
    return 0
