"""flow.each: a body for every item (21, 22 of the fine points of play)."""

from typing import Any

import pytest

from tests.conductor.kit import Played, World
from tests.conductor.nodes import each, echo, fail, play, sleep


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
    flood = each({"m": echo("{{ range(10000) | list }}")}, {"more": "m"}, [1], grow="more", concurrency=1)
    error = play({"e": flood | {"on_error": "fail"}}).of("node.failed", "e")[0]["error"]
    assert "beyond 10000 items" in error["message"], "so many unless it says otherwise"


def test_a_flow_node_that_is_tried_again_ends_what_it_played() -> None:
    body = {"n": sleep(5, 1), "f": {"use": "t.fail", "on_error": "fail", "when": "item == 2"}}
    node = each(body, {"n": "n"}, [1, 2]) | {"retry": {"attempts": 2, "delay": "1s"}, "on_error": "skip"}
    world = World()
    played = world.play({"e": node})
    assert played.seconds == 1 and world.running == 0 and played.end("e") == "skipped:policy_skip"
    assert [e["attempt"] for e in played.of("node.started", "e")] == [1, 2]
    started = [(e["node"], e["pass"], e["attempt"]) for e in played.of("node.started")]
    assert len(set(started)) == len(started)  # a key is never used twice


def test_s22_a_condition_over_items_is_looked_at_to_the_last() -> None:
    for wanted, status in ((2, "completed"), (3, "completed"), (4, "failed")):
        body = {"n": sleep(2, 1)}
        played = play({"e": each(body, {"n": "n"}, [1, 2, 3], join={"when": f"completed >= {wanted}"})})
        assert played.status == status


# --- late items (14 and 22 of the fine points of play) ------------------------------------


def late(late: str, seconds: list[float], need: int = 1, **more: Any) -> dict[str, Any]:
    body = {"n": {"use": "t.sleep", "with": {"seconds": "{{ item }}", "value": "{{ item }}"}}}
    loop = each(body, {"n": "n"}, seconds, join={"need": need, "late": late}, **more.pop("with", {}))
    return {"e": {**loop, **more}, "z": echo(**{"in": {"x": "e.n"}})}


def values(played: Played, node: str = "z") -> list[Any]:
    return [e["outputs"]["value"]["value"] for e in played.of("node.completed", node)]


def test_s14_late_items_are_merged_by_passes_of_the_node_and_what_follows() -> None:
    played = play(late("merge", [1, 5, 3]), {"z": "z", "report": "e.report"})
    assert values(played) == [[1], [1, 3], [1, 5, 3]] and played.outputs["z"] == [1, 5, 3]
    assert [e["pass"] for e in played.of("node.completed", "e")] == ["0", "1", "2"]
    assert played.outputs["report"] == {"total": 3, "completed": 3, "failed": 0, "cancelled": 0}
    assert len(played.of("node.started", "e/n")) == 3 and played.seconds == 5


def test_s14_items_that_come_during_a_pass_are_taken_together() -> None:
    nodes = late("merge", [1, 2, 3, 4])
    nodes["z"] = {"use": "t.sleep", "with": {"seconds": 10}, "in": {"x": "e.n"}}
    played = play(nodes, {"z": "z"})
    assert values(played) == [[1], [1, 2, 3, 4]] and played.seconds == 21


def test_s14_late_items_inside_a_body_hold_the_body_open() -> None:
    inner = late("merge", [1, 4])
    nodes = {"outer": each(inner, {"z": "z"}, ["a", "b"]), "end": echo(**{"in": {"x": "outer.z"}})}
    played = play(nodes, {"o": "end"})
    assert played.outputs == {"o": [[1, 4], [1, 4]]} and played.seconds == 4


def test_s14_a_late_join_inside_a_body_takes_what_comes_late() -> None:
    body = {"a": sleep(1, "a"), "b": sleep(5, "b")}
    body["j"] = {"use": "t.echo", "in": {"m": ["a", "b"]}, "join": {"need": 1, "late": "merge"}}
    played = play({"e": each(body, {"j": "j"}, [1, 2])}, {"o": "e.j"})
    assert played.outputs == {"o": [["a", "b"], ["a", "b"]]}


