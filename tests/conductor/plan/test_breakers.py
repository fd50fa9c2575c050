"""Circuit breakers at play."""

import asyncio
from typing import Any

import pytest

from harmony.conductor import Admission
from harmony.conductor.clock import VirtualClock
from harmony.conductor.policy.breaker import FAILURES, REST
from tests.conductor.kit import World, melody_of
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
    assert [e["choice"] for e in played.of("decision") if e["about"] == "breaker"] == ["open", "close"]
    assert played.of("node.queued", "late")[0]["reason"] == "breaker"
    assert len(played.of("node.started", "late")) == 1


def test_an_alternative_is_taken_at_once() -> None:
    late = {"use": "t.call", "after": ["t"], "fallback": [{"use": "t.echo", "with": {"value": "other"}}]}
    nodes = NODES | {"t": {"use": "t.sleep", "with": {"seconds": 1}}, "late": late, "z": echo(1)}
    played = world(10).play(nodes, {"o": "late"})
    assert played.outputs == {"o": "other"} and played.seconds == 1


def test_the_first_alternative_that_is_not_left_alone_itself_is_taken() -> None:
    others = [{"use": "t.call", "with": {"value": "elsewhere"}}, echo("second"), echo("third")]
    late = {"use": "t.call", "after": ["t"], "fallback": others}
    nodes = NODES | {"t": {"use": "t.sleep", "with": {"seconds": 1}}, "late": late}
    played = world(10).play(nodes, {"o": "late"})
    assert played.outputs == {"o": "second"} and played.seconds == 1
    chosen = [d["choice"] for d in played.of("decision", "late") if d["about"] == "breaker"]
    assert chosen == ["fallback", "fallback"]
    assert len(played.of("node.started", "late")) == 1


# --- over runs ----------------------------------------------------------------------------


class Kept:
    """Implements `ports.Breakers` in memory; one for several worlds."""

    def __init__(self) -> None:
        self.rows: dict[str, list[float]] = {}

    def known(self) -> dict[str, list[float]]:
        return dict(self.rows)

    def put(self, name: str, failures: int, until: float) -> None:
        self.rows.pop(name, None)
        if failures:
            self.rows[name] = [failures, until]


ONE = {"late": {"use": "t.call", "on_error": "skip"}}


def later(kept: Kept, *, start: float, answers_at: float = 0, nodes: Any = None) -> Any:
    """A run in another process, at another time."""
    made = world(answers_at)
    made.clock = VirtualClock(start)
    made.slots["breakers"] = kept
    began = start

    def call(inputs: dict[str, Any], params: dict[str, Any]) -> str:
        if made.clock.now() < began + answers_at:
            raise ConnectionError("nobody answers")
        return "there"

    made.functions["t.call"] = call
    return made.play(nodes or ONE)


def test_an_open_breaker_is_open_for_the_next_run_too() -> None:
    kept = Kept()
    first = later(kept, start=1000, answers_at=5, nodes=NODES)
    assert first.run.plan.breakers["t.call"].until == 1000 + REST and kept.rows == {"t.call": [FAILURES, 1000 + REST]}
    second = later(kept, start=1010)
    assert second.end("late") == "completed" and second.seconds == REST - 10
    assert [d["choice"] for d in second.of("decision")] == ["close"] and kept.rows == {}


def test_a_probe_that_fails_opens_it_again_and_failures_add_up_over_runs() -> None:
    kept = Kept()
    later(kept, start=1000, answers_at=9, nodes={f"n{i}": NODES["n0"] for i in range(FAILURES - 1)})
    assert kept.rows == {"t.call": [FAILURES - 1, 0.0]}
    later(kept, start=2000, answers_at=9)
    assert kept.rows == {"t.call": [FAILURES, 2000 + REST]}
    later(kept, start=2000 + REST, answers_at=99)
    assert kept.rows == {"t.call": [FAILURES + 1, 2000 + 2 * REST]}


@pytest.mark.parametrize("start", [500.0, 0.0])
def test_a_clock_that_was_set_back_leaves_nothing_open_for_ever(start: float) -> None:
    kept = Kept()
    kept.rows = {"t.call": [FAILURES, 100_000.0]}
    played = later(kept, start=start)
    assert played.end("late") == "completed" and played.seconds == REST


def test_runs_beside_one_another_tell_each_other() -> None:
    made = world(10)
    waits = {"t": {"use": "t.sleep", "with": {"seconds": 1}}, "late": {"use": "t.call", "after": ["t"]}}
    told: list[list[Any]] = [[], []]

    async def both() -> None:
        async with made.conductor() as conductor:
            runs = [
                conductor.play(Admission(run=f"r{i}", melody=melody_of(nodes)), told[i].extend)
                for i, nodes in enumerate((NODES, waits))
            ]
            for run in runs:
                await run.wait()

    asyncio.run(both())
    queued = [r.body for r in told[1] if r.kind == "node.queued"]
    assert queued == [{"reason": "breaker", "seconds": REST - 1}]
    assert len([r for r in told[1] if r.kind == "node.started" and r.node == "late"]) == 1


def test_a_replay_stands_where_the_run_stood() -> None:
    kept = Kept()
    kept.rows = {"t.call": [2, 0.0]}
    made = world(0)
    made.slots["breakers"] = kept
    nodes = {"ask": {"use": "flow.approve"}, "late": {"use": "t.call", "after": ["ask.approved"]}}
    first = made.play(nodes)
    assert first.run.plan.breakers["t.call"].failures == 2
    again = made.play(nodes, resume=first.records, answers=[("ask", "", "approve", None)])
    assert again.status == "completed" and kept.rows == {}
