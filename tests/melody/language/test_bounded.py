from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.bounded import MAX_RESULT, MAX_WORK, Bounded, Budget, look_up, why_missing


def test_a_budget_bounds_one_value_and_all():
    with pytest.raises(ExpressionError, match="larger than 8 MB"):
        Budget().spend(MAX_RESULT + 1)
    budget = Budget()
    with pytest.raises(ExpressionError, match="on the way"):
        for _ in range(MAX_WORK // MAX_RESULT + 1):
            budget.spend(MAX_RESULT)


def test_look_up_finds_items_and_never_methods():
    assert look_up({"keys": 1}, "keys") == (True, 1)
    assert look_up({}, "keys") == (False, None)
    assert look_up([1, 2], -1) == (True, 2)
    assert look_up([1], True) == (False, None)
    assert look_up("abc", 0) == (True, "a")
    assert look_up({"a": 1}, [1]) == (False, None)


def test_texts_are_indented_and_truncated():
    bounded = Bounded()
    assert bounded.indent("a\n\nb", 2) == "a\n\n  b"
    assert bounded.indent("a\nb", ">", first=True) == ">a\n>b"
    assert bounded.truncate("one two three", 9) == "one two…"
    assert bounded.truncate("short", 9) == "short"


def test_lists_are_sliced_and_mapped():
    bounded = Bounded()
    assert bounded.slice([1, 2, 3], 2) == [[1, 2], [3]]
    assert bounded.batch([1, 2, 3], 2, 0) == [[1, 2], [3, 0]]
    assert bounded.map([{"a": {"b": 1}}, {}], attribute="a.b", default=0) == [1, 0]
    with pytest.raises(ExpressionError, match="does not know"):
        bounded.map([1], "no_such")


def test_why_something_is_missing():
    assert why_missing(("a", "b"), {"a": {"b": 1}}) is None
    assert "it is a list of 2" in (why_missing(("a", "b"), {"a": [1, 2]}) or "")
    assert "in scope: nothing" in (why_missing(("a",), {}) or "")


def test_the_end_of_a_list_may_be_missing():
    with pytest.raises(ExpressionError, match="no last item"):
        Bounded().last([])
