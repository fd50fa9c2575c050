"""Calls on the side: scores, reconstruction, compensation (36, 40, 41 of the fine points of play)."""

from typing import Any

from tests.conductor.kit import World
from tests.conductor.nodes import echo, fail


def test_s36_a_missing_output_is_made_from_a_later_artifact() -> None:
    nodes: dict[str, Any] = {
        "late": {"use": "t.sleep", "with": {"seconds": 5, "value": 21}},
        "a": {
            "use": "t.fail",
            "on_error": "fail",
            "reconstruct": {"use": "t.echo", "in": {"x": "late.value"}, "with": {"value": "{{ x * 2 }}"}},
        },
        "b": {"use": "t.echo", "in": {"x": "a"}},
    }
    played = World().play(nodes, {"o": "b"})
    assert played.outputs == {"o": 42} and played.seconds == 5
    assert played.of("node.completed", "a")[0]["outputs"]["value"]["reconstructed"] is True
    assert played.of("decision", "a")[0]["choice"] == "reconstruct"


def test_s36_what_waits_for_a_source_behind_a_person_keeps_no_run_at_play() -> None:
    nodes = {
        "ask": {"use": "flow.approve"},
        "late": echo(4, after=["ask.approved"]),
        "early": fail(reconstruct={"use": "t.echo", "in": {"x": "late"}}),
    }
    world = World()
    first = world.play(nodes, {"o": "early"})
    assert first.status == "waiting"
    again = world.play(nodes, {"o": "early"}, resume=first.records, answers=[("ask", "", "approve", None)])
    assert again.outputs == {"o": 4}


def test_s36_if_a_source_cannot_come_the_failure_stands() -> None:
    nodes: dict[str, Any] = {
        "a": {"use": "t.fail", "on_error": "skip", "reconstruct": {"use": "t.echo", "in": {"x": "b.value"}}},
        "b": {"use": "t.echo", "in": {"x": "a"}},
    }
    played = World().play(nodes)
    assert played.end("a") == "skipped:policy_skip" and played.status == "completed"
    nodes["b"] = {"use": "t.echo", "with": {"value": 1}, "when": "false"}
    assert World().play(nodes).end("a") == "skipped:policy_skip"


def test_s40_a_node_type_scores_the_output() -> None:
    world = World()
    world.add(
        "t.judge",
        lambda inputs, params: {"score": inputs["value"] / 10, "reason": "so"},
        outputs="score:number reason:text",
    )
    world.add("t.vary", lambda inputs, params: params["v"])
    node = {
        "use": "t.vary",
        "with": {"v": 2},
        "retry": {"attempts": 1, "vary": {"v": [5, 9]}},
        "quality": {"min": 0.8, "by": "t.judge", "else": "repeat", "times": 3},
    }
    played = world.play({"a": node}, {"o": "a"})
    assert played.outputs == {"o": 9}
    assert [d["factors"]["score"] for d in played.of("decision", "a")] == [0.2, 0.5]
    assert played.of("node.completed", "a")[0]["outputs"]["value"]["quality"] == 0.9


def undone(nodes: dict[str, Any], **more: Any) -> list[Any]:
    """What was undone, in order."""
    world = World()
    told: list[Any] = []

    def undo(inputs: dict[str, Any], params: dict[str, Any]) -> None:
        if params["what"] == "broken":
            raise ValueError("cannot")
        told.append(params["what"])

    world.add("t.undo", undo)
    played = world.play(nodes, **more)
    assert played.status == "failed"
    return told


def test_s41_what_was_completed_is_undone_last_first() -> None:
    def step(after: str, what: str) -> dict[str, Any]:
        return {
            "use": "t.echo",
            "with": {"value": 7},
            "after": after,
            "compensate": {"use": "t.undo", "with": {"what": what}},
        }

    nodes: dict[str, Any] = {
        "s": {"use": "t.echo", "with": {"value": 1}},
        "a": step("s", "a{{ value }}"),
        "b": step("a", "broken"),
        "c": step("b", "c{{ inputs.n }}"),
        "boom": {"use": "t.fail", "on_error": "fail", "after": "c"},
    }
    assert undone(nodes, inputs={"n": {"default": 5}}) == ["c5", "a7"]


def test_s41_each_finished_item_is_undone() -> None:
    body = {
        "nodes": {
            "n": {
                "use": "t.echo",
                "with": {"value": 1},
                "compensate": {"use": "t.undo", "with": {"what": "{{ item }}"}},
            }
        },
        "outputs": {},
    }
    nodes = {
        "e": {"use": "flow.each", "with": {"items": [1, 2, 3], "concurrency": 1}, "body": body},
        "boom": {"use": "t.fail", "on_error": "fail", "after": "e"},
    }
    assert undone(nodes) == [3, 2, 1]
