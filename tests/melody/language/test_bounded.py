from __future__ import annotations

from harmony.melody.language.bounded import Bounded
from harmony.melody.language.known import FILTERS


def test_one_budget_counts_for_all():
    bounded = Bounded()
    before = bounded.budget.left
    bounded.functions()["__cat"]("a", "b")
    bounded.filters()["join"](["a", "b"], "-")
    assert bounded.budget.left < before


def test_every_filter_that_is_put_in_is_known():
    assert {name for name in Bounded().filters() if not name.startswith("__")} <= FILTERS
