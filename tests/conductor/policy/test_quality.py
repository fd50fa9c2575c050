"""The quality gate."""

import pytest

from harmony.conductor.policy.quality import judge, said_of, score_of, with_use


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


@pytest.mark.parametrize(
    ("parts", "score"),
    [
        ({"structure": 1.0}, None),
        ({}, None),
        ({"structure": 1.0, "meaning": 0.6}, 0.6),
        ({"structure": 1.0, "use": 0.5}, 0.5),
        ({"structure": 1.0, "meaning": 0.9, "use": 0.5}, 0.7),
        ({"structure": 0.0, "meaning": 0.9, "use": 0.5}, 0.0),
    ],
)
def test_d17_structure_times_the_mean_of_the_others(parts: dict[str, float], score: float | None) -> None:
    assert score_of(parts) == (None if score is None else pytest.approx(score))


@pytest.mark.parametrize(("meaning", "is_said"), [(0.9, True), (0.5, False)])
def test_who_fails_for_earlier_uses_alone_is_told_the_way_out(meaning: float, is_said: bool) -> None:
    parts = with_use({"structure": 1.0, "meaning": meaning}, 0, 5)
    decision = judge(score_of(parts), 0.6, otherwise="fail", used=0, times=0, parts=parts)
    assert decision.choice == "fail" and ("--forget" in decision.rationale) is is_said


def test_3_43_a_score_is_explained_by_its_parts() -> None:
    assert said_of({"structure": 1.0, "meaning": 0.6}) == ""
    parts = with_use({"structure": 1.0, "meaning": 0.9}, 10, 12)
    assert said_of(parts) == "meaning 0.9, use 0.83: 10 of 12 earlier uses ended well"
