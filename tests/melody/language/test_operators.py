from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.budget import Budget
from harmony.melody.language.operators import Operators
from harmony.melody.language.texts import Texts


def operators():
    budget = Budget()
    return Operators(budget, Texts(budget))


def test_like_is_added_to_like():
    assert operators().add(1, 2.5) == 3.5
    assert operators().add([1], (2,)) == [1, 2]
    with pytest.raises(ExpressionError, match="`~` joins texts"):
        operators().add(1, "a")


def test_repeating_is_bounded():
    assert operators().mul(2, "ab") == "abab"
    assert operators().mul([1], -1) == []
    with pytest.raises(ExpressionError, match="8 MB"):
        operators().mul("x", 10**12)


def test_chains_of_comparisons():
    assert operators().compare(1, "<", 2, "<=", 2)
    assert not operators().compare(1, "<", 2, "in", [3])


def test_methods_belong_to_their_kind():
    assert operators().method("upper")("a") == "A"
    with pytest.raises(ExpressionError, match="has no method"):
        operators().method("upper")([1])
    with pytest.raises(ExpressionError, match="called wrongly"):
        operators().method("startswith")("a")
