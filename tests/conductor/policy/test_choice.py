"""Who plays for a capability (2.23, 3.40, 3.42 of the features)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.conductor.policy.choice import ENOUGH, Candidate, decide, score_of, worth_from
from harmony.sdk.manifest import TIERS


def order(*candidates: Candidate, **more: Any) -> list[str]:
    return [c.use for c in decide(candidates, **({"needed": 1} | more))[0]]


@pytest.mark.parametrize(
    ("needed", "had", "ok", "failed", "cost", "score"),
    [
        (2, 2, 0, 0, {}, 1.0),
        (1, 2, 0, 0, {}, 0.8),
        (1, 4, 3, 1, {"usd": 2.0}, 0.4 / 4 + 0.4 * 0.75 + 0.2 / 2),
        (1, 1, 0, 5, {"usd": 1.0}, 0.4 + 0.0 + 0.2),
        (1, 1, 1, 1, {"usd": 0.0}, 0.4 + 0.2 + 0.2),
    ],
)
def test_2_23_the_score_exactly(needed: int, had: int, ok: int, failed: int, cost: Any, score: float) -> None:
    candidate = Candidate(use="a", capabilities=had, ok=ok, failed=failed, cost=cost)
    assert score_of(candidate, needed, {"usd": 1.0} if cost else {}) == pytest.approx(score, abs=1e-12)


def test_2_23_the_specialist_beats_the_generalist_at_equal_rate() -> None:
    assert order(Candidate(use="a", capabilities=5), Candidate(use="b")) == ["b", "a"]


def test_2_27_failures_do_not_count_as_success() -> None:
    assert order(Candidate(use="a", ok=1, failed=9), Candidate(use="b", ok=1)) == ["b", "a"]
    assert Candidate(use="a", failed=3).success == 0 and Candidate(use="a").success == 1


def test_3_42_the_cheapest_tier_goes_first_when_quality_allows() -> None:
    cheap = Candidate(use="cheap", tier="economy", capabilities=9, failed=5)
    dear = Candidate(use="dear", tier="premium")
    assert order(dear, cheap) == ["cheap", "dear"]
    poor = Candidate(use="cheap", tier="economy", quality=0.5, scored=ENOUGH)
    assert order(dear, poor, minimum=0.6) == ["dear", "cheap"] and order(dear, poor, minimum=0.5) == ["cheap", "dear"]
    barely = Candidate(use="cheap", tier="economy", quality=0.1, scored=ENOUGH - 1)
    assert order(dear, barely, minimum=0.6) == ["cheap", "dear"]


@pytest.mark.parametrize(
    ("reached", "costs", "first"),
    [
        (3, (0.01, 0.1), "cheap"),
        (1, (0.01, 0.1), "cheap"),  # 0.01 + 0.9 * 0.1 is no more than 0.1
        (0, (0.01, 0.1), "dear"),
        (5, (0.06, 0.1), "dear"),
        (6, (0.06, 0.1), "cheap"),
        (4, (None, 0.1), "dear"),
        (5, (None, None), "cheap"),
    ],
)
def test_3_42_the_balance_of_cost_and_quality_is_learnt(reached: float, costs: Any, first: str) -> None:
    own, next_ = ({} if usd is None else {"usd": usd} for usd in costs)
    cheap = Candidate(use="cheap", tier="economy", cost=own, gated=10, reached=reached, quality=0.1, scored=10)
    dear = Candidate(use="dear", tier="premium", cost=next_)
    assert order(dear, cheap, minimum=0.8)[0] == first
    assert order(dear, cheap)[0] == "cheap"


def test_who_has_no_higher_tier_behind_it_is_tried_however_poor() -> None:
    poor = Candidate(use="poor", tier="premium", gated=9)
    assert worth_from(poor, [poor, Candidate(use="cheap", tier="economy")]) == 0
    assert decide([poor], needed=1, minimum=0.5)[1].factors["players"][0].get("against") is None


def test_what_rests_or_costs_too_much_comes_last_and_says_why() -> None:
    rests = Candidate(use="a", tier="economy", rest=4.0)
    dear = Candidate(use="b", tier="economy", cost={"usd": 3.0})
    good = Candidate(use="c", tier="premium", cost={"usd": 1.0})
    found, decision = decide([rests, dear, good], needed=1, left={"usd": 2.0})
    assert [c.use for c in found] == ["c", "b", "a"]
    told = {p["use"]: p.get("against") for p in decision.factors["players"]}
    assert told == {"a": ["breaker"], "b": ["budget"], "c": None} and "b costs more than is left" in decision.rationale


def test_a_floor_leaves_cheaper_tiers_for_later() -> None:
    players = [Candidate(use=tier, tier=tier) for tier in TIERS]
    assert order(*players, floor="standard") == ["standard", "premium", "economy"]


def test_nobody_is_a_choice_of_none_and_equals_go_by_name() -> None:
    assert decide([], needed=1)[1].choice == "none"
    assert order(Candidate(use="b"), Candidate(use="a")) == ["a", "b"]


FOUND = st.builds(
    Candidate,
    use=st.sampled_from("abcdefgh"),
    capabilities=st.integers(1, 5),
    tier=st.sampled_from(TIERS),
    cost=st.dictionaries(st.sampled_from(["usd", "tokens"]), st.floats(0, 9)),
    ok=st.integers(0, 9),
    failed=st.integers(0, 9),
    quality=st.none() | st.floats(0, 1),
    scored=st.integers(0, 9),
    gated=st.integers(5, 9),
    reached=st.integers(0, 5),
)


@pytest.mark.slow
@given(st.lists(FOUND, min_size=1, max_size=6, unique_by=lambda c: c.use), st.floats(0, 1), st.randoms())
def test_the_order_holds_everybody_once_however_they_come(found: Any, minimum: float, random: Any) -> None:
    first = order(*found, minimum=minimum)
    random.shuffle(found)
    assert order(*found, minimum=minimum) == first and sorted(first) == sorted(c.use for c in found)
    scores = [p["score"] for p in decide(found, needed=1, minimum=minimum)[1].factors["players"]]
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.slow
@given(FOUND, FOUND)
def test_more_success_never_moves_a_player_back(one: Candidate, other: Candidate) -> None:
    one.use, other.use = "x", "y"
    before = order(one, other).index("x")
    one.ok += 5
    assert order(one, other).index("x") <= before
