"""The fine points of play, by number, played on a virtual clock."""

import asyncio
from typing import Any

import pytest

from harmony.sdk.failure import StepFailed
from harmony.sdk.manifest import Port
from tests.conductor.kit import Played, World, melody_of

Nodes = dict[str, Any]


def echo(value: Any = None, **more: Any) -> dict[str, Any]:
    return {"use": "t.echo", **({"with": {"value": value}} if value is not None else {}), **more}


def sleep(seconds: float, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"use": "t.sleep", "with": {"seconds": seconds, **({} if value is None else {"value": value})}, **more}


def fail(**more: Any) -> dict[str, Any]:
    return {"use": "t.fail", "on_error": "fail", **more}


def play(nodes: Nodes, outputs: dict[str, str] | None = None, **more: Any) -> Played:
    return World().play(nodes, outputs, **more)


# --- counting, states, events --------------------------------------------------------------


def test_s1_attempts_count_from_1_and_passes_from_0() -> None:
    nodes = {
        "e": {
            "use": "flow.each",
            "with": {"items": [7, 8]},
            "body": {"nodes": {"n": echo("{{ [item, index] }}")}, "outputs": {"n": "n"}},
        }
    }
    played = play(nodes, {"o": "e.n"})
    assert [e["pass"] for e in played.of("node.started", "e/n")] == ["0", "1"]
    assert {e["attempt"] for e in played.of("node.started")} == {1}
    assert played.outputs["o"] == [[7, 0], [8, 1]]


def test_s2_every_node_of_the_top_has_its_end() -> None:
    nodes = {"a": fail(), "b": echo(**{"in": {"x": "a"}}), "c": sleep(5), "d": echo(**{"in": {"x": "c"}})}
    played = play(nodes)
    assert [played.end(n) for n in "abcd"] == [
        "failed",
        "skipped:upstream_failed",
        "skipped:cancelled",
        "skipped:upstream_skipped",
    ]
    assert played.status == "failed" and played.seconds == 0


async def cancel_soon(run: Any, records: Any) -> None:
    await asyncio.sleep(0.005)
    run.cancel("enough")


def test_s3_a_cancelled_run_cancels_what_runs_and_what_has_not_begun() -> None:
    nodes = {"a": echo(1), "w": {"use": "flow.wait", "with": {"event": "never"}, "after": "a"}, "z": echo(2, after="w")}
    played = play(nodes, act=cancel_soon)
    assert [played.end(n) for n in "awz"] == ["completed", "skipped:cancelled", "skipped:cancelled"]
    assert played.status == "cancelled" and played.of("run.cancelled")[0]["reason"] == "enough"


def test_s3_cancels_withdraws_what_runs_and_leaves_what_has_ended() -> None:
    nodes = {
        "fast": sleep(1, 1, cancels=["slow", "done"]),
        "slow": sleep(9, 2),
        "done": echo(3),
        "after": echo(**{"in": {"x": "slow"}}),
    }
    played = play(nodes)
    assert [played.end(n) for n in nodes] == ["completed", "skipped:cancelled", "completed", "skipped:upstream_skipped"]
    assert played.status == "completed" and played.seconds == 1


def test_s4_a_skipped_failure_is_a_gap() -> None:
    played = play({"a": fail(on_error="skip"), "b": echo(**{"in": {"x": "a"}})}, {"o": "b"})
    assert played.end("a") == "skipped:policy_skip" and played.end("b") == "skipped:upstream_failed"
    assert played.status == "completed" and len(played.of("gap", "a")) == 1
    assert played.outcome.gaps[0]["node"] == "a" and played.outputs == {"o": None}


def test_s4_a_dead_letter_is_a_handled_failure_and_no_gap() -> None:
    played = play({"a": fail(on_error="dead_letter")})
    assert played.of("node.failed")[0]["handled"] == "dead_letter"
    assert len(played.of("letter", "a")) == 1 and not played.of("gap") and played.status == "completed"


def test_s4_a_routed_failure_is_handled() -> None:
    nodes = {
        "a": fail(on_error="route"),
        "good": echo(**{"in": {"x": "a.value"}}),
        "bad": echo("{{ e.class }}", **{"in": {"e": "a.error"}}),
    }
    played = play(nodes, {"o": "bad.value"})
    assert played.of("node.failed")[0]["handled"] == "route"
    assert played.end("good") == "skipped:upstream_failed" and played.outputs == {"o": "unavailable"}


