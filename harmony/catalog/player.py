"""Reads the `player` table of a manifest: which node types may be chosen, for what, and what they cost.

The table itself holds what all node types of the extension share; `player.nodes.NAME` holds what
is different for one of them. A node type without capabilities, cost or rate is no Player.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from harmony.catalog.fields import Fields
from harmony.sdk.manifest import TIERS, NodeType, Player

STATES = ("pending", "validating", "validated", "active", "monitoring")
"""States of a Player; it may be chosen in the last two."""
COSTS = ("usd", "tokens", "time")
_SHARED = ("capabilities", "tier", "cost", "rate")
_RATE = re.compile(r"(\d+) ?/ ?(\d*) ?(s|m|h)\Z")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def with_players(table: Fields, nodes: tuple[NodeType, ...]) -> tuple[NodeType, ...]:
    """The node types of an extension with what its `player` table says of them."""
    table.refuse_unknown((*_SHARED, "state", "nodes"))
    is_active = table.choice("state", STATES, "active") in STATES[3:]
    shared = _player(table, Player(is_active=is_active))
    own = table.table("nodes")
    own.refuse_unknown([type.id.rpartition(".")[2] for type in nodes])
    found = []
    for type in nodes:
        name = type.id.rpartition(".")[2]
        part = own.table(name)
        part.refuse_unknown(_SHARED)
        player = _player(part, shared) if name in own.data else shared
        is_player = bool(player.capabilities or player.cost or player.rate)
        found.append(replace(type, player=player) if is_player else type)
    return tuple(found)


def _player(table: Fields, base: Player) -> Player:
    """A Player; what the table does not say is as in `base`."""
    names = table.get("capabilities", list, list(base.capabilities))
    rate = table.get("rate", str, "")
    return Player(
        capabilities=tuple(str(name) for name in names),
        tier=table.choice("tier", TIERS, base.tier),
        cost=_cost(table, base.cost),
        rate=_rate(table, rate) if rate else base.rate,
        is_active=base.is_active,
    )


def _cost(table: Fields, base: Mapping[str, float]) -> Mapping[str, float]:
    given: dict[str, Any] = table.get("cost", dict, {})
    found = dict(base)
    for name, amount in given.items():
        is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
        if name not in COSTS or not is_number or amount < 0:
            table.note(f"cost.{name}", f"must be one of {', '.join(COSTS)} with an amount from 0, not {amount!r}.")
        else:
            found[name] = float(amount)
    return found


def _rate(table: Fields, text: str) -> tuple[int, float] | None:
    """`10/s`, `60/m`, `1000/24h` as a count and seconds."""
    match = _RATE.match(text.strip())
    if match is None or not int(match[1]) or match[2] == "0":
        table.note("rate", f"`{text}` must be a count and a time, such as 10/s or 60/m.")
        return None
    return int(match[1]), int(match[2] or 1) * _SECONDS[match[3]]
