"""Merge strategies with the exact values of the fine points of play (9-11)."""

from typing import Any

import pytest

from harmony.conductor.artifacts import Artifact
from harmony.conductor.merge import merge, weight_of
from harmony.errors import ValueRefused
from harmony.sdk.values import Table


def part(value: Any, quality: float | None = None, seconds: float | None = None) -> tuple[Artifact, Any]:
    return Artifact("h", "any", 1, quality=quality, seconds=seconds), value


def test_s10_first_last_concat_sum_union() -> None:
    parts = [part("a"), part("b"), part("c")]
    assert [merge(s, parts, "p") for s in ("list", "first", "last", "concat")] == [["a", "b", "c"], "a", "c", "abc"]
    assert merge("concat", [part([1]), part([2, 3])], "p") == [1, 2, 3]
    assert merge("sum", [part(1), part(2.5)], "p") == 3.5
    assert merge("union", [part({"a": {"x": 1}, "b": 1}), part({"a": {"y": 2}})], "p") == {"a": {"y": 2}, "b": 1}


def test_s10_best_counts_unknown_as_half_and_takes_the_first_of_equals() -> None:
    assert merge("best", [part("a", 0.4), part("b"), part("c", 0.5)], "p") == "b"


@pytest.mark.parametrize("values", [["1"], [True], [1, None]])
def test_s10_sum_of_no_number_fails(values: list[Any]) -> None:
    with pytest.raises(ValueRefused, match="`sum` at port `p`"):
        merge("sum", [part(v) for v in values], "p")


def test_2_16_weights() -> None:
    assert weight_of(part(0, 0.9, 60)[0]) == pytest.approx(0.78)
    assert weight_of(part(0)[0]) == pytest.approx(0.35)


def test_s11_weighted() -> None:
    found = merge("weighted", [part(10, 0.9, 60), part(20)], "p")
    assert found["value"] == pytest.approx((10 * 0.78 + 20 * 0.35) / 1.13)
    assert found["quality"] == pytest.approx((0.9 * 0.78 + 0.5 * 0.35) / 1.13)
    assert found["weight"] == pytest.approx(1.13)
    assert [p["share"] for p in found["parts"]] == pytest.approx([0.78 / 1.13, 0.35 / 1.13])
    assert found["parts"][1] | {"weight": 0, "share": 0} == {
        "value": 20,
        "quality": None,
        "seconds": None,
        "weight": 0,
        "share": 0,
    }


def test_s11_weighted_of_texts_and_of_nothing() -> None:
    assert merge("weighted", [part("poor", 0.1), part("good", 0.9)], "p")["value"] == "good"
    assert merge("weighted", [], "p") == {"value": None, "quality": 0, "weight": 0, "parts": []}


def test_s10_tables_are_joined_row_by_row() -> None:
    tables = [part(Table([{"a": 1}])), part(Table([{"a": 2}, {"a": 3}]))]
    assert merge("concat", tables, "p") == [{"a": 1}, {"a": 2}, {"a": 3}]
