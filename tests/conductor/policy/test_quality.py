"""The quality gate."""

import pytest

from harmony.conductor.policy.quality import judge


@pytest.mark.parametrize(
    ("score", "otherwise", "used", "choice"),
    [
        (0.8, "fail", 0, "pass"),
        (0.79, "fail", 0, "fail"),
        (0.79, "repeat", 1, "repeat"),
        (0.79, "repeat", 2, "fail"),
        (None, "route", 0, "route"),
    ],
)
def test_s40_choices(score: float | None, otherwise: str, used: int, choice: str) -> None:
    assert judge(score, 0.8, otherwise=otherwise, used=used, times=2).choice == choice


def test_what_nothing_scores_is_said() -> None:
    assert "nothing scores it" in judge(None, 0.5, otherwise="fail", used=0, times=0).rationale
