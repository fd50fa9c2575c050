"""How it went with a Player, added up; what both kinds of store share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from harmony.conductor.ports import Experience, Fared

MOST = 200.0
"""Attempts from which on all counts are halved, so that a Player that has changed is seen to have."""


HALF_DAYS = 30
"""Days after which what was learnt counts half, so that what was passed over is tried again one day."""
_DAY = 86_400.0


def left_after(seconds: float) -> float:
    """The share that counts after some time in which nothing was added; by whole days."""
    return float(0.5 ** (max(0, int(seconds // _DAY)) / HALF_DAYS))


@dataclass(slots=True)
class Tally:
    """Sums over attempts, named as the columns are; `quality` is the sum of all scores."""

    ok: float = 0.0
    failed: float = 0.0
    scored: float = 0.0
    quality: float = 0.0
    usd: float = 0.0
    tokens: float = 0.0
    time: float = 0.0
    gated: float = 0.0
    reached: float = 0.0

    def add(self, *, ok: bool, quality: float | None, spent: Mapping[str, float], reached: bool | None = None) -> None:
        """Count one attempt."""
        self.ok += ok
        self.failed += not ok
        if quality is not None:
            self.scored += 1
            self.quality += quality
        if reached is not None:
            self.gated += 1
            self.reached += reached
        self.usd += spent.get("usd", 0.0)
        self.tokens += spent.get("tokens", 0.0)
        self.time += spent.get("time", 0.0)
        if self.ok + self.failed > MOST:
            self.halve()

    def halve(self) -> None:
        """Let what lies long back count half."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) / 2)

    def faded(self, seconds: float) -> Tally:
        """What of it counts after some time in which nothing was added."""
        left = left_after(seconds)
        return self if left == 1.0 else Tally(*(left * one for one in astuple(self)))

    def plus(self, other: Tally) -> Tally:
        """Both together; more than `MOST` attempts count half."""
        made = Tally(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))
        if made.ok + made.failed > MOST:
            made.halve()
        return made


def experience(own: Tally | None, named: Tally | None) -> Experience:
    """What is known for a capability (`own`), and from when the Player was named outright.

    How often it went well counts over both; scores and cost are those of the capability, as far
    as it has any.
    """
    own, named = own or Tally(), named or Tally()
    both = own.plus(named)
    scores = own if own.scored else named
    costs = own if own.ok + own.failed else named
    gates = own if own.gated else named
    attempts = costs.ok + costs.failed
    spent = {"usd": costs.usd, "tokens": costs.tokens, "time": costs.time}
    return Experience(
        ok=both.ok,
        failed=both.failed,
        scored=scores.scored,
        quality=scores.quality / scores.scored if scores.scored else None,
        gated=gates.gated,
        reached=gates.reached,
        spent={name: total / attempts for name, total in spent.items() if total} if attempts else {},
    )


MOST_USES = 50.0
"""Uses from which on the counts are halved, so that what fares better now is soon seen to."""


def fared(before: Fared | None, more: Fared) -> Fared:
    """Both together; what was counted for another hash is forgotten."""
    if before is None or before.hash != more.hash:
        return more
    made = Fared(more.node, more.type, more.hash, before.well + more.well, before.uses + more.uses)
    if made.uses > MOST_USES:
        made.well, made.uses = made.well / 2, made.uses / 2
    return made


def faded(one: Fared, seconds: float) -> Fared:
    """What of it counts after some time in which nothing was added."""
    left = left_after(seconds)
    return one if left == 1.0 else Fared(one.node, one.type, one.hash, left * one.well, left * one.uses)
