"""Budgets in money, tokens and working time (3.40 of the features, 38 of the fine points of play)."""

from typing import Any

import pytest

from tests.conductor.kit import World
from tests.conductor.nodes import echo, sleep


def world() -> World:
    made = World()

    def costly(inputs: dict[str, Any], params: dict[str, Any], report: Any) -> str:
        report("spend", {"usd": params["usd"], "tokens": 100})
        return "done"

    made.add("t.costly", costly)
    made.add("t.cheap", lambda inputs, params: "cheap")
    return made


def chain(size: int, **more: Any) -> dict[str, Any]:
    """Steps one behind the other that spend 0.3 each."""
    nodes: dict[str, Any] = {}
    for i in range(size):
        nodes[f"n{i}"] = {"use": "t.costly", "with": {"usd": 0.3}, "after": [f"n{i - 1}"] if i else [], **more}
    return nodes


def test_what_is_expected_is_reserved_and_what_the_budget_does_not_cover_never_starts() -> None:
    played = world().play(chain(5), run={"budget": {"usd": 1.0}})
    assert played.status == "failed" and "budget" not in played.end("n2")
    assert played.end("n2") == "completed" and not played.of("node.started", "n3")
    assert played.outcome.spent["usd"] == pytest.approx(0.9) and "0.3 usd are expected" in played.events[-1]["message"]
    decision = played.of("decision", "n3")[0]
    assert decision["about"] == "budget" and decision["choice"] == "stop"


def test_steps_beside_one_another_reserve_too() -> None:
    first = {"n": {"use": "t.costly", "with": {"usd": 0.3}}}
    side = {
        f"s{i}": {"use": "t.costly", "with": {"usd": 0.3}, "after": ["n"], "importance": "optional"} for i in range(4)
    }
    played = world().play(first | side, run={"budget": {"usd": 1.0}})
    assert played.status == "completed" and played.outcome.spent["usd"] == pytest.approx(0.9)
    assert [played.end(f"s{i}") for i in range(4)].count("skipped:budget") == 2 and len(played.outcome.gaps) == 2


def test_a_cheaper_alternative_is_taken_and_what_costs_nothing_goes_on() -> None:
    nodes = chain(4, fallback=[{"use": "t.cheap"}]) | {"z": echo(1, after=["n3"])}
    played = world().play(nodes, {"z": "z", "last": "n3"}, run={"budget": {"tokens": 250}})
    assert played.outputs == {"z": 1, "last": "cheap"} and played.outcome.spent["tokens"] == 200
    assert played.of("decision", "n2")[0]["choice"] == "cheaper"


def test_working_time_is_summed_over_steps_and_an_overrun_is_said() -> None:
    nodes = {"a": sleep(4), "b": sleep(4), "c": sleep(1, after=["a", "b"], importance="optional")}
    played = world().play(nodes, run={"budget": {"time": "7s"}})
    assert [e["choice"] for e in played.of("decision")] == ["overrun", "skip"]
    assert played.end("c") == "skipped:budget" and played.outcome.spent["time"] == 8
