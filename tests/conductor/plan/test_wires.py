"""Wires, ports and joins at play (8-16 of the fine points of play)."""

from typing import Any

import pytest

from tests.conductor.kit import Played, World
from tests.conductor.nodes import Nodes, echo, fail, fired_at, play, sleep


def test_s8_after_counts_as_a_wire_and_may_name_a_port() -> None:
    switch = {"use": "flow.switch", "with": {"value": 1, "cases": [{"when": "value == 1", "to": "up"}], "else": "down"}}
    nodes = {
        "s": switch,
        "u": echo(1, after=["s.up"]),
        "d": echo(1, after=["s.down"]),
        "both": echo(1, after=["u", "d"]),
    }
    played = play(nodes)
    assert [played.end(n) for n in ("u", "d", "both")] == [
        "completed",
        "skipped:not_chosen",
        "skipped:upstream_skipped",
    ]
    assert played.of("node.skipped", "d")[0]["cause"] == "s"


def test_s8_wires_from_inputs_are_not_counted() -> None:
    nodes = {"a": {"use": "t.echo", "in": {"x": "inputs.n"}, "join": {"need": 1}}}
    assert play(nodes, {"o": "a"}, inputs={"n": {"type": "integer"}}, given={"n": 5}).outputs == {"o": 5}


def test_s9_ports_of_a_join_that_fires_early() -> None:
    world = World()
    world.add("t.see", lambda inputs, params: inputs)
    nodes = {
        "a": echo(1),
        "no": echo(1, when="false"),
        "j": {
            "use": "t.see",
            "in": {"one": "no", "many": ["no", "a"], "s": ["no", "no"]},
            "merge": {"s": "sum"},
            "join": "any",
        },
    }
    assert world.play(nodes, {"o": "j"}).outputs == {"o": {"one": None, "many": [1], "s": 0}}


@pytest.mark.parametrize(
    ("strategy", "value"), [("sum", 0), ("concat", ""), ("union", {}), ("first", None), ("last", None), ("best", None)]
)
def test_s9_merges_of_nothing(strategy: str, value: Any) -> None:
    world = World()
    world.add("t.see", lambda inputs, params: inputs)
    nodes = {
        "a": echo(1),
        "no": echo(1, when="false"),
        "j": {"use": "t.see", "in": {"x": "a", "m": ["no"]}, "merge": {"m": strategy}, "join": "any"},
    }
    assert world.play(nodes, {"o": "j"}).outputs == {"o": {"x": 1, "m": value}}


def test_s10_a_merge_that_cannot_be_made_fails_the_node() -> None:
    played = play({"a": echo("x"), "b": {"use": "t.echo", "in": {"m": ["a"]}, "merge": {"m": "sum"}}})
    assert played.of("node.failed", "b")[0]["error"]["class"] == "invalid_input"


def test_s11_weighted_knows_time_and_quality() -> None:
    world = World()

    async def scored(inputs: Any, params: Any, report: Any) -> Any:
        await world.clock.sleep(60)
        report("score", {"port": "value", "score": 0.9})
        return 10

    world.add("t.scored", scored)
    nodes = {"a": {"use": "t.scored"}, "b": {"use": "t.echo", "in": {"m": ["a"]}, "merge": {"m": "weighted"}}}
    assert world.play(nodes, {"o": "b"}).outputs["o"]["weight"] == pytest.approx(0.78)


def joined(join: Any, *waits: float, **more: Any) -> Played:
    nodes: Nodes = {f"n{i}": sleep(s, i) for i, s in enumerate(waits)}
    nodes["j"] = {"use": "t.see", "in": {"m": [f"n{i}" for i in range(len(waits))]}, "join": join, **more}
    world = World()
    world.add("t.see", lambda inputs, params: inputs["m"])
    return world.play(nodes, {"o": "j"})


def test_s12_any_fires_with_the_first() -> None:
    played = joined("any", 5, 2, 9)
    assert (played.outputs["o"], fired_at(played), played.seconds) == ([1], 2, 9)


def test_s12_percentage_fires_with_the_ceiling() -> None:
    played = joined({"need": "75%"}, 1, 2, 3, 4)
    assert (played.outputs["o"], fired_at(played)) == ([0, 1, 2], 3)


def test_s12_wait_lets_more_come_and_fires_early_when_all_have() -> None:
    assert fired_at(joined({"need": 1, "wait": "5s"}, 1, 4, 20)) == 6
    assert fired_at(joined({"need": 1, "wait": "50s"}, 1, 4, 20)) == 20


def test_s12_wait_ends_with_too_few() -> None:
    played = joined({"need": 3, "wait": "5s"}, 1, 4, 20, on_error="fail")
    assert played.of("node.failed", "j")[0]["error"]["class"] == "timeout" and played.seconds == 6
    proceed = joined({"need": 3, "wait": "5s", "on_timeout": "proceed"}, 1, 4, 20)
    assert (proceed.outputs["o"], fired_at(proceed)) == ([0, 1], 6)


