"""Rules over artifacts (43 of the fine points of play)."""

from typing import Any

import pytest

from tests.conductor.kit import World
from tests.conductor.nodes import echo, play, sleep


@pytest.mark.parametrize(("otherwise", "status"), [("fail", "failed"), ("gap", "completed")])
def test_s43_rules_over_artifacts(otherwise: str, status: str) -> None:
    nodes = {"a": echo({"x": 1}), "b": echo({"x": 2}), "slow": sleep(9)}
    rules = [{"check": "a.value.x == b.value.x", "message": "they differ", "else": otherwise}]
    played = play(nodes, rules=rules)
    assert played.status == status and played.seconds == (0 if status == "failed" else 9)
    assert "they differ" in str(played.of("run.failed") + played.of("gap"))
    assert play(nodes, rules=[{"check": "a.value.x < b.value.x"}]).status == "completed"


def test_s43_a_rule_over_what_was_skipped_is_not_looked_at_and_a_broken_one_is_broken() -> None:
    nodes = {"a": echo(1), "b": echo(2, when="false")}
    assert play(nodes, rules=[{"check": "a.value == b.value"}]).status == "completed"
    assert play(nodes, rules=[{"check": "a.value.nothing > 1"}]).status == "failed"


def test_s43_a_node_and_what_follows_is_played_again() -> None:
    world = World()
    count = {"n": 0}

    def counted(inputs: dict[str, Any], params: dict[str, Any]) -> int:
        count["n"] += 1
        return count["n"]

    world.add("t.count", counted)
    nodes = {"other": echo(2), "a": {"use": "t.count"}, "b": echo("{{ x }}", **{"in": {"x": "a"}}), "slow": sleep(5)}
    rules = [{"check": "a.value == other.value", "message": "they differ", "else": {"repeat": "a", "times": 1}}]
    played = world.play(nodes, {"b": "b", "o": "other"}, rules=rules)
    assert played.status == "completed" and played.outputs == {"b": 2, "o": 2} and played.seconds == 5
    assert [e["attempt"] for e in played.of("node.completed", "a")] == [1, 2]
    assert len(played.of("node.completed", "other")) == 1 and played.of("decision")[0]["choice"] == "repeat"
    spent = world.play(nodes, rules=rules)
    assert spent.status == "failed" and "they differ" in spent.events[-1]["message"]


def test_s43_what_still_runs_behind_it_is_stopped_and_played_again() -> None:
    world = World()
    values = iter([1, 2])
    world.add("t.next", lambda inputs, params: next(values))
    nodes = {"a": {"use": "t.next"}, "b": {"use": "t.sleep", "in": {"x": "a"}, "with": {"seconds": 3}}}
    rules = [{"check": "a.value == 2", "else": {"repeat": "a"}}]
    played = world.play(nodes, {"b": "b"}, rules=rules)
    assert played.outputs == {"b": 2} and played.seconds == 3
    assert [e["attempt"] for e in played.of("node.completed", "b")][-1] == len(played.of("node.started", "b"))