def test_s4_causes_name_where_the_skip_began() -> None:
    played = play({"a": echo(1, when="false"), "b": echo(**{"in": {"x": "a"}}), "c": echo(**{"in": {"x": "b"}})})
    assert [e["cause"] for e in played.of("node.skipped")] == ["a", "a", "a"]
    assert [played.end(n) for n in "abc"] == [
        "skipped:condition_false",
        "skipped:upstream_skipped",
        "skipped:upstream_skipped",
    ]


def test_s5_errors_have_one_form_and_the_run_names_the_node() -> None:
    played = play({"a": fail(title="The first")})
    error = played.of("node.failed")[0]["error"]
    assert list(error) == ["class", "message", "node", "pass", "attempts", "retryable", "detail"]
    assert (error["node"], error["attempts"], error["class"]) == ("a", 1, "unavailable")
    said = played.of("run.failed")[0]["message"]
    assert "`a`" in said and "The first" in said and "no" in said


def test_s6_events_carry_small_values_and_references_to_large_ones() -> None:
    played = play(
        {"a": echo("x" * 10), "b": echo("y" * 5000), "c": echo("z" * 70_000), "d": echo(1, when="false")},
        {n: n for n in "abcd"},
    )
    small, middle = (played.of("node.completed", n)[0]["outputs"]["value"] for n in "ab")
    assert small["value"] == "x" * 10 and "value" not in middle and middle["size"] == 5000
    outputs = played.of("run.completed")[0]["outputs"]
    assert outputs["b"] == "y" * 5000 and outputs["c"]["size"] == 70_000 and outputs["d"] is None


# --- wires, ports, joins ---------------------------------------------------------------------


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


def fired_at(played: Played, node: str = "j") -> float:
    return float(played.of("node.started", node)[0]["at"] - played.events[0]["at"])


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


# --- bodies and flow nodes ---------------------------------------------------------------------


def each(
    body: Nodes, outputs: dict[str, str], items: Any, inputs: dict[str, Any] | None = None, **options: Any
) -> dict[str, Any]:
    return {
        "use": "flow.each",
        "with": {"items": items, **options},
        "body": {"nodes": body, "outputs": outputs, "inputs": inputs or {}},
    }


def test_s21_a_body_sees_the_owners_ports_and_nothing_else() -> None:
    node = each({"n": echo("{{ inputs.k * item }}")}, {"n": "n"}, [1, 2]) | {"in": {"k": "a.value"}}
    played = play({"a": echo(10), "e": node}, {"o": "e.n"}, inputs={"outer": {"default": 1}})
    assert played.outputs == {"o": [10, 20]}
    node = each({"n": echo("{{ inputs.outer }}")}, {"n": "n"}, [1])
    assert play({"e": node}, inputs={"outer": {"default": 1}}).status == "failed"


def test_s21_inner_items_hide_outer_ones() -> None:
    inner = each({"n": echo("{{ [inputs.o, item] }}")}, {"n": "n"}, "{{ [5, 6] }}") | {"in": {"o": "out.value"}}
    node = each({"out": echo("{{ item }}"), "i": inner}, {"n": "i.n"}, [1, 2])
    assert play({"e": node}, {"o": "e.n"}).outputs["o"] == [[[1, 5], [1, 6]], [[2, 5], [2, 6]]]


def test_s22_each_keeps_the_order_of_items_and_its_concurrency() -> None:
    world = World()
    node = each({"n": sleep(0, 0)}, {"n": "n"}, [3, 1, 2], concurrency=2)
    node["body"]["nodes"]["n"] = {"use": "t.sleep", "with": {"seconds": "{{ item }}", "value": "{{ item }}"}}
    played = world.play({"e": node}, {"o": "e.n", "r": "e.report"})
    assert played.outputs["o"] == [3, 1, 2] and world.most == 2 and played.seconds == 3
    assert played.outputs["r"] == {"total": 3, "completed": 3, "failed": 0, "cancelled": 0}


