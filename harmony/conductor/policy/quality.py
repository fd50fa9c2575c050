"""What a score is made of, and what becomes of an output whose score is below the gate.

A score has up to three parts: `structure` (it is what its type says), `meaning` (what its step or
another node type says of it) and `use` (how earlier ones fared with those who were given them).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from harmony.conductor.policy.decision import Decision

ENOUGH: Final = 5
"""Earlier uses from which on their share counts."""
SAYS_NOTHING: Final = frozenset({"network", "timeout", "rate_limit", "unavailable", "auth", "resource", "policy"})
"""Classes of failures that say nothing about what a step was given."""


def score_of(parts: Mapping[str, float]) -> float | None:
    """Structure times the mean of the other parts that are there; None where there is no other."""
    others = [parts[name] for name in ("meaning", "use") if name in parts]
    return parts.get("structure", 1.0) * sum(others) / len(others) if others else None


def with_use(parts: Mapping[str, float], well: float, uses: float) -> dict[str, float]:
    """Parts of a score with the share of earlier uses that ended well, and how many there were."""
    return {**parts, "use": well / uses, "uses": uses}


def is_for_uses(parts: Mapping[str, float], minimum: float) -> bool:
    """True if a score is below a gate for its earlier uses alone."""
    score = score_of(parts)
    return score is not None and score < minimum <= parts.get("meaning", 0.0)


def said_of(parts: Mapping[str, float]) -> str:
    """The parts of a score in words; empty where it has one part alone, for that is the score."""
    if "use" not in parts:
        return ""
    uses = parts["uses"]
    use = f"use {parts['use']:.2g}: {parts['use'] * uses:.0f} of {uses:.0f} earlier uses ended well"
    return f"meaning {parts['meaning']:.2g}, {use}" if "meaning" in parts else use


def judge(
    score: float | None,
    minimum: float,
    *,
    otherwise: str,
    used: int,
    times: int,
    alternatives: int = 0,
    parts: Mapping[str, float] | None = None,
) -> Decision:
    """`pass`, what the gate's `else` says, or `fail` (the step fails as `low_quality` and recovery goes on).

    Args:
        score: of the output; None if nothing scored it, which no gate lets through.
        minimum: scores below are not let through.
        otherwise: the gate's `else`.
        used: how often it has repeated already.
        times: how often it may.
        alternatives: how many are left; each is a tier to escalate to.
        parts: what the score is made of.
    """
    factors = {"score": score, "min": minimum, "else": otherwise, "used": used, "times": times}
    if parts and "use" in parts:
        factors |= {name: parts[name] for name in ("meaning", "use", "uses") if name in parts}
    of = f" ({told})" if (told := said_of(parts or {})) else ""
    if score is not None and score >= minimum:
        return Decision("pass", factors, f"the score {score:.3g}{of} reaches {minimum:g}")
    said = "nothing scores it" if score is None else f"the score {score:.3g}{of} is below {minimum:g}"
    if is_for_uses(parts or {}, minimum):
        said += ", for its earlier uses alone (`harmony extensions learnt` lists them, `--forget` forgets them)"
    if otherwise == "repeat" and used < times:
        return Decision("repeat", factors, f"{said}; it is played again with the next variation")
    if otherwise == "route":
        return Decision("route", factors, f"{said}; it goes out of the error port")
    if otherwise == "escalate" and alternatives:
        return Decision("escalate", factors, f"{said}; the next alternative is tried")
    if otherwise == "ask":
        return Decision("ask", factors, f"{said}; a person is asked whether it will do")
    return Decision("fail", factors, f"{said}; the step fails as low_quality")
