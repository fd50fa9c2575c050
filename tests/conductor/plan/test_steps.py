"""Quality gates, pins, bypass, what is not played (40, 49 of the fine points of play)."""

from typing import Any

import pytest

from tests.conductor.kit import World
from tests.conductor.nodes import echo, fail, play


def scored_world(scores: list[float]) -> World:
    world = World()
    left = list(scores)

    def scored(inputs: Any, params: Any, report: Any) -> Any:
        report("score", {"port": "value", "score": left.pop(0)})
        return params.get("t", 0)

    world.add("t.scored", scored, variation={"t": [1, 2]})
    return world


def test_s40_a_gate_repeats_with_the_next_variation() -> None:
    world = scored_world([0.1, 0.2, 0.95])
    played = world.play({"a": {"use": "t.scored", "quality": {"min": 0.9, "else": "repeat", "times": 2}}}, {"o": "a"})
    assert played.outputs == {"o": 2} and [d["choice"] for d in played.of("decision")] == ["repeat", "repeat"]


def test_s40_spent_it_fails_as_low_quality() -> None:
    world = scored_world([0.1, 0.2])
    played = world.play(
        {"a": {"use": "t.scored", "quality": {"min": 0.9, "else": "repeat", "times": 1}, "on_error": "fail"}}
    )
    assert played.of("node.failed")[0]["error"]["class"] == "low_quality"


def test_s40_route_sends_the_poor_artifact_along() -> None:
    world = scored_world([0.1])
    nodes = {
        "a": {"use": "t.scored", "quality": {"min": 0.9, "else": "route"}},
        "h": echo("{{ e.detail.quality }}", **{"in": {"e": "a.error"}}),
    }
    assert world.play(nodes, {"o": "h"}).outputs == {"o": 0.1}


def test_s49_pins_and_bypass() -> None:
    world = World()
    nodes = {"a": echo(1, pin={"value": 5}), "b": {"use": "t.fail", "in": {"x": "a", "y": "a"}, "bypass": True}}
    played = world.play(nodes, {"o": "b"})
    assert played.outputs == {"o": 5} and not world.calls
    assert played.of("node.cached", "a")[0]["pinned"] and played.outcome.outputs["o"].seconds is None  # type: ignore[union-attr]
    assert world.play(nodes, {"o": "b"}, pins={"a.value": 6}).outputs == {"o": 6}


def test_disabled_nodes_skip() -> None:
    played = play({"a": echo(1, enabled=False), "b": echo(**{"in": {"x": "a"}})})
    assert (played.end("a"), played.end("b")) == ("skipped:disabled", "skipped:upstream_skipped")


def test_to_plays_only_what_is_needed() -> None:
    nodes = {"a": echo(1), "b": echo(**{"in": {"x": "a"}}), "c": echo(**{"in": {"x": "b"}}), "z": echo(9)}
    played = play(nodes, stop="b")
    assert [played.end(n) for n in nodes] == ["completed", "completed", "skipped:disabled", "skipped:disabled"]


def test_from_takes_what_came_before_from_pins() -> None:
    nodes = {"a": fail(), "b": echo(**{"in": {"x": "a"}}), "c": echo(**{"in": {"x": "b"}}), "z": echo(9)}
    played = play(nodes, {"o": "c"}, start="c", pins={"b.value": 4})
    assert played.outputs == {"o": 4} and played.end("z") == "skipped:disabled"


def scored(**gate: Any) -> tuple[World, dict[str, Any]]:
    world = World()

    def poor(inputs: dict[str, Any], params: dict[str, Any], report: Any) -> Any:
        report("score", {"port": "value", "score": params["score"], "reason": ""})
        return params["score"]

    world.add("t.scored", poor)
    fallback = [{"use": "t.scored", "with": {"score": 0.4}}, {"use": "t.scored", "with": {"score": 0.9}}]
    node = {"use": "t.scored", "with": {"score": 0.1}, "quality": {"min": 0.8, **gate}, "fallback": fallback}
    return world, {"a": node}


def test_s40_escalate_goes_to_the_next_alternative_at_once() -> None:
    world, nodes = scored(**{"else": "escalate"})
    played = world.play(nodes, {"o": "a"})
    assert played.outputs == {"o": 0.9} and played.seconds == 0
    assert [e["choice"] for e in played.of("decision")] == ["escalate", "escalate"]


def test_s35_gates_hold_for_alternatives_each_with_its_own_repeats() -> None:
    world, nodes = scored(**{"else": "repeat", "times": 1})
    played = world.play(nodes, {"o": "a"})
    assert played.outputs == {"o": 0.9}
    assert [c.params["score"] for c in world.calls] == [0.1, 0.1, 0.4, 0.4, 0.9]


@pytest.mark.parametrize(("choice", "status", "output"), [("approve", "completed", 0.1), ("reject", "failed", None)])
def test_s40_ask_has_a_person_say_whether_it_will_do(choice: str, status: str, output: Any) -> None:
    world, nodes = scored(**{"else": "ask"})
    nodes["a"] |= {"fallback": [], "on_error": "fail"}
    asked = world.play(nodes, {"o": "a"})
    assert asked.status == "waiting" and asked.of("node.waiting")[0]["shown"]["value"]["quality"] == 0.1
    records = [r for r in asked.records if r.seq >= 0]
    played = world.play(nodes, {"o": "a"}, resume=records, answers=[("a", "", choice, None)])
    assert played.status == status and played.outputs == {"o": output} and len(world.calls) == 1
