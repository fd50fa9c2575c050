"""What becomes of an output whose score is below the gate."""

from __future__ import annotations

from harmony.conductor.policy.decision import Decision


def judge(
    score: float | None, minimum: float, *, otherwise: str, used: int, times: int, alternatives: int = 0
) -> Decision:
    """`pass`, what the gate's `else` says, or `fail` (the step fails as `low_quality` and recovery goes on).

    Args:
        score: of the output; None if nothing scored it, which no gate lets through.
        minimum: scores below are not let through.
        otherwise: the gate's `else`.
        used: how often it has repeated already.
        times: how often it may.
        alternatives: how many are left; each is a tier to escalate to.
    """
    factors = {"score": score, "min": minimum, "else": otherwise, "used": used, "times": times}
    if score is not None and score >= minimum:
        return Decision("pass", factors, f"the score {score:g} reaches {minimum:g}")
    said = "nothing scores it" if score is None else f"the score {score:g} is below {minimum:g}"
    if otherwise == "repeat" and used < times:
        return Decision("repeat", factors, f"{said}; it is played again with the next variation")
    if otherwise == "route":
        return Decision("route", factors, f"{said}; it goes out of the error port")
    if otherwise == "escalate" and alternatives:
        return Decision("escalate", factors, f"{said}; the next alternative is tried")
    if otherwise == "ask":
        return Decision("ask", factors, f"{said}; a person is asked whether it will do")
    return Decision("fail", factors, f"{said}; the step fails as low_quality")
