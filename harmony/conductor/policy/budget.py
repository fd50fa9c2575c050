"""Whether a step may start when money, tokens or working time are bounded."""

from __future__ import annotations

from collections.abc import Mapping

from harmony.conductor.policy.decision import Decision


def decide(
    left: Mapping[str, float],
    expected: Mapping[str, float],
    *,
    alternatives: int,
    importance: str,
    risk: str,
) -> Decision:
    """`go`, `cheaper` (the next alternative), `skip`, or `stop` (the run fails).

    Args:
        left: what of each budget is neither spent nor reserved.
        expected: what the step is expected to take, by what its type took before in this run.
        alternatives: how many the node has left; each counts as a cheaper tier.
        importance, risk: as declared.
    """
    short = [name for name, amount in expected.items() if name in left and amount > left[name]]
    factors = {"left": dict(left), "expected": dict(expected), "alternatives": alternatives, "importance": importance}
    if not short:
        return Decision("go", factors, "the budget covers it")
    said = ", ".join(f"{expected[name]:g} {name} are expected and {max(0.0, left[name]):g} are left" for name in short)
    if alternatives:
        return Decision("cheaper", factors, f"{said}; the next alternative is tried")
    if importance == "optional" or (importance == "recommended" and risk != "careful"):
        return Decision("skip", factors, f"{said}; it is {importance}")
    return Decision("stop", factors, f"{said}; it is {importance}, so the run stops here")