def flaky_items(**options: Any) -> Played:
    body = {
        "n": {"use": "t.sleep", "with": {"value": "{{ item }}", "seconds": "{{ item }}"}},
        "f": {"use": "t.fail", "on_error": "fail", "after": ["n"], "when": "n == 2", "in": {"n": "n"}},
    }
    return play(
        {"e": each(body, {"n": "n"}, [1, 2, 3], **options) | {"on_error": "fail"}}, {"o": "e.n", "f": "e.failed"}
    )


def test_s22_fail_ends_the_others_at_the_first_failing_item() -> None:
    played = flaky_items()
    assert played.status == "failed" and played.seconds == 2
    assert (
        played.end("e/n", "2") == "skipped:cancelled"
        and "item 1" in played.of("node.failed", "e")[0]["error"]["message"]
    )


@pytest.mark.parametrize(("how", "kind"), [("skip", "gap"), ("dead_letter", "letter")])
def test_s22_item_errors_are_let_go(how: str, kind: str) -> None:
    played = flaky_items(on_item_error=how)
    assert played.outputs["o"] == [1, 3] and len(played.of(kind, "e")) == 1
    failed = played.outputs["f"]
    assert [(f["index"], f["item"], f["key"]) for f in failed] == [(1, 2, None)] and failed[0]["error"]["node"] == "e/f"


def test_s22_too_few_good_items_fail_the_node() -> None:
    played = flaky_items(on_item_error="skip", join="all")
    error = played.of("node.failed", "e")[0]["error"]
    assert error["class"] == "policy" and "3 are needed" in error["message"]


def test_s22_the_join_over_items() -> None:
    played = flaky_items(on_item_error="skip", join={"need": 1, "late": "cancel"})
    assert played.outputs["o"] == [1] and played.seconds == 1
    assert played.end("e/n", "1") == "skipped:cancelled"
    dropped = flaky_items(on_item_error="skip", join={"need": 1})
    assert dropped.outputs["o"] == [1] and dropped.seconds == 3 and dropped.end("e/n", "2") == "completed"


def test_s22_an_empty_list_is_played_as_it_is() -> None:
    body = {"n": echo("{{ item }}")}
    assert play({"e": each(body, {"n": "n"}, [])}, {"o": "e.n", "f": "e.failed"}).outputs == {"o": [], "f": []}
    assert play({"e": each(body, {"n": "n"}, [], join={"empty": "fail"})}).status == "failed"


def test_s22_items_that_are_no_list() -> None:
    played = play({"e": each({"n": echo(1)}, {"n": "n"}, "{{ 5 }}")})
    assert played.of("node.failed", "e")[0]["error"]["class"] == "invalid_input"


def test_s22_skipped_item_nodes_are_null_and_keys_are_kept() -> None:
    node = each(
        {"n": echo("{{ item.v }}", when="item.v > 1")},
        {"n": "n"},
        [{"id": "a", "v": 1}, {"id": "b", "v": 2}],
        key="{{ item.id }}",
    )
    played = play({"e": node}, {"o": "e.n"})
    assert played.outputs["o"] == [None, 2]
    assert next(r for r in played.records if r.kind == ".built" and r.body["purpose"] == "items").body["keys"] == [
        "a",
        "b",
    ]


def test_s22_a_list_that_grows_while_it_plays() -> None:
    body = {"n": echo("{{ item }}"), "m": echo("{{ [item + 10, item + 20] if item < 10 else [] }}")}
    node = each(body, {"n": "n", "more": "m"}, [1, 2], grow="more", concurrency=1)
    assert play({"e": node}, {"o": "e.n"}).outputs["o"] == [1, 2, 11, 21, 12, 22]
    node["with"]["max_items"] = 5
    error = play({"e": node | {"on_error": "fail"}}).of("node.failed", "e")[0]["error"]
    assert error["class"] == "policy" and "beyond 5 items" in error["message"]


def repeat(body: Nodes, outputs: dict[str, str], **options: Any) -> dict[str, Any]:
    return {"use": "flow.repeat", "with": options, "body": {"nodes": body, "outputs": outputs}}


def test_s23_repeat_until_and_previous() -> None:
    node = repeat({"n": echo("{{ 1 if previous is none else previous.n + 1 }}")}, {"n": "n"}, max=9, until="n >= 3")
    played = play({"r": node}, {"o": "r.n", "p": "r.passes"})
    assert played.outputs == {"o": 3, "p": 3}
    assert [e["pass"] for e in played.of("node.started", "r/n")] == ["0", "1", "2"]


