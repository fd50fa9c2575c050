"""The debugger's gates: before a node starts, and before its outputs go on."""

import asyncio
from typing import Any

import pytest

from harmony.conductor.acts import Act
from harmony.errors import RunError
from tests.conductor.kit import World
from tests.conductor.nodes import each, echo, sleep

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
        seen.append((run.plan.slots.running, run.plan.live["b", ""].why))
        run.debug("step", "b")
        await settle()
        seen.append((run.plan.live["c", ""].why, run.plan.gates.is_paused))
        run.debug("go")

    played = World().play(CHAIN, {"o": "c"}, act=act)
    assert seen == [(0, "gate"), ("gate", True)] and played.outputs == {"o": 1}
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


BRANCHES: dict[str, Any] = {
    "a": {"use": "t.echo", "with": {"value": 1}},
    "b": {"use": "t.echo", "in": {"x": "a"}},
    "c": {"use": "t.echo", "in": {"x": "b"}},
    "d": {"use": "t.echo", "in": {"x": "a"}},
    "e": {"use": "t.echo", "in": {"x": "d"}},
}


def completed(records: Any) -> list[str]:
    return [f"{r.node}@{r.pass_}" if r.pass_ else r.node for r in records if r.kind == "node.completed"]


def test_one_branch_is_paused_and_the_other_plays() -> None:
    async def act(run: Any, records: Any) -> None:
        run.debug("branch", "b")
        await settle()
        assert completed(records) == ["a", "d", "e"] and run.plan.live["b", ""].why == "gate"
        assert [r.body["branch"] for r in records if r.kind == "node.queued"] == ["b"]
        run.debug("go", "b")

    assert World().play(BRANCHES, {"o": "c"}, act=act).outputs == {"o": 1}


def test_the_next_ready_node_is_chosen() -> None:
    async def act(run: Any, records: Any) -> None:
        run.debug("pause")
        await settle()
        run.debug("step")
        await settle()
        assert set(run.plan.gates.held) == {("b", ""), ("d", "")}
        run.debug("step", "d")
        await settle()
        assert completed(records) == ["a", "d"]
        with pytest.raises(RunError, match="`c` is not ready and held; `b`, `e` are"):
            run.debug("step", "c")
        run.debug("go")

    assert World().play(BRANCHES, {"o": "e"}, act=act).status == "completed"


@pytest.mark.parametrize(
    ("on", "inside"),
    [(True, ["a", "e/n@0", "e/n@1", "e"]), (False, ["a"])],
)
def test_a_step_goes_over_a_body_or_into_it(on: bool, inside: list[str]) -> None:
    nodes = {"a": BRANCHES["a"], "e": {**each({"n": echo(1)}, {"o": "n"}, [1, 2]), "after": ["a"]}, "z": echo(2)}
    nodes["z"]["after"] = ["e"]

    async def act(run: Any, records: Any) -> None:
        run.debug("before", "e")
        await settle()
        run.debug("step", "e", on=on)
        await settle()
        assert completed(records) == inside
        if not on:
            assert set(run.plan.gates.held) == {("e/n", "0"), ("e/n", "1")}
            run.debug("out", "e/n", "0")
            await settle()
            assert completed(records) == ["a", "e/n@0", "e/n@1", "e"]
        assert set(run.plan.gates.held) == {("z", "")}
        run.debug("go")

    assert World().play(nodes, {"o": "z"}, act=act).outputs == {"o": 2}


def test_what_cannot_be_done_is_refused() -> None:
    async def act(run: Any, records: Any) -> None:
        for call, says in (
            (("before", "nobody"), "no node `nobody`"),
            (("branch", "a/b"), "no node `a/b`"),
            (("step",), "Nothing is ready and held"),
            (("deliver", "a"), "outputs of `a` are not held; none are"),
        ):
            with pytest.raises(RunError, match=says):
                run.debug(*call)
        run.debug("behind", "a")
        await settle()
        assert run.plan.top.states[0].why == "delivery"
        with pytest.raises(RunError, match="gave no output `other`; it gave value"):
            run.debug("deliver", "a", outputs={"other": 1})
        run.debug("detach")

    assert World().play(CHAIN, {"o": "c"}, act=act).outputs == {"o": 1}


def test_a_run_that_stands_says_so_and_its_deadline_stands_still() -> None:
    world = World()
    nodes = {"s": sleep(5), "b": {**sleep(4), "after": ["s"]}}

    async def act(run: Any, records: Any) -> None:
        run.debug("before", "b")
        world.clock.hold()
        await world.clock.sleep(50)
        stands = [r.body for r in records if r.kind == "run.paused"]
        assert [(s["reason"], s["held"]) for s in stands] == [("gate", [{"node": "b", "pass": ""}])]
        run.debug("go")
        world.clock.release()

    played = world.play(nodes, act=act, run={"deadline": "10s"})
    assert played.status == "completed" and played.seconds > 50


def test_acts_come_before_the_first_node() -> None:
    world = World()

    async def act(run: Any, records: Any) -> None:
        await settle()
        assert completed(records) == [] and run.plan.gates.held.keys() == {("a", "")}
        run.debug("go")

    assert world.play(CHAIN, {"o": "c"}, acts=[Act("pause")], act=act).outputs == {"o": 1}


def test_a_run_that_is_left_when_it_stands_goes_on_by_the_next_act() -> None:
    world = World()
    world.slots["leaves"] = True
    first = world.play(CHAIN, {"o": "c"}, acts=[Act("before", "b"), Act("behind", "b")])
    assert first.status == "paused"
    written = [r for r in first.records if r.seq >= 0]
    again = world.play(CHAIN, {"o": "c"}, resume=written)
    assert again.status == "paused" and not completed(again.records)
    written += [r for r in again.records if r.seq >= 0]
    stepped = world.play(CHAIN, {"o": "c"}, resume=written, acts=[Act("step", "b")])
    assert stepped.status == "paused" and completed(stepped.records) == ["b"]
    written += [r for r in stepped.records if r.seq >= 0]
    edited = Act("deliver", "b", outputs={"value": 7})
    last = world.play(CHAIN, {"o": "c"}, resume=written, acts=[edited, Act("go")])
    assert last.status == "completed" and last.outputs == {"o": 7}
    assert [c.node for c in world.calls] == ["a", "b", "c"]
