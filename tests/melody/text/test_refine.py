from __future__ import annotations

from harmony.melody.change import MISSING, Change
from harmony.melody.text.refine import Op, refine


def ops(before: object, after: object) -> list[tuple]:
    return [(op.kind, op.path[1:], op.value) for op in refine([Change(("k",), before, after)])]


def test_maps_are_compared_key_by_key() -> None:
    assert ops({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 4}) == [
        ("remove", ("c",), None),
        ("set", ("b",), 5),
        ("add", ("d",), 4),
    ]


def test_maps_without_a_common_key_are_set() -> None:
    assert ops({"a": 1}, {"b": 1}) == [("set", (), {"b": 1})]


def test_lists_keep_their_equal_ends() -> None:
    assert ops([1, 2, 3], [1, 9, 2, 3]) == [("add", (1,), 9)]
    assert ops([1, 2, 3, 4], [1, 4]) == [("remove", (2,), None), ("remove", (1,), None)]
    assert ops([{"a": 1}, 2], [{"a": 2}, 2]) == [("set", (0, "a"), 2)]


def test_equal_values_need_nothing() -> None:
    assert ops({"a": [1]}, {"a": [1]}) == []
    assert ops(1, 1.0) == [("set", (), 1.0)]


def test_a_removal_and_an_addition_of_the_same_is_a_rename() -> None:
    gone, new = Change(("n", "a"), 1, MISSING), Change(("n", "b"), MISSING, 1)
    assert list(refine([gone, new])) == [Op("rename", ("n", "a"), "b")]
    assert [op.kind for op in refine([gone, Change(("n", "b"), MISSING, 2)])] == ["remove", "add"]