def test_s23_at_max_it_completes_and_says_so() -> None:
    played = play(
        {"r": repeat({"n": echo("{{ iteration }}")}, {"n": "n"}, max=2, until="false")}, {"o": "r.n", "p": "r.passes"}
    )
    assert played.outputs == {"o": 1, "p": 2} and played.of("decision", "r")[0]["choice"] == "max"


def test_s23_an_output_skipped_in_the_last_pass_skips() -> None:
    node = repeat({"n": echo(1, when="iteration == 0")}, {"n": "n"}, max=2, until="false")
    played = play({"r": node, "b": echo(1, **{"in": {"x": "r.n"}})})
    assert played.end("b") == "skipped:not_chosen"


INNER = {"inputs": {"a": {"type": "integer", "default": 4}, "b": {"default": 1}}, "outputs": {"sum": "s.value"}}


def test_s24_a_sub_melody_has_its_own_inputs_and_paths() -> None:
    inner = melody_of(
        {"s": {"use": "t.add", "in": {"x": "inputs.a", "y": "inputs.b"}}},
        **{k: v for k, v in INNER.items() if k != "outputs"},
        outputs={"sum": "s.value"},
    )
    nodes = {"n": echo("5"), "m": {"use": "flow.melody", "in": {"a": "n"}, "with": {"melody": "./in.melody.yaml"}}}
    played = play(nodes, {"o": "m.sum"}, base="/w", melodies={"/w/in.melody.yaml": inner})
    assert played.outputs == {"o": 6} and played.end("m/s") == "completed"


def test_s24_a_failure_inside_is_the_nodes_and_cancels_what_ran_beside_it() -> None:
    inner = melody_of({"f": sleep(1), "g": fail(after=["f"]), "h": sleep(50)})
    nodes = {"m": {"use": "flow.melody", "with": {"melody": "in"}, "on_error": "skip"}}
    played = play(nodes, base="/w", melodies={"/w/in": inner})
    assert played.end("m") == "skipped:policy_skip" and played.end("m/h") == "skipped:cancelled" and played.seconds == 1


def test_s24_it_may_call_itself_64_deep_at_most() -> None:
    inner = melody_of({"m": {"use": "flow.melody", "with": {"melody": "in"}}})
    played = play({"m": {"use": "flow.melody", "with": {"melody": "in"}}}, base="/w", melodies={"/w/in": inner})
    assert played.status == "failed" and len(played.of("node.started")) == 65


def test_s25_fail_and_stop_end_what_they_stand_in() -> None:
    body = {
        "f": {"use": "flow.fail", "with": {"message": "bad {{ item }}"}, "when": "item == 2"},
        "n": echo("{{ item }}"),
    }
    played = play({"e": each(body, {"n": "n"}, [1, 2], on_item_error="skip")}, {"o": "e.n", "f": "e.failed"})
    assert played.outputs["o"] == [1] and played.outputs["f"][0]["error"]["message"] == "bad 2"
    stopped = play({"a": sleep(1, 1), "b": sleep(9, 2), "s": {"use": "flow.stop", "after": "a"}}, {"a": "a", "b": "b"})
    assert (
        stopped.status == "completed"
        and stopped.outputs == {"a": 1, "b": None}
        and stopped.end("b") == "skipped:cancelled"
    )


def switch(value: Any, **options: Any) -> Nodes:
    cases = [
        {"when": "value > 5", "to": "big"},
        {"when": "value > 1", "to": "mid"},
        {"when": "value > nowhere", "to": "odd"},
    ]
    ports = ("big", "mid", "small")
    return {
        "a": echo(value),
        "s": {
            "use": "flow.switch",
            "in": {"value": "a"},
            "with": {"cases": cases[: options.pop("cases", 2)], **options},
        },
        **{p: {"use": "t.echo", "in": {"x": f"s.{p}"}} for p in ports},
    }


def test_s26_the_first_case_that_holds_and_no_later_is_looked_at() -> None:
    played = play(switch(9, cases=3, **{"else": "small"}), {p: p for p in ("big", "mid", "small")})
    assert played.outputs == {"big": 9, "mid": None, "small": None} and played.end("mid") == "skipped:not_chosen"


