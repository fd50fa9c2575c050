from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.budget import MAX_RESULT, MAX_WORK, Budget, is_comparable


def test_a_budget_bounds_one_value_and_all():
    with pytest.raises(ExpressionError, match="larger than 8 MB"):
        Budget().spend(MAX_RESULT + 1)
    budget = Budget()
    with pytest.raises(ExpressionError, match="on the way"):
        for _ in range(MAX_WORK // MAX_RESULT + 1):
            budget.spend(MAX_RESULT)


def test_a_budget_can_be_renewed():
    budget = Budget()
    budget.spend(MAX_RESULT)
    budget.renew()
    assert budget.left == MAX_WORK


def test_what_can_be_compared():
    assert is_comparable(1, 1.5)
    assert is_comparable("a", "b")
    assert not is_comparable(True, 1)
    assert not is_comparable(None, None)
