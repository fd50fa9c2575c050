"""Back wires: bounded loops between nodes (18-20 of the fine points of play)."""

from typing import Any

from tests.conductor.kit import Played, World


def revising(good_from: int = 2, most: int = 5, **more: Any) -> dict[str, Any]:
    """A draft that is reviewed and sent back until its number is `good_from`."""
    switch = {"cases": [{"when": f"value < {good_from}", "to": "revise"}], "else": "accept"}
    return {
        "start": {"use": "t.echo", "with": {"value": 0}},
        "side": {"use": "t.echo", "with": {"value": 100}},
        "draft": {
            "use": "t.see",
            "in": {"x": ["start.value", {"from": "review.revise", "back": True, "max": most}]},
            **more,
        },
        "work": {"use": "t.next", "in": {"x": "draft.value", "side": "side.value"}},
        "review": {"use": "flow.switch", "in": {"value": "work.value"}, "with": switch},
        "done": {"use": "t.see", "in": {"x": "review.accept"}},
        "log": {"use": "t.see", "in": {"x": "work.value"}},
    }


def play(nodes: dict[str, Any], **more: Any) -> Played:
    world = World()
    world.add("t.see", lambda inputs, params: inputs["x"])
    world.add("t.next", lambda inputs, params: inputs["x"] + (1 if inputs.get("side") == 100 else 1000))
    return world.play(nodes, {"o": "done.value", "log": "log.value"}, **more)


def test_s20_outside_sees_the_last_pass_once() -> None:
    played = play(revising(3))
    assert played.outputs == {"o": 3, "log": 3} and played.status == "completed"
    assert [e["pass"] for e in played.of("node.completed", "work")] == ["0", "1", "2"]
    assert len(played.of("node.started", "log")) == len(played.of("node.started", "done")) == 1


def test_s19_nothing_is_wrapped_and_outside_wires_bring_what_they_brought() -> None:
    played = play(revising(2))
    assert played.outputs["o"] == 2  # 0 -> 1 -> 2: a value, never a list, with `side` in every pass
    assert len(played.of("node.started", "side")) == 1


def test_s19_a_wire_from_outside_that_comes_late_is_not_counted_in_a_later_pass() -> None:
    nodes = {
        "slow": {"use": "t.sleep", "with": {"seconds": 5, "value": 100}},
        "draft": {
            "use": "t.sleep",
            "in": {"x": {"from": "look.again", "back": True, "max": 5}},
            "with": {"seconds": 2},
        },
        "work": {"use": "t.see", "in": {"x": "draft", "side": "slow"}, "join": "any"},
        "look": {
            "use": "flow.switch",
            "in": {"value": "work"},
            "with": {"cases": [{"when": "iteration < 3", "to": "again"}], "else": "done"},
        },
        "z": {"use": "t.see", "in": {"x": "look.done"}},
    }
    nodes["draft"]["with"]["value"] = 1
    world = World()
    world.add("t.see", lambda inputs, params: [inputs.get("x"), inputs.get("side")])
    played = world.play(nodes)
    began = [e["at"] - played.events[0]["at"] for e in played.of("node.started", "work")]
    assert began == [2, 4, 6, 8]
    values = [e["outputs"]["value"]["value"] for e in played.of("node.completed", "work")]
    assert values == [[1, None], [1, None], [1, 100], [1, 100]]


def test_s19_a_loop_that_is_never_taken() -> None:
    played = play(revising(0))
    assert played.outputs["o"] == 1 and [e["pass"] for e in played.of("node.completed", "draft")] == ["0"]


def test_s18_once_more_than_max_fails_the_node_it_leads_to() -> None:
    played = play(revising(99, most=2))
    error = played.of("node.failed", "draft")[0]["error"]
    assert played.status == "failed" and error["class"] == "policy" and "2 times" in error["message"]
    assert [e["pass"] for e in played.of("node.completed", "work")] == ["0", "1", "2"]
    assert played.end("done") == "skipped:upstream_failed"