def test_s26_without_else_all_skip_and_all_takes_every_case() -> None:
    assert play(switch(0)).end("mid") == "skipped:not_chosen"
    assert play(switch(9, all=True), {"b": "big", "m": "mid"}).outputs == {"b": 9, "m": 9}


def test_s27_join_carries_through() -> None:
    nodes = {
        "a": echo(1),
        "no": echo(2, when="false"),
        "j": {"use": "flow.join", "in": {"x": "a", "y": "no"}, "join": "any"},
        "b": echo(1, **{"in": {"y": "j.y"}}),
    }
    played = play(nodes, {"x": "j.x", "all": "j.all", "late": "j.late"})
    assert played.outputs == {"x": 1, "all": {"x": 1}, "late": []} and played.end("b") == "skipped:not_chosen"


def test_s27_join_has_its_join_in_with() -> None:
    nodes = {
        "a": sleep(1, 1),
        "b": sleep(9, 2),
        "j": {"use": "flow.join", "in": {"x": "a", "y": "b"}, "with": {"need": "50%"}},
    }
    assert fired_at(play(nodes)) == 1


def test_s29_events_are_kept_and_taken_once_oldest_first() -> None:
    async def act(run: Any, records: Any) -> None:
        for value in (1, 2, 3):
            run.send("go", value)

    wait = {"use": "flow.wait", "with": {"event": "go"}}
    played = play(
        {"a": wait | {"after": "s"}, "s": sleep(5), "b": wait | {"after": "a"}},
        {"a": "a.event", "b": "b.event"},
        act=act,
    )
    assert played.outputs == {"a": 1, "b": 2}


def test_s29_keep_false_takes_only_what_is_sent_while_it_waits() -> None:
    async def act(run: Any, records: Any) -> None:
        run.send("go", 1)
        await asyncio.sleep(0.02)
        run.send("go", 2)

    played = play(
        {"a": {"use": "flow.wait", "with": {"event": "go", "keep": False}, "after": "s"}, "s": sleep(5)},
        {"a": "a.event"},
        act=act,
    )
    assert played.outputs == {"a": 2}


def test_s29_a_wait_holds_no_slot() -> None:
    nodes = {"w": {"use": "flow.wait", "with": {"for": "1h"}}, "a": sleep(1), "b": sleep(1)}
    assert play(nodes, run={"concurrency": 1}).seconds == 3600


def test_s30_pause_leaves_the_run_waiting_and_resume_tries_again() -> None:
    world = World()
    healthy: list[int] = []

    def moody(inputs: Any, params: Any) -> Any:
        if not healthy:
            raise StepFailed("not now")
        return 7

    world.add("t.moody", moody)
    nodes = {"a": {"use": "t.moody", "on_error": "pause"}, "b": {"use": "t.echo", "in": {"x": "a"}}}
    played = world.play(nodes, {"o": "b"})
    assert played.status == "waiting" and played.events[-1]["kind"] == "run.waiting"
    healthy.append(1)
    again = world.play(nodes, {"o": "b"}, resume=played.records)
    assert again.status == "completed" and again.outputs == {"o": 7} and world.calls[-2].attempt == 2


@pytest.mark.parametrize(
    ("choice", "status", "end"), [("skip", "completed", "skipped:policy_skip"), ("fail", "failed", "failed")]
)
def test_s30_a_person_says_otherwise(choice: str, status: str, end: str) -> None:
    async def act(run: Any, records: Any) -> None:
        await asyncio.sleep(0.01)
        run.answer("a", "", choice)
        run.send("go")

    played = play({"a": fail(on_error="pause"), "b": {"use": "flow.wait", "with": {"event": "go"}}}, act=act)
    assert played.end("a") == end and played.status == status


def test_s31_slots_count_running_steps() -> None:
    world = World()
    played = world.play({f"n{i}": sleep(1) for i in range(6)}, run={"concurrency": 2})
    assert world.most == 2 and played.seconds == 3
    assert len(played.of("node.queued")) == 4