def test_s12_on_timeout_routes() -> None:
    nodes = {
        "a": sleep(1),
        "b": sleep(9),
        "j": {"use": "t.add", "in": {"x": "a", "y": "b"}, "join": {"need": 2, "wait": "2s", "on_timeout": "route"}},
        "h": echo("{{ e.class }}", **{"in": {"e": "j.error"}}),
    }
    assert play(nodes, {"o": "h"}).outputs == {"o": "timeout"}


def test_s13_a_condition_is_looked_at_each_time_a_wire_ends() -> None:
    played = joined({"when": "completed >= 2 and pending > 0"}, 1, 2, 3)
    assert (played.outputs["o"], fired_at(played)) == ([0, 1], 2)
    assert joined({"when": "m | length > 9"}, 1, 2).end("j") == "skipped:upstream_skipped"


def test_s14_late_values_are_dropped_and_the_run_ends_after_them() -> None:
    played = joined({"need": 1, "late": "drop"}, 1, 7)
    assert (played.outputs["o"], played.end("n1"), played.seconds) == ([0], "completed", 7)


def test_s14_late_cancel_spares_what_leads_elsewhere() -> None:
    nodes = {
        "a": sleep(1, 1),
        "b": sleep(9, 2),
        "c": sleep(5, 3),
        "d": sleep(6, 4),
        "j": {"use": "t.see", "in": {"m": ["a", "b", "c", "d"]}, "join": {"need": 1, "late": "cancel"}},
        "k": {"use": "t.echo", "in": {"x": "c"}},
    }
    world = World()
    world.add("t.see", lambda inputs, params: inputs["m"])
    played = world.play(nodes, {"o": "j", "d": "d"})
    assert [played.end(n) for n in "abcd"] == ["completed", "skipped:cancelled", "completed", "completed"]
    assert played.outputs == {"o": [1], "d": 4} and played.end("k") == "completed"


def test_s15_the_error_port_is_not_chosen_when_nothing_went_wrong() -> None:
    played = play({"a": echo(1, on_error="route"), "b": echo(2, **{"in": {"e": "a.error"}})})
    assert played.end("b") == "skipped:not_chosen"


def test_s15_a_handled_failure_counts_as_failed() -> None:
    nodes = {
        "a": fail(on_error="skip"),
        "b": echo(1),
        "all": echo(1, after=["a", "b"]),
        "any": echo(1, after=["a", "b"], join="any"),
    }
    played = play(nodes)
    assert (played.end("all"), played.end("any")) == ("skipped:upstream_failed", "completed")


def test_s16_when_sees_what_came_and_no_wires_means_at_once() -> None:
    nodes = {"a": echo(5), "b": echo(1, when="x > 4", **{"in": {"x": "a"}}), "c": echo(2, join={"need": 3})}
    played = play(nodes)
    assert (played.end("b"), played.end("c")) == ("completed", "completed")


def test_a_broken_condition_is_a_failure_of_the_node() -> None:
    played = play({"a": echo(1, when="nowhere > 4")})
    error = played.of("node.failed", "a")[0]["error"]
    assert error["class"] == "invalid_input" and "nowhere" in error["message"]


def test_s13_a_condition_is_looked_at_again_when_wires_end_at_the_same_moment() -> None:
    three = {name: sleep(2, 1) for name in "abc"}
    played = play({**three, "j": echo(1, after=["a", "b", "c"], join={"when": "completed >= 3"})})
    assert played.end("j") == "completed"
    assert play({**three, "j": echo(1, after=["a", "b"], join={"when": "completed >= 3"})}).end("j").startswith("skip")


@pytest.mark.parametrize(
    ("when", "on_timeout", "there", "at", "end"),
    [
        ("completed >= 2", "fail", (1, 2, 3), 3, "completed"),
        ("completed >= 2", "fail", (1, 2, 99), 11, "completed"),
        ("completed >= 2", "fail", (1, 98, 99), 11, "failed"),
        ("completed >= 2", "proceed", (1, 98, 99), 11, "completed"),
        ("completed >= 2", "route", (1, 98, 99), 11, "routed"),
        ("completed >= 9", "fail", (1, 2, 3), 3, "skipped:upstream_skipped"),
        ("m | length == 1", "fail", (1, 2, 3), 3, "skipped:upstream_skipped"),
    ],
)
def test_s12_s13_a_condition_with_a_wait(
    when: str, on_timeout: str, there: tuple[float, ...], at: float, end: str
) -> None:
    nodes = {f"n{i}": sleep(seconds, i) for i, seconds in enumerate(there)}
    join = {"when": when, "wait": "10s", "on_timeout": on_timeout}
    nodes["j"] = {"use": "t.echo", "in": {"m": list(nodes)}, "join": join, "retry": {"attempts": 1}}
    if end != "routed":
        nodes["j"]["on_error"] = "fail"
    played = play(nodes)
    ends = ("node.completed", "node.failed", "node.skipped")
    found = next(e for e in played.events if e.get("node") == "j" and e["kind"] in ends)
    word = "routed" if found.get("handled") == "route" else found["kind"].removeprefix("node.")
    assert (f"{word}:{found['reason']}" if word == "skipped" else word) == end
    assert found["at"] - played.events[0]["at"] == at
