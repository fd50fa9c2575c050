from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.look_ups import dump_label, fetch, look_up, why_missing


def test_look_up_finds_items_and_never_methods():
    assert look_up({"keys": 1}, "keys") == (True, 1)
    assert look_up({}, "keys") == (False, None)
    assert look_up([1, 2], -1) == (True, 2)
    assert look_up([1], True) == (False, None)
    assert look_up("abc", 0) == (True, "a")
    assert look_up({"a": 1}, [1]) == (False, None)


def test_why_something_is_missing():
    assert why_missing(("a", "b"), {"a": {"b": 1}}) is None
    assert "it is a list of 2" in (why_missing(("a", "b"), {"a": [1, 2]}) or "")
    assert "in scope: nothing" in (why_missing(("a",), {}) or "")


def test_what_is_fetched_must_be_there():
    assert fetch({"a": 1}, "a", "x") == 1
    with pytest.raises(ExpressionError, match="`x` has no item 3; it is a list of 1"):
        fetch([1], 3, "x")


def test_a_label_is_a_literal():
    assert dump_label('a["é"]') == '"a[\\"\\u00e9\\"]"'