def test_s31_concurrency_keys_are_held_from_start_to_end() -> None:
    key = {"concurrency_key": "db"}
    body = {"use": "flow.repeat", "with": {"max": 2}, "body": {"nodes": {"n": sleep(2)}, "outputs": {}}}
    played = play(
        {"a": body | key, "b": sleep(1) | key, "c": sleep(1), "d": sleep(1, concurrency_key="{{ 'd' + 'b' }}")}
    )
    assert (
        played.seconds == 6 and fired_at(played, "b") == 4 and fired_at(played, "d") == 5 and fired_at(played, "c") == 0
    )


# --- when things go wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "error_class"),
    [
        (TimeoutError(), "timeout"),
        (ConnectionError(), "network"),
        (MemoryError(), "resource"),
        (ValueError("x"), "bug"),
        (StepFailed("s", error_class="auth"), "auth"),
    ],
)
def test_s32_classes_of_what_code_raises(error: Exception, error_class: str) -> None:
    world = World()

    def boom(inputs: Any, params: Any) -> Any:
        raise error

    world.add("t.boom", boom)
    assert (
        world.play({"a": {"use": "t.boom", "on_error": "fail"}}).of("node.failed")[0]["error"]["class"] == error_class
    )


def test_s32_a_failing_expression_is_invalid_input() -> None:
    assert play({"a": echo("{{ nothing }}")}).of("node.failed")[0]["error"]["class"] == "invalid_input"


def test_s33_retries_vary_and_wait() -> None:
    world = World()
    node = fail(
        retry={"attempts": 4, "backoff": "exponential", "delay": "1s", "max_delay": "3s", "vary": {"t": [1, 2]}}
    ) | {"with": {"t": 0}}
    played = world.play({"a": node})
    assert [c.params["t"] for c in world.calls] == [0, 1, 2, 2]
    assert [e["delay"] for e in played.of("node.retrying")] == [1, 2, 3] and played.seconds == 6


def test_s33_retry_after_is_honoured() -> None:
    world = World()

    def busy(inputs: Any, params: Any) -> Any:
        raise StepFailed("slow down", error_class="rate_limit", retry_after=30)

    world.add("t.busy", busy)
    assert world.play({"a": {"use": "t.busy", "retry": {"attempts": 2}}}).seconds == 30


@pytest.mark.parametrize(
    ("timeout", "seconds"), [("5s", 5), ({"attempt": "4s"}, 4), ({"total": "6s"}, 6), ({"idle": "3s"}, 3)]
)
def test_s34_time_limits_fail_as_timeout(timeout: Any, seconds: float) -> None:
    played = play({"a": sleep(60, timeout=timeout, on_error="fail")})
    assert played.of("node.failed")[0]["error"]["class"] == "timeout" and played.seconds == seconds


def test_s34_queue_runs_from_ready_to_started_and_total_over_attempts() -> None:
    played = play({"a": sleep(9), "b": sleep(1, timeout={"queue": "2s"}, on_error="skip")}, run={"concurrency": 1})
    assert played.end("b") == "skipped:policy_skip" and played.seconds == 9
    node = fail(retry={"attempts": 99, "delay": "2s"}, timeout={"total": "7s"})
    assert play({"a": node}).seconds == 7


def test_s34_idle_starts_again_with_each_sign_of_life() -> None:
    world = World()

    async def lively(inputs: Any, params: Any, report: Any) -> Any:
        for _ in range(4):
            await world.clock.sleep(2)
            report("progress", {"share": 0.5, "text": ""})
        return 1

    world.add("t.lively", lively)
    played = world.play({"a": {"use": "t.lively", "timeout": {"idle": "3s"}}})
    assert played.status == "completed" and len(played.of("node.progress")) == 4


def test_s34_a_flow_node_has_time_limits_too() -> None:
    node = {
        "use": "flow.repeat",
        "with": {"max": 9},
        "body": {"nodes": {"n": sleep(2)}, "outputs": {}},
        "timeout": "5s",
        "on_error": "skip",
    }
    played = play({"r": node})
    assert (
        played.end("r") == "skipped:policy_skip"
        and played.seconds == 5
        and played.end("r/n", "2") == "skipped:cancelled"
    )