def test_s14_a_late_item_that_fails_is_told_and_no_value() -> None:
    body = {"n": {"use": "t.sleep", "with": {"seconds": "{{ item }}"}}, "f": fail(when="item == 3", after=["n"])}
    loop = each(body, {"n": "n"}, [1, 3, 5], join={"need": 1, "late": "merge"}, on_item_error="dead_letter")
    played = play({"e": loop}, {"report": "e.report"})
    assert [e["pass"] for e in played.of("letter")] == ["0.1"]
    assert played.outputs["report"] == {"total": 3, "completed": 2, "failed": 1, "cancelled": 0}


def test_s14_dropped_late_items_that_fail_are_letters_too() -> None:
    body = {"n": {"use": "t.sleep", "with": {"seconds": "{{ item }}"}}, "f": fail(when="item == 3", after=["n"])}
    loop = each(body, {"n": "n"}, [1, 3], join={"need": 1}, on_item_error="dead_letter")
    assert [e["pass"] for e in play({"e": loop}).of("letter")] == ["1"]


@pytest.mark.parametrize("how", ["cancel", "fail", "deadline"])
def test_late_items_end_with_the_run(how: str) -> None:
    nodes = late("merge", [1, 50])
    more: dict[str, Any] = {"run": {"deadline": "5s"}} if how == "deadline" else {}
    if how == "fail":
        nodes["bad"] = {"use": "t.sleep", "with": {"seconds": 5}, "quality": {"min": 1}}

    async def act(run: Any, records: Any) -> None:
        if how == "cancel":
            world.clock.call_at(world.clock.now() + 5, lambda: run.cancel("enough"))

    world = World()
    played = world.play(nodes, {"z": "z"}, act=act, **more)
    assert played.status == ("cancelled" if how == "cancel" else "failed") and played.seconds == 5
    assert played.end("e/n", "0.1") == "skipped:cancelled" and played.run.plan.slots.running == 0


def test_late_items_go_on_after_a_stop() -> None:
    world = World()
    nodes = late("merge", [1, 9, 5])

    async def act(run: Any, records: Any) -> None:
        world.clock.call_at(world.clock.now() + 6, lambda: run.stop(RuntimeError("gone")))

    with pytest.raises(ExceptionGroup):
        world.play(nodes, {"z": "z"}, act=act)
    again = world.play(nodes, {"z": "z"}, resume=world.journal.read("r1"))
    assert again.status == "completed" and again.outputs == {"z": [1, 9, 5]}


# --- a condition and a wait ---------------------------------------------------------------

BOTH = [
    ("completed >= 2", "fail", [1, 2, 3], 3, "completed"),
    ("completed >= 2", "fail", [1, 2, 99], 11, "completed"),
    ("completed >= 2", "fail", [1, 98, 99], 11, "failed"),
    ("completed >= 2", "proceed", [1, 98, 99], 11, "completed"),
    ("completed >= 9", "fail", [1, 2, 3], 3, "failed"),
]
"""Condition, `on_timeout`, seconds; when it is decided, and what."""


@pytest.mark.parametrize(("when", "on_timeout", "seconds", "at", "end"), BOTH)
def test_s13_a_condition_over_items_with_a_wait(
    when: str, on_timeout: str, seconds: list[float], at: float, end: str
) -> None:
    join = {"when": when, "wait": "10s", "on_timeout": on_timeout, "late": "cancel"}
    body = {"n": {"use": "t.sleep", "with": {"seconds": "{{ item }}", "value": "{{ item }}"}}}
    played = play({"e": {**each(body, {"n": "n"}, seconds, join=join), "on_error": "skip"}})
    events = [*played.of("node.completed", "e"), *played.of("node.skipped", "e")]
    assert played.end("e") == (end if end == "completed" else "skipped:policy_skip")
    assert events[0]["at"] - played.events[0]["at"] == at
