"""Circuit breakers at play."""

from typing import Any

from harmony.conductor.policy.breaker import REST
from tests.conductor.kit import World
from tests.conductor.nodes import echo


def world(answers_at: float) -> World:
    made = World()
    began = made.clock.now()

    def call(inputs: dict[str, Any], params: dict[str, Any]) -> str:
        if made.clock.now() < began + answers_at:
            raise ConnectionError("nobody answers")
        return "there"

    made.add("t.call", call)
    return made


NODES: dict[str, Any] = {f"n{i}": {"use": "t.call", "on_error": "skip"} for i in range(5)}


def test_a_type_that_does_not_answer_is_left_alone_for_a_while() -> None:
    nodes = NODES | {"t": {"use": "t.sleep", "with": {"seconds": 1}}, "late": {"use": "t.call", "after": ["t"]}}
    played = world(10).play(nodes, {"o": "late"})
    assert played.outputs == {"o": "there"} and played.seconds == REST
    assert [e["choice"] for e in played.of("decision") if e["about"] == "breaker"] == ["open"]
    assert played.of("node.queued", "late")[0]["reason"] == "breaker"
    assert len(played.of("node.started", "late")) == 1


def test_an_alternative_is_taken_at_once() -> None:
    late = {"use": "t.call", "after": ["t"], "fallback": [{"use": "t.echo", "with": {"value": "other"}}]}
    nodes = NODES | {"t": {"use": "t.sleep", "with": {"seconds": 1}}, "late": late, "z": echo(1)}
    played = world(10).play(nodes, {"o": "late"})
    assert played.outputs == {"o": "other"} and played.seconds == 1
