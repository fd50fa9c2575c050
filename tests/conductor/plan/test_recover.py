"""What happens when a node fails (32-39 of the fine points of play)."""

from typing import Any

import pytest

from harmony.sdk.failure import StepFailed
from tests.conductor.kit import World
from tests.conductor.nodes import echo, fail, play, sleep


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