def test_a_flow_node_that_is_tried_again_ends_what_it_played() -> None:
    body = {"n": sleep(5, 1), "f": {"use": "t.fail", "on_error": "fail", "when": "item == 2"}}
    node = each(body, {"n": "n"}, [1, 2]) | {"retry": {"attempts": 2, "delay": "1s"}, "on_error": "skip"}
    world = World()
    played = world.play({"e": node})
    assert played.seconds == 1 and world.running == 0 and played.end("e") == "skipped:policy_skip"
    assert [e["attempt"] for e in played.of("node.started", "e")] == [1, 2]


def test_s35_alternatives_in_order_with_the_nodes_wires() -> None:
    world = World()
    node = {
        "use": "t.fail",
        "in": {"x": "a"},
        "fallback": [
            {"use": "t.fail"},
            {"use": "t.echo", "with": {"value": "{{ broken }}"}},
            {"use": "t.echo", "with": {"value": "{{ x + 1 }}"}},
        ],
    }
    played = world.play({"a": echo(1), "b": node}, {"o": "b"})
    assert played.outputs == {"o": 2} and [d["choice"] for d in played.of("decision", "b")] == ["fallback"] * 3


def test_s35_a_fixed_value_may_use_the_ports() -> None:
    node = {"use": "t.fail", "in": {"x": "a"}, "fallback": [{"value": "{{ x * 3 }}"}]}
    assert play({"a": echo(2), "b": node}, {"o": "b"}).outputs == {"o": 6}


def test_s39_decisions_are_events() -> None:
    decision = play({"a": fail()}).of("decision", "a")[0]
    assert (
        decision["choice"] == "fail"
        and {"importance", "alternatives", "risk", "budget", "deadline"} <= decision["factors"].keys()
    )


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


def test_s42_past_its_deadline_a_run_fails() -> None:
    played = play({"a": sleep(60)}, run={"deadline": "10s"})
    assert played.status == "failed" and played.seconds == 10 and played.end("a") == "skipped:cancelled"
    assert "deadline" in played.of("run.failed")[0]["message"]


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


# --- values ------------------------------------------------------------------------------------------


def test_s46_wires_convert() -> None:
    world = World()
    world.add(
        "t.typed",
        lambda inputs, params: [inputs["n"], inputs["t"], inputs["l"]],
        inputs=(Port("n", "integer"), Port("t", "text"), Port("l", "list<number>")),
    )
    nodes = {
        "a": echo("12"),
        "b": echo({"k": 1}),
        "c": echo(["1", "2.5"]),
        "t": {"use": "t.typed", "in": {"n": "a", "t": "b", "l": "c"}},
    }
    assert world.play(nodes, {"o": "t"}).outputs == {"o": [12, '{"k":1}', [1, 2.5]]}


def test_s46_what_cannot_be_converted_is_invalid_input() -> None:
    world = World()
    world.add("t.typed", lambda inputs, params: 1, inputs=(Port("n", "integer"),))
    played = world.play({"a": echo("twelve"), "t": {"use": "t.typed", "in": {"n": "a"}, "on_error": "fail"}})
    error = played.of("node.failed", "t")[0]["error"]
    assert error["class"] == "invalid_input" and "`n`" in error["message"]


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


def test_s50_secrets_never_appear() -> None:
    world = World()
    nodes = {"a": echo("{{ secrets.KEY }}/{{ inputs.pw }}")}
    played = world.play(
        nodes, inputs={"pw": {"type": "secret"}}, given={"pw": "hush-hush"}, secrets={"KEY": "s3cret-value"}
    )
    call = world.calls[0]
    assert "s3cret-value" not in str(played.records) and "hush-hush" not in str(played.records)
    assert call.params["value"].startswith("⟨secret:KEY:") and sorted(call.secrets.values()) == [
        "hush-hush",
        "s3cret-value",
    ]


def test_2_06_the_mode_is_decided_once_and_said() -> None:
    chain = {f"n{i}": sleep(1, 1, after=[f"n{i - 1}"] if i else []) for i in range(5)}
    played = play(chain, run={"mode": "adaptive"})
    assert [d["choice"] for d in played.of("decision")] == ["sequential"]


def test_s51_waits_take_no_time_on_a_virtual_clock() -> None:
    assert play({"w": {"use": "flow.wait", "with": {"for": "30d"}}}).seconds == 30 * 86400