def test_s18_under_that_nodes_own_policy() -> None:
    played = play(revising(99, most=1, on_error="skip"))
    assert played.status == "completed" and played.end("draft", "2") == "skipped:policy_skip"
    assert played.end("log") == "skipped:upstream_failed"


def test_iteration_counts_up() -> None:
    nodes = revising(2)
    nodes["work"] = {"use": "t.echo", "in": {"x": "draft.value"}, "with": {"value": "{{ iteration }}"}}
    played = play(nodes)
    assert played.outputs["o"] == 2 and len(played.of("node.completed", "review")) == 3


def test_a_failure_in_a_region_ends_everything() -> None:
    nodes = revising(3)
    nodes["work"] = {"use": "t.fail", "on_error": "fail", "in": {"x": "draft.value"}}
    played = play(nodes)
    assert played.status == "failed" and played.end("done") == "skipped:upstream_failed"


def test_a_loop_in_a_loop() -> None:
    nodes: dict[str, Any] = {
        "a": {"use": "t.echo", "with": {"value": 0}},
        "outer": {"use": "t.see", "in": {"x": ["a.value", {"from": "big.again", "back": True, "max": 9}]}},
        "inner": {"use": "t.see", "in": {"x": ["outer.value", {"from": "small.again", "back": True, "max": 9}]}},
        "add": {"use": "t.next", "in": {"x": "inner.value"}},
        "small": {
            "use": "flow.switch",
            "in": {"value": "add.value"},
            "with": {"cases": [{"when": "value % 2000", "to": "again"}], "else": "on"},
        },
        "big": {
            "use": "flow.switch",
            "in": {"value": "small.on"},
            "with": {"cases": [{"when": "value < 4000", "to": "again"}], "else": "on"},
        },
        "done": {"use": "t.see", "in": {"x": "big.on"}},
        "log": {"use": "t.see", "in": {"x": "add.value"}},
    }
    played = play(nodes)
    assert played.outputs == {"o": 4000, "log": 4000}
    assert [e["pass"] for e in played.of("node.completed", "add")] == ["0.0", "0.1", "1.0", "1.1"]


def test_s14_late_merge_plays_the_node_and_what_follows_again() -> None:
    nodes: dict[str, Any] = {
        f"n{i}": {"use": "t.sleep", "with": {"seconds": s, "value": i}} for i, s in enumerate((1, 5, 5.5, 20))
    }
    nodes["j"] = {"use": "t.sum", "in": {"m": [f"n{i}" for i in range(4)]}, "join": {"need": 1, "late": "merge"}}
    nodes["k"] = {"use": "t.sleep", "in": {"x": "j"}, "with": {"seconds": 1}}
    world = World()
    world.add("t.sum", lambda inputs, params: inputs["m"])
    played = world.play(nodes, {"o": "k"})
    assert played.outputs == {"o": [0, 1, 2, 3]} and played.seconds == 21
    found = [(e["pass"], e["outputs"]["value"]["value"]) for e in played.of("node.completed", "k")]
    assert found == [("0", [0]), ("1", [0, 1]), ("2", [0, 1, 2]), ("3", [0, 1, 2, 3])]


def test_a_loop_resumes_anywhere() -> None:
    whole = play(revising(3))
    written = [r for r in whole.records if r.seq >= 0]
    for cut in range(2, len(written) - 1):
        rest = play(revising(3), resume=written[:cut])
        assert rest.outputs == whole.outputs, cut


def test_previous_in_a_back_loop_is_what_the_node_gave_in_the_pass_before() -> None:
    nodes = {
        "n": {
            "use": "t.echo",
            "in": {"x": {"from": "s.again", "back": True, "max": 5}},
            "with": {"value": "{{ (previous.value if previous else 0) + 3 }}"},
        },
        "s": {
            "use": "flow.switch",
            "in": {"value": "n"},
            "with": {"cases": [{"when": "value < 9", "to": "again"}], "else": "done"},
        },
    }
    assert World().play(nodes, {"o": "s.done"}).outputs == {"o": 9}
