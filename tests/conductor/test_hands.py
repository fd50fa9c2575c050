"""The tasks that steps are played in: one for many, and still each step has it to itself."""

import asyncio
from contextvars import ContextVar
from typing import Any

from harmony.conductor import Admission, Conductor
from harmony.conductor.clock import RealClock
from tests.conductor.kit import Played, World, melody_of
from tests.conductor.nodes import echo

NOTE: ContextVar[str] = ContextVar("note", default="")


class RealWorld(World):
    """The same with real time."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = RealClock()  # type: ignore[assignment]


def tasks_of(world: World, nodes: dict[str, Any]) -> tuple[Played, dict[str, Any]]:
    """Play nodes of type `t.seen`; what each saw as its task."""
    seen: dict[str, Any] = {}

    async def look(inputs: Any, params: dict[str, Any], call: Any) -> int:
        seen[call.node] = asyncio.current_task()
        seen[f"{call.node} note"] = NOTE.get()
        if params.get("note"):
            NOTE.set(params["note"])
        if params.get("waits"):
            await asyncio.sleep(params["waits"])
        if params.get("cancels"):
            seen[call.node].cancel()
        return 1

    world.add("t.seen", look)
    return world.play(nodes), seen


def seen(after: str = "", **given: Any) -> dict[str, Any]:
    return {"use": "t.seen", "with": given} | ({"after": after} if after else {})


def test_steps_that_wait_for_nothing_share_a_task() -> None:
    played, found = tasks_of(World(), {"a": seen(), "b": seen("a"), "c": seen("b")})
    assert played.status == "completed" and found["a"] is found["b"] is found["c"]


def test_what_a_step_sets_in_its_context_no_other_sees() -> None:
    played, found = tasks_of(World(), {"a": seen(note="mine"), "b": seen("a"), "c": seen("b")})
    assert played.status == "completed" and found["b note"] == found["c note"] == ""
    assert found["a"] is not found["b"] is found["c"]


def test_a_step_that_cancels_its_task_leaves_the_others_alone() -> None:
    played, found = tasks_of(World(), {"a": seen(cancels=True), "b": seen(), "c": seen("a")})
    assert played.status == "completed" and found["a"].done() and found["b"] is not found["a"]


def test_a_step_that_waits_holds_no_other_up() -> None:
    nodes = {"slow": seen(waits=0.05), "quick": seen(), "later": seen("quick"), "slower": seen(waits=0.06)}
    played, _ = tasks_of(RealWorld(), nodes)
    assert [e["node"] for e in played.of("node.completed")][:2] == ["quick", "later"]


def test_what_was_done_is_told_before_the_next_waits() -> None:
    world = RealWorld()
    told: list[str] = []

    async def slow(inputs: Any, params: Any) -> int:
        await asyncio.sleep(0.05)
        told.extend(record.node for record in world.journal.read("r1") if record.kind == "node.completed")
        return 1

    world.add("t.slow", slow)
    world.play({"done": echo(1), "slow": {"use": "t.slow"}})
    assert told == ["done"]


def test_many_that_wait_wait_together() -> None:
    played, found = tasks_of(RealWorld(), {f"n{i}": seen(waits=0.1) for i in range(50)})
    assert played.seconds < 2 and len({id(found[f"n{i}"]) for i in range(50)}) == 50


def test_a_long_chain_lets_the_rest_of_the_program_have_its_turn() -> None:
    async def go() -> int:
        turns, world = 0, RealWorld()
        nodes = {"n0": echo(0)} | {f"n{i}": echo(i, after=f"n{i - 1}") for i in range(1, 300)}
        conductor = Conductor(
            journal=world.journal, artifacts=world.artifacts, runner=world, clock=world.clock, find_type=world.find
        )
        async with conductor, asyncio.TaskGroup() as group:
            run = conductor.play(Admission(run="r1", melody=melody_of(nodes)), lambda records: None)
            waiting = group.create_task(run.wait())
            while not waiting.done():
                turns += 1
                await asyncio.sleep(0)
        return turns

    assert asyncio.run(go()) > 5


def test_a_run_that_is_stopped_starts_nothing_more() -> None:
    world = World()
    begun: list[str] = []

    async def step(inputs: Any, params: Any, call: Any) -> int:
        begun.append(call.node)
        await world.clock.sleep(1)
        return 1

    world.add("t.step", step)

    async def stop(run: Any, records: Any) -> None:
        run.cancel()

    played = world.play({f"n{i}": {"use": "t.step"} for i in range(5)}, act=stop)
    assert played.status == "cancelled" and not begun
