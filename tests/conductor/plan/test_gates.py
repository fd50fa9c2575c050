"""The debugger's gates: before a node starts, and before its outputs go on."""

import asyncio
from typing import Any

from tests.conductor.kit import World

CHAIN: dict[str, Any] = {
    "a": {"use": "t.echo", "with": {"value": 1}},
    "b": {"use": "t.echo", "in": {"x": "a"}},
    "c": {"use": "t.echo", "in": {"x": "b"}},
}


async def settle() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


def test_a_breakpoint_holds_a_node_without_a_slot() -> None:
    seen: list[Any] = []

    async def act(run: Any, records: Any) -> None:
        run.debug("before", "b")
        await settle()
        seen.append((run.plan.running, run.plan.live["b", ""].why))
        run.debug("step", "b")

    played = World().play(CHAIN, {"o": "c"}, act=act)
    assert seen == [(0, "gate")] and played.outputs == {"o": 1}
    assert played.of("node.queued", "b")[0]["reason"] == "breakpoint"


def test_pause_then_step_by_step_then_go() -> None:
    async def act(run: Any, records: Any) -> None:
        run.debug("pause")
        await settle()
        assert not [r for r in records if r.kind == "node.completed"]
        run.debug("step")
        await settle()
        assert [r.node for r in records if r.kind == "node.completed"] == ["a"]
        run.debug("go")

    played = World().play(CHAIN, {"o": "c"}, act=act)
    assert played.status == "completed" and played.of("run.paused") and played.of("run.resumed")


def test_an_edited_value_is_delivered() -> None:
    async def act(run: Any, records: Any) -> None:
        run.debug("behind", "a")
        await settle()
        assert [r.node for r in records if r.kind == "node.started"] == ["a"]
        run.debug("deliver", "a", outputs={"value": 9})

    assert World().play(CHAIN, {"o": "c"}, act=act).outputs == {"o": 9}


def test_a_paused_run_that_is_killed_stands_there_again() -> None:
    world = World()

    async def act(run: Any, records: Any) -> None:
        run.debug("before", "b")
        await settle()
        run.cancel()

    written = [r for r in world.play(CHAIN, {"o": "c"}, act=act).records if r.seq >= 0]
    cut = next(i for i, r in enumerate(written) if r.kind == ".cancelled")

    async def go_on(run: Any, records: Any) -> None:
        await settle()
        assert run.plan.live["b", ""].why == "gate"
        run.debug("go")

    again = world.play(CHAIN, {"o": "c"}, resume=written[:cut], act=go_on)
    assert again.outputs == {"o": 1}
