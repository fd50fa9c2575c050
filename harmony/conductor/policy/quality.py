"""What becomes of an output whose score is below the gate."""

from __future__ import annotations

from harmony.conductor.policy.decision import Decision


def judge(score: float | None, minimum: float, *, otherwise: str, used: int, times: int) -> Decision:
    """`pass`, `repeat`, or `fail` (the step fails as `low_quality` and recovery goes on).

    Args:
        score: of the output; None if nothing scored it, which no gate lets through.
        minimum: scores below are not let through.
        otherwise: the gate's `else`.
        used: how often it has repeated already.
        times: how often it may.
    """
    factors = {"score": score, "min": minimum, "else": otherwise, "used": used, "times": times}
    if score is not None and score >= minimum:
        return Decision("pass", factors, f"the score {score:g} reaches {minimum:g}")
    said = "nothing scores it" if score is None else f"the score {score:g} is below {minimum:g}"
    if otherwise == "repeat" and used < times:
        return Decision("repeat", factors, f"{said}; it is played again with the next variation")
    if otherwise == "route":
        return Decision("route", factors, f"{said}; it goes out of the error port")
    return Decision("fail", factors, f"{said}; the step fails as low_quality")
