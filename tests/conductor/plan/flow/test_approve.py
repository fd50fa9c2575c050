"""flow.approve: a person is asked, and the first answer counts (28 of the fine points of play)."""

import asyncio
from typing import Any

import pytest

from harmony.errors import RunError
from tests.conductor.kit import World

NODES: dict[str, Any] = {
    "a": {"use": "t.echo", "with": {"value": 5}},
    "ask": {"use": "flow.approve", "in": {"x": "a"}, "with": {"form": {"type": "object"}}},
    "yes": {"use": "t.echo", "in": {"x": "ask.approved"}},
    "no": {"use": "t.echo", "in": {"x": "ask.rejected"}},
    "w": {"use": "flow.wait", "with": {"event": "go"}},
}
OUTPUTS = {"yes": "yes", "no": "no", "answer": "ask.answer"}


@pytest.mark.parametrize(("choice", "yes", "no"), [("approve", 5, None), ("reject", None, 5)])
def test_s28_the_input_goes_out_by_the_answer(choice: str, yes: Any, no: Any) -> None:
    async def act(run: Any, records: Any) -> None:
        await asyncio.sleep(0.01)
        run.answer("ask", "", choice, {"note": "fine"})
        run.send("go")

    played = World().play(NODES, OUTPUTS, act=act)
    assert played.outputs == {"yes": yes, "no": no, "answer": {"note": "fine"}}


def test_s28_a_second_answer_is_refused() -> None:
    async def act(run: Any, records: Any) -> None:
        await asyncio.sleep(0.01)
        run.answer("ask", "", "approve")
        await asyncio.sleep(0.01)
        with pytest.raises(RunError, match="`ask` does not wait"):
            run.answer("ask", "", "reject")
        run.send("go")

    assert World().play(NODES, OUTPUTS, act=act).status == "completed"


def test_s28_nobody_answers_in_time() -> None:
    late = {
        **NODES,
        "ask": {**NODES["ask"], "with": {"wait": "2d", "else": "rejected"}},
        "w": {"use": "flow.wait", "with": {"for": "3d"}},
    }
    assert World().play(late, OUTPUTS).outputs == {"yes": None, "no": 5, "answer": None}


def test_s28_nobody_answers_in_time_and_nothing_else_plays() -> None:
    ask = {**NODES["ask"], "with": {"wait": "2d", "else": "rejected"}}
    played = World().play({**{name: NODES[name] for name in ("a", "yes", "no")}, "ask": ask}, OUTPUTS)
    assert played.outputs == {"yes": None, "no": 5, "answer": None}
    assert played.seconds == 2 * 86_400


def test_a_run_that_waits_alone_stops_and_goes_on_with_the_answer() -> None:
    nodes = {name: node for name, node in NODES.items() if name != "w"}
    world = World()
    first = world.play(nodes, OUTPUTS)
    assert first.status == "waiting"
    assert first.of("run.waiting")[0]["waiting"] == [{"node": "ask", "pass": "", "for": "approval"}]
    still = world.play(nodes, OUTPUTS, resume=first.records)
    assert still.status == "waiting"
    again = world.play(nodes, OUTPUTS, resume=first.records + still.records, answers=[("ask", "", "approve", None)])
    assert again.outputs["yes"] == 5 and [c.node for c in world.calls] == ["a", "yes"]


def test_thirty_approvals_are_thirty_executions() -> None:
    body = {
        "nodes": {"work": {"use": "t.echo", "with": {"value": 1}}, "ask": {"use": "flow.approve", "in": {"x": "work"}}},
        "outputs": {"a": "ask.approved"},
    }
    nodes = {"r": {"use": "flow.repeat", "with": {"max": 30}, "body": body}}
    world = World()
    played = world.play(nodes)
    records = list(played.records)
    for number in range(30):
        played = world.play(nodes, resume=records, answers=[("r/ask", str(number), "approve", None)])
        records += played.records
    assert played.status == "completed" and len(world.calls) == 30


def test_s29_send_reaches_a_wait_of_this_run() -> None:
    nodes = {
        "a": {"use": "t.echo", "with": {"value": 5}},
        "s": {"use": "flow.send", "in": {"value": "a"}, "with": {"event": "go"}},
        "w": {"use": "flow.wait", "with": {"event": "go"}},
    }
    assert World().play(nodes, {"w": "w.event", "s": "s.value"}).outputs == {"w": 5, "s": 5}
