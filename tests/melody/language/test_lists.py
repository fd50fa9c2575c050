from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.budget import Budget
from harmony.melody.language.lists import Lists


def test_lists_are_sliced_and_mapped():
    lists = Lists(Budget(), {})
    assert lists.slice([1, 2, 3], 2) == [[1, 2], [3]]
    assert lists.batch([1, 2, 3], 2, 0) == [[1, 2], [3, 0]]
    assert lists.map([{"a": {"b": 1}}, {}], attribute="a.b", default=0) == [1, 0]
    with pytest.raises(ExpressionError, match="does not know"):
        lists.map([1], "no_such")


def test_the_end_of_a_list_may_be_missing():
    with pytest.raises(ExpressionError, match="no last item"):
        Lists(Budget(), {}).last([])
