"""The worst case of a run, for `harmony check --proof`: attempts and costs at most, as numbers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from harmony.catalog import Catalog
from harmony.melody.check import opener
from harmony.melody.checks.proof.worst import Cost, CostOf, WorstCase, worst_case
from harmony.melody.model import Melody

MOST_ROWS = 20


def cost_of(catalog: Catalog) -> CostOf:
    """What an attempt of a node type costs, as `cost = {usd = …, tokens = …}` in its manifest says."""

    def find(use: str) -> Cost | None:
        type = catalog.find(use)
        if type is None or type.player is None or not type.player.cost:
            return None
        cost = type.player.cost
        return Cost(cost.get("usd", 0.0), int(cost.get("tokens", 0)))

    return find


def print_worst_case(melody: Melody, catalog: Catalog, base: Path, *, as_json: bool) -> None:
    """Print the worst case: a table, or one line of JSON."""
    worst = worst_case(melody, catalog, cost_of=cost_of(catalog), open_melody=opener(base))
    if as_json:
        import msgspec

        sys.stdout.write(msgspec.json.encode({"worst_case": _plain(worst)}).decode() + "\n")
        return
    if not worst.nodes:
        return
    shown = sorted(worst.nodes, key=lambda n: (-n.attempts, len(n.per)))[:MOST_ROWS]
    width = max(len(n.node) for n in shown)
    print(f"Worst case: {_attempts(worst)}{_money(worst)}.")
    for node in shown:
        price = f"  {node.usd:.4f} USD" if node.usd is not None else ""
        print(f"  {node.node:<{width}}  {node.attempts:>6,}{_per(node.per)}{price}")
    if len(shown) < len(worst.nodes):
        print(f"  and {len(worst.nodes) - len(shown)} more steps")


def _attempts(worst: WorstCase) -> str:
    parts = [f"{worst.attempts:,} attempt{'' if worst.attempts == 1 else 's'}"]
    parts += [f"{count:,}{_per(per)}" for per, count in worst.per.items()]
    return ", and ".join(parts)


def _per(per: tuple[str, ...]) -> str:
    return "" if not per else " for each item of " + ", and of ".join(f"`{p}`" for p in per)


def _money(worst: WorstCase) -> str:
    parts = []
    if worst.usd_at_most is not None:
        parts.append(f"at most {worst.usd_at_most:.2f} USD{_why(worst.usd, worst.usd_limit)}")
    if worst.tokens_at_most is not None:
        parts.append(f"at most {worst.tokens_at_most:,} tokens{_why(worst.tokens, worst.token_limit)}")
    return "".join(f"; {p}" for p in parts)


def _why(summed: float | None, limit: float | None) -> str:
    return " (its budget)" if limit is not None and (summed is None or limit <= summed) else ""


def _plain(worst: WorstCase) -> dict[str, Any]:
    return {
        "attempts": worst.attempts,
        "per": [{"of": list(per), "attempts": count} for per, count in worst.per.items()],
        "usd": worst.usd_at_most,
        "tokens": worst.tokens_at_most,
        "nodes": [{"node": n.node, "attempts": n.attempts, "per": list(n.per), "usd": n.usd} for n in worst.nodes],
    }
