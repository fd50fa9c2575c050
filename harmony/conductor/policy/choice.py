"""Which Player is to play for a capability, and who comes after it.

The cheapest tier goes first, as long as the quality that is asked for allows it; within a tier the
score decides: 0.4 how closely it fits + 0.4 how often it went well + 0.2 how little it takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from harmony.conductor.policy.decision import Decision
from harmony.sdk.manifest import TIERS

ENOUGH: Final = 3
"""Scored results from which on the mean of them counts as known."""


class Candidate(Struct, kw_only=True):
    """What is known of a Player that has all the capabilities.

    Attributes:
        use: its node type.
        capabilities: how many it has; a specialist has few.
        tier: one of `TIERS`.
        cost: what a step takes, by name: as was learnt, else as declared.
        ok, failed: attempts that went well, and that failed by its own fault.
        quality: mean score of `scored` results; None if nothing was scored.
        gated, reached: results that a gate looked at, and those of them that it let through.
        rest: seconds for which its circuit breaker leaves it alone.
        code: its extension (`csv@1`), the version of that, and the hash of its code.
    """

    use: str
    capabilities: int = 1
    tier: str = "standard"
    cost: dict[str, float] = {}
    ok: float = 0
    failed: float = 0
    quality: float | None = None
    scored: float = 0
    gated: float = 0
    reached: float = 0
    rest: float = 0.0
    code: list[str] = []

    @property
    def success(self) -> float:
        """Share of its attempts that went well; 1 as long as there were none."""
        total = self.ok + self.failed
        return self.ok / total if total else 1.0


def score_of(candidate: Candidate, needed: int, cheapest: Mapping[str, float]) -> float:
    """0.4 needed / had capabilities + 0.4 success + 0.2 resource efficiency, in [0, 1]."""
    match = min(1.0, needed / candidate.capabilities) if candidate.capabilities else 0.0
    return 0.4 * match + 0.4 * candidate.success + 0.2 * efficiency_of(candidate.cost, cheapest)


def efficiency_of(cost: Mapping[str, float], cheapest: Mapping[str, float]) -> float:
    """In [0, 1]: what the cheapest takes against what this one does, the mean over all that is known to cost."""
    shares = [cheapest[name] / cost[name] if cost.get(name) else 1.0 for name in cheapest]
    return sum(shares) / len(shares) if shares else 1.0


def decide(
    candidates: Sequence[Candidate],
    *,
    needed: int,
    minimum: float = 0.0,
    floor: str = TIERS[0],
    left: Mapping[str, float] | None = None,
) -> tuple[list[Candidate], Decision]:
    """All candidates in the order in which they are tried, and why the first is first.

    What stands in the way counts before the tier: a breaker that is open, a budget that does not
    cover it, a quality that was seen to be too low, a tier below the floor.

    Args:
        candidates: those that have all capabilities.
        needed: how many are asked for.
        minimum: quality that the gate asks for.
        floor: tier to begin with.
        left: what of each budget is neither spent nor reserved.
    """
    names = {name for candidate in candidates for name in candidate.cost}
    cheapest = {name: min(c.cost.get(name, 0.0) for c in candidates) for name in sorted(names)}
    ranked = []
    for candidate in candidates:
        score = score_of(candidate, needed, cheapest)
        obstacles = _obstacles(candidate, minimum, floor, left or {})
        if minimum > 0 and _is_too_poor(candidate, minimum, candidates):
            obstacles.append("quality")
        order = (_weight(obstacles), TIERS.index(candidate.tier), -score, candidate.use)
        ranked.append((order, candidate, score, obstacles))
    ranked.sort(key=lambda entry: entry[0])
    factors: dict[str, Any] = {
        "needed": needed,
        "min": minimum,
        "left": dict(left or {}),
        "players": [_told(candidate, score, obstacles) for _, candidate, score, obstacles in ranked],
    }
    if not ranked:
        return [], Decision("none", factors, "no Player that is active has all of these capabilities")
    _, first, score, obstacles = ranked[0]
    return [entry[1] for entry in ranked], Decision(first.use, factors, _why(ranked, first, score, obstacles))


_WEIGHTS: Final = {"breaker": 8, "budget": 4, "quality": 2, "floor": 1}


def _obstacles(candidate: Candidate, minimum: float, floor: str, left: Mapping[str, float]) -> list[str]:
    found = []
    if candidate.rest > 0:
        found.append("breaker")
    if any(candidate.cost.get(name, 0.0) > amount for name, amount in left.items()):
        found.append("budget")
    if TIERS.index(candidate.tier) < TIERS.index(floor):
        found.append("floor")
    return found


def _is_too_poor(candidate: Candidate, minimum: float, others: Sequence[Candidate]) -> bool:
    """True if what was learnt speaks against trying it before the next tier.

    The balance: it costs `c` and reaches the gate in a share `p` of all cases, else the next tier plays as well, for
    `C`. That is dearer than to begin there when c + (1 - p) C > C, that is p < c / C.
    """
    if candidate.gated < ENOUGH:
        return candidate.quality is not None and candidate.scored >= ENOUGH and candidate.quality < minimum
    return candidate.reached / candidate.gated < worth_from(candidate, others)


def worth_from(candidate: Candidate, others: Sequence[Candidate]) -> float:
    """The share of results that must reach the gate for it to be cheaper than the next tier; 0.5 if costs are unknown.

    Where there is no higher tier to go on to, any share will do.
    """
    tier = TIERS.index(candidate.tier)
    above = [other for other in others if TIERS.index(other.tier) > tier]
    if not above:
        return 0.0
    for name in ("usd", "tokens"):
        dear = [other.cost[name] for other in above if other.cost.get(name)]
        if dear and candidate.cost.get(name):
            return min(1.0, candidate.cost[name] / min(dear))
    return 0.5


def _weight(obstacles: Sequence[str]) -> int:
    return sum(_WEIGHTS[name] for name in obstacles)


def _told(candidate: Candidate, score: float, obstacles: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "use": candidate.use,
        "tier": candidate.tier,
        "score": round(score, 6),
        "success": candidate.success,
        "attempts": candidate.ok + candidate.failed,
        "quality": candidate.quality,
        "scored": candidate.scored,
        "gated": candidate.gated,
        "reached": candidate.reached,
        "cost": dict(candidate.cost),
    }
    return found | ({"against": list(obstacles)} if obstacles else {})


_SAID: Final = {
    "breaker": "has failed again and again and is left alone",
    "budget": "costs more than is left",
    "quality": "was seen to give too little",
    "floor": "is of a tier below the one to begin with",
}


def _why(ranked: Sequence[Any], first: Candidate, score: float, obstacles: Sequence[str]) -> str:
    """One sentence: what decided, and what stood against cheaper ones."""
    said = f"{first.use} is the best of the {first.tier} tier (score {score:.2f})"
    if len(ranked) == 1:
        said = f"{first.use} is the only Player for it"
    passed = [c for _, c, _, against in ranked if against and TIERS.index(c.tier) <= TIERS.index(first.tier)]
    if obstacles:
        return f"{said}, though it {_SAID[obstacles[0]]}"
    if passed and passed[0] is not first:
        against = next(a for _, c, _, a in ranked if c is passed[0])
        return f"{said}; {passed[0].use} {_SAID[against[0]]}"
    return said
