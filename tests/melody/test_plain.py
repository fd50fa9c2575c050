from __future__ import annotations

import pytest

from harmony.errors import EditRefused
from harmony.melody import plain
from harmony.melody.change import MISSING, Change
from harmony.melody.frozen import FrozenDict


def test_same_tells_kinds_apart() -> None:
    assert plain.same({"a": (1, None)}, FrozenDict({"a": [1, None]}))
    assert plain.same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert plain.same(float("nan"), float("nan"))
    for one, other in ((1, 1.0), (1, True), (0, False), ("", None), ([], {}), ([1], [1, 2]), ({"a": 1}, {"b": 1})):
        assert not plain.same(one, other)


def test_get_and_spell() -> None:
    data = {"a": [{"b": 1}]}
    assert plain.get(data, ("a", 0, "b")) == 1
    assert plain.get(data, ("a", 1)) is plain.get(data, ("a", "x")) is MISSING
    assert plain.spell(("a", 0, "b")) == "a[0].b"


@pytest.mark.parametrize(
    ("follows", "order"), [("a", "axbc"), ("c", "abcx"), (None, "xabc"), (MISSING, "abcx"), ("z", "abcx")]
)
def test_places(follows: object, order: str) -> None:
    mapping = dict.fromkeys("abc", 0)
    placed = plain.placed(mapping, "x", 1, follows)
    assert "".join(placed) == order and placed["x"] == 1
    assert "".join(mapping) == "abc"


def test_what_a_key_stands_behind() -> None:
    mapping = dict.fromkeys("abcd", 0)
    assert plain.before_key(mapping, "a") is None
    assert plain.before_key(mapping, "d") == "c"
    assert plain.before_key(mapping, "d", frozenset("bc")) == "a"


def test_put_copies_the_way_and_nothing_else() -> None:
    data = {"a": [1, 2], "b": {"c": 1}}
    changed = plain.put(data, ("a", 1), Change((), MISSING, 9))
    assert changed == {"a": [1, 9, 2], "b": {"c": 1}} and data["a"] == [1, 2]
    assert changed["b"] is data["b"]
    with pytest.raises(EditRefused):
        plain.put(data, ("b", "c", "d"), Change((), MISSING, 1))


def test_many_places_at_once_are_as_one_by_one() -> None:
    additions = [("x", 1, "b"), ("y", 2, "x"), ("z", 3, None), ("v", 4, MISSING), ("w", 5, "v"), ("u", 6, "gone")]
    one, many = dict.fromkeys("abc", 0), dict.fromkeys("abc", 0)
    for key, value, follows in additions:
        plain.place(one, key, value, follows)
    plain.place_all(many, additions)
    assert list(one.items()) == list(many.items())
    assert "".join(many) == "zabxycvwu"
