"""Runs: counting, ends, errors, pauses, deadlines (1-6, 30, 42 of the fine points of play)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from harmony.sdk.failure import StepFailed
from tests.conductor.kit import World, admission_of
from tests.conductor.nodes import echo, fail, play, sleep


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


def test_s42_past_its_deadline_a_run_fails() -> None:
    played = play({"a": sleep(60)}, run={"deadline": "10s"})
    assert played.status == "failed" and played.seconds == 10 and played.end("a") == "skipped:cancelled"
    assert "deadline" in played.of("run.failed")[0]["message"]


def test_2_06_the_mode_is_decided_once_and_said() -> None:
    chain = {f"n{i}": sleep(1, 1, after=[f"n{i - 1}"] if i else []) for i in range(5)}
    played = play(chain, run={"mode": "adaptive"})
    assert [d["choice"] for d in played.of("decision")] == ["sequential"]


def test_s30_what_waits_for_the_answer_too_keeps_no_run_at_play() -> None:
    ask = {"use": "flow.approve", "in": {"x": "a"}}
    look = {"when": "pending == 0 and completed > 0"}
    nodes = {
        "a": echo(1),
        "ask": ask | {"concurrency_key": "desk"},
        "other": ask | {"concurrency_key": "desk"},
        "j": echo(2, after=["a", "ask.rejected"], join=look),
    }
    world = World()
    played = world.play(nodes)
    assert played.status == "waiting"
    again = world.play(nodes, resume=played.records, answers=[("ask", "", "approve", None)])
    assert again.status == "waiting" and again.end("j") == "completed"


def test_s31_runs_of_one_process_share_its_workers() -> None:
    world = World()
    world.slots = {"process_workers": 4}
    world.add("t.placed", world.functions["t.sleep"], isolation="process")
    many = {f"n{i}": {"use": "t.placed", "with": {"seconds": 1}} for i in range(8)}
    few = {f"n{i}": {"use": "t.placed", "with": {"seconds": 1}} for i in range(2)}

    async def both() -> tuple[list[Any], list[Any]]:
        told: tuple[list[Any], list[Any]] = ([], [])
        async with world.conductor() as conductor:
            first = conductor.play(replace(admission_of(many), run="r1"), told[0].extend)
            second = conductor.play(replace(admission_of(few), run="r2"), told[1].extend)
            assert (await first.wait()).status == (await second.wait()).status == "completed"
        return told

    told = asyncio.run(both())
    assert world.most == 4
    ends = [r.at - told[0][0].at for r in told[0] if r.kind == "node.completed"]
    assert ends == [1, 1, 2, 2, 2, 2, 3, 3]
    assert [r.body["slots"]["process"] for r in told[0] if r.kind in (".began", ".shared")] == [2, 4]
