"""What is known of a node type without importing its code.

These are plain data: made from a typed function by `harmony.sdk.describe`, written to and
read from `extension.toml` by the catalog, and used by the checks, the palette, the
properties form and the Conductor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Kind = Literal["instrument", "operator", "flow", "addon"]
Effects = Literal["none", "reads", "writes"]
Isolation = Literal["inline", "thread", "process", "cluster"]

RESERVED: Final = frozenset("inputs outputs run quality item index iteration previous secrets meta error".split())
"""Words of expressions, which no port may have as its name."""


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output of a node type.

    Attributes:
        name: id used in wires.
        type: text form of `harmony.sdk.types`.
        help: one line for the person who wires it.
        required: inputs only: the node cannot run without it.
        many: inputs only: takes several wires and receives a list.
        default: inputs only: value when nothing is wired; meaningful if not `required`.
    """

    name: str
    type: str = "any"
    help: str = ""
    required: bool = True
    many: bool = False
    default: Any = None


TIERS: Final = ("economy", "standard", "premium")
"""How dear a Player is, the cheapest first."""


@dataclass(frozen=True, slots=True)
class Player:
    """What automatic orchestration may know of a node type: that it may be chosen, and for what.

    Attributes:
        capabilities: what it can do, by name; `flow.choose` asks for them.
        tier: one of `TIERS`; cheaper ones are tried first.
        cost: what a step is expected to take: `usd`, `tokens`, `time` in seconds.
        rate: at most so many starts in so many seconds; None without a limit.
        is_active: registered, so that it may be chosen; others are played by name only.
    """

    capabilities: tuple[str, ...] = ()
    tier: str = "standard"
    cost: Mapping[str, float] = field(default_factory=dict)
    rate: tuple[int, float] | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class NodeType:
    """A node type as its manifest states it.

    Attributes:
        id: `extension.node`, without version (`csv.read`).
        major: major version of its extension; `use: csv.read@1`.
        version: full version of the extension (`1.0.0`).
        function: `module:name` of the code relative to the extension's folder; empty for
            flow nodes, which the Conductor itself plays.
        inputs, outputs: declared ports in drawing order.
        open_inputs: also takes input ports of any name.
        dynamic_outputs: outputs depend on the node's own settings (switch, each, melody …).
        params: JSON Schema of the parameters (`type: object`, `properties` in order,
            `required`); titles, descriptions, defaults and enums feed the form.
        effects: what the step does to the world; unknown means `writes`.
        isolation: where it runs unless the node says otherwise.
        variation: parameter values for retries that must not be identical.
        code_hash: SHA-256 over the extension's code, part of the cache key.
        secrets: whether `{{ secrets.NAME }}` may be used in its parameters.
        scores: whether it scores its own outputs (`ctx.score`), so that a quality gate needs
            no `by`.
        player: what is declared of it as a Player; None if it is none.
    """

    id: str
    major: int = 1
    version: str = "1.0.0"
    function: str = ""
    kind: Kind = "operator"
    title: str = ""
    help: str = ""
    icon: str = ""
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    open_inputs: bool = False
    dynamic_outputs: bool = False
    params: Mapping[str, Any] = field(default_factory=lambda: {"type": "object", "properties": {}})
    effects: Effects = "writes"
    idempotent: bool = False
    deterministic: bool = True
    isolation: Isolation = "process"
    variation: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Mapping[str, Any], ...] = ()
    aliases: tuple[str, ...] = ()
    code_hash: str = ""
    secrets: bool = False
    scores: bool = False
    player: Player | None = None

    @property
    def use(self) -> str:
        """The pinned form that a saved file holds: `csv.read@1`."""
        return f"{self.id}@{self.major}"

    @property
    def is_flow(self) -> bool:
        """True for node types that the Conductor itself plays."""
        return self.id.startswith("flow.")

    def input(self, name: str) -> Port | None:
        """The declared input of that name."""
        return next((p for p in self.inputs if p.name == name), None)

    def output(self, name: str) -> Port | None:
        """The declared output of that name."""
        return next((p for p in self.outputs if p.name == name), None)
