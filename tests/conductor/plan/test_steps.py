"""Quality gates, pins, bypass, what is not played (40, 49 of the fine points of play)."""

from typing import Any

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
