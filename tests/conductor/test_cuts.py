"""A journal cut anywhere: what nodes hold, choose and spend stands again, and the run ends as it would have."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from harmony.conductor import journal
from harmony.conductor.plan.picture import picture
from harmony.conductor.plan.plan import Plan
from harmony.conductor.ports import StepDone
from harmony.sdk.manifest import Player
from harmony.store.memory import MemoryTokens
from tests.conductor.kit import World
from tests.conductor.nodes import Nodes, each, echo, sleep

KEY = {"key": "printer", "scope": "machine"}


def world() -> World:
    made = World()
    made.slots["tokens"] = MemoryTokens()

    def scored(quality: float) -> Any:
        def play(inputs: Any, params: Any, report: Any) -> StepDone:
            report("spend", {"usd": 0.1})
            return StepDone({"value": structs.replace(made.artifacts.put("text", "text"), quality=quality)})

        return play

    made.add("p.cheap", scored(0.3), player=Player(("sum",), "economy", {"usd": 0.2}, rate=(1, 2.0)))
    made.add("p.good", scored(0.9), player=Player(("sum",), "premium", {"usd": 0.2}))

    async def pay(inputs: Any, params: Any, report: Any) -> int:
        await made.clock.sleep(2)
        report("spend", {"usd": 0.3})
        return 1

    made.add("t.pay", pay)
    return made


GATE = {"min": 0.7, "else": "escalate"}
CHOOSE = {"use": "flow.choose", "with": {"capability": "sum"}, "quality": GATE}
ITEM = {"n": {"use": "t.sleep", "with": {"seconds": "{{ item }}", "value": "{{ item }}"}}}
CASES: dict[str, tuple[Nodes, dict[str, str], dict[str, Any]]] = {
    "choose": ({"a": CHOOSE, "b": {**CHOOSE, "after": ["a"]}}, {"a": "a.value", "who": "b.player"}, {}),
    "resources": (
        {f"n{i}": sleep(i + 1, i, resources={"seat": 1 + i % 2}) for i in range(5)},
        {f"o{i}": f"n{i}" for i in range(5)},
        {"run": {"resources": {"seat": 2}}},
    ),
    "tokens": (
        {f"n{i}": sleep(i + 1, i, concurrency_key=KEY) for i in range(3)},
        {f"o{i}": f"n{i}" for i in range(3)},
        {},
    ),
    "budget": (
        {f"n{i}": {"use": "t.pay", "importance": "optional"} for i in range(5)} | {"z": echo(7)},
        {"z": "z"},
        {"run": {"budget": {"usd": 9.0}}},
    ),
    "late items": (
        {
            "e": each(ITEM, {"n": "n"}, [1, 4, 2], join={"need": 1, "late": "merge"}),
            "z": echo(**{"in": {"x": "e.n"}}),
        },
        {"z": "z"},
        {},
    ),
    "condition and wait": (
        {f"n{i}": sleep(s, i) for i, s in enumerate((1, 2, 9))}
        | {"j": {"use": "t.echo", "in": {"m": ["n0", "n1", "n2"]}, "join": {"when": "completed > 1", "wait": "5s"}}},
        {"j": "j"},
        {},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_run_that_was_cut_anywhere_ends_as_it_would_have(name: str) -> None:
    nodes, outputs, more = CASES[name]
    whole = world().play(nodes, outputs, **more)
    assert whole.status == "completed"
    records = [r for r in whole.records if r.seq >= 0]
    for cut in range(1, len(records)):
        made = world()
        made.artifacts = whole.world.artifacts
        again = made.play(nodes, outputs, resume=[structs.replace(r) for r in records[:cut]], **more)
        assert (again.status, again.outputs) == (whole.status, whole.outputs), cut
        plan = again.run.plan
        assert (
            plan.slots.running == 0 and not plan.holdings.tokens and not plan.purse.reserved and not plan.purse.thrifty
        ), cut
        assert (
            set(plan.holdings.pools.used.values()) <= {0}
            and not plan.holdings.pools.granted
            and not plan.holdings.pools.waiting
        ), cut
        assert not made.slots["tokens"].held(), cut


@pytest.mark.parametrize("name", CASES)
def test_a_journal_replays_to_where_the_run_stood(name: str) -> None:
    nodes, outputs, more = CASES[name]
    made = world()
    whole = made.play(nodes, outputs, **more)
    plan = Plan(whole.run.plan.setting, made.find)
    journal.replay(plan, [r for r in whole.records if r.seq >= 0])
    assert picture(plan) == picture(whole.run.plan)
