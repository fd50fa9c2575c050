"""Budgets in money, tokens and working time (3.40 of the features, 38 of the fine points of play)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmony.sdk.manifest import Player
from tests.conductor.kit import World
from tests.conductor.nodes import echo, sleep


def world() -> World:
    made = World()

    def costly(inputs: dict[str, Any], params: dict[str, Any], report: Any) -> str:
        report("spend", {"usd": params["usd"], "tokens": 100})
        return "done"

    made.add("t.costly", costly)
    made.add("t.cheap", lambda inputs, params: "cheap")
    return made


def chain(size: int, **more: Any) -> dict[str, Any]:
    """Steps one behind the other that spend 0.3 each."""
    nodes: dict[str, Any] = {}
    for i in range(size):
        nodes[f"n{i}"] = {"use": "t.costly", "with": {"usd": 0.3}, "after": [f"n{i - 1}"] if i else [], **more}
    return nodes


def test_what_is_expected_is_reserved_and_what_the_budget_does_not_cover_never_starts() -> None:
    played = world().play(chain(5), run={"budget": {"usd": 1.0}})
    assert played.status == "failed" and "budget" not in played.end("n2")
    assert played.end("n2") == "completed" and not played.of("node.started", "n3")
    assert played.outcome.spent["usd"] == pytest.approx(0.9) and "0.3 usd are expected" in played.events[-1]["message"]
    decision = played.of("decision", "n3")[0]
    assert decision["about"] == "budget" and decision["choice"] == "stop"


def test_steps_beside_one_another_reserve_too() -> None:
    first = {"n": {"use": "t.costly", "with": {"usd": 0.3}}}
    side = {
        f"s{i}": {"use": "t.costly", "with": {"usd": 0.3}, "after": ["n"], "importance": "optional"} for i in range(4)
    }
    played = world().play(first | side, run={"budget": {"usd": 1.0}})
    assert played.status == "completed" and played.outcome.spent["usd"] == pytest.approx(0.9)
    assert [played.end(f"s{i}") for i in range(4)].count("skipped:budget") == 2 and len(played.outcome.gaps) == 2


def test_a_cheaper_alternative_is_taken_and_what_costs_nothing_goes_on() -> None:
    nodes = chain(4, fallback=[{"use": "t.cheap"}]) | {"z": echo(1, after=["n3"])}
    played = world().play(nodes, {"z": "z", "last": "n3"}, run={"budget": {"tokens": 250}})
    assert played.outputs == {"z": 1, "last": "cheap"} and played.outcome.spent["tokens"] == 200
    assert played.of("decision", "n2")[0]["choice"] == "cheaper"


def test_working_time_is_summed_over_steps_and_an_overrun_is_said() -> None:
    nodes = {"a": sleep(8), "c": sleep(1, after=["a"], importance="optional")}
    played = world().play(nodes, run={"budget": {"time": "7s"}})
    assert [e["choice"] for e in played.of("decision")] == ["overrun", "skip"]
    assert played.end("c") == "skipped:budget" and played.outcome.spent["time"] == 8


# --- what nobody knows, and what others reserve -------------------------------------------


def spender(usd: float, *, seconds: float = 1, **more: Any) -> World:
    made = World()

    async def spend(inputs: dict[str, Any], params: dict[str, Any], report: Any) -> str:
        await made.clock.sleep(seconds)
        report("spend", {"usd": params.get("usd", usd)})
        return "done"

    made.add("t.spend", spend, **more)
    return made


def beside(count: int, **more: Any) -> dict[str, Any]:
    return {f"n{i}": {"use": "t.spend", "importance": "optional", **more} for i in range(count)}


def starts(played: Any) -> list[float]:
    began = played.events[0]["at"]
    return [e["at"] - began for e in played.of("node.started")]


def test_of_a_type_that_nobody_knows_one_step_goes_first() -> None:
    played = spender(0.25).play(beside(6), run={"budget": {"usd": 1.0}})
    assert starts(played) == [0, 1, 1, 1]
    assert played.outcome.spent["usd"] == 1.0 and len(played.outcome.gaps) == 2
    assert not [d for d in played.of("decision") if d["choice"] == "overrun"]


def test_what_the_manifest_declares_is_reserved_at_once() -> None:
    played = spender(0.2, player=Player(cost={"usd": 0.25})).play(beside(6), run={"budget": {"usd": 1.0}})
    assert starts(played) == [0, 0, 0, 0, 1]
    assert played.outcome.spent["usd"] == pytest.approx(1.0)


def test_who_waits_for_what_others_have_set_aside_goes_on_when_they_settle_for_less() -> None:
    played = spender(0.1, player=Player(cost={"usd": 0.5})).play(beside(8), run={"budget": {"usd": 1.0}})
    assert played.outcome.spent["usd"] == pytest.approx(0.8) and not played.outcome.gaps
    assert starts(played)[:2] == [0, 0] and {e["reason"] for e in played.of("node.queued")} == {"budget"}


def test_what_costs_nothing_goes_on_when_all_is_spent() -> None:
    nodes = {"a": {"use": "t.spend", "with": {"usd": 1.0}}, "z": echo(1, after=["a"])}
    played = spender(1.0).play(nodes, {"z": "z"}, run={"budget": {"usd": 1.0}})
    assert played.status == "completed" and played.outputs == {"z": 1}


def test_a_step_that_can_pay_and_is_not_known_never_starts_when_all_is_spent() -> None:
    made = spender(1.0)
    made.add("t.pays", lambda inputs, params: 1, secrets=True)
    nodes = {"a": {"use": "t.spend", "with": {"usd": 1.0}}, "z": {"use": "t.pays", "after": ["a"]}}
    played = made.play(nodes, run={"budget": {"usd": 1.0}})
    assert played.status == "failed" and not played.of("node.started", "z")


def test_what_a_cut_off_attempt_has_spent_stays_set_aside() -> None:
    made = spender(0.4, seconds=9, player=Player(cost={"usd": 0.4}))
    nodes = {"a": {"use": "t.spend", "timeout": "2s", "retry": {"attempts": 3, "delay": "1s"}}}
    played = made.play(nodes, run={"budget": {"usd": 1.0}})
    assert played.status == "failed" and len(played.of("node.started", "a")) == 2
    assert [d["choice"] for d in played.of("decision") if d["about"] == "budget"] == ["set aside", "set aside", "stop"]


def test_a_run_that_goes_on_sets_aside_what_was_at_work() -> None:
    made = spender(0.4, seconds=9, player=Player(cost={"usd": 0.4}))
    nodes = {f"n{i}": {"use": "t.spend"} for i in range(2)}

    async def act(run: Any, records: list[Any]) -> None:
        made.clock.call_at(made.clock.now() + 2, lambda: run.stop(RuntimeError("gone")))

    with pytest.raises(ExceptionGroup):
        made.play(nodes, act=act, run={"budget": {"usd": 2.0}})
    again = made.play(nodes, resume=made.journal.read("r1"), run={"budget": {"usd": 2.0}})
    assert again.status == "completed" and again.outcome.spent["usd"] == pytest.approx(0.8)
    assert again.run.plan.purse.lost == {"usd": 0.8}


def test_scoring_is_paid_for_too() -> None:
    made = spender(0.4)
    node = {"use": "t.echo", "with": {"value": 1}, "quality": {"min": 0.5, "by": "t.judge"}}

    def judge(inputs: dict[str, Any], params: dict[str, Any], report: Any) -> float:
        report("spend", {"usd": 0.7})
        return 0.9

    made.add("t.judge", judge)
    nodes = {"a": node, "b": {**node, "after": ["a"]}}
    played = made.play(nodes, run={"budget": {"usd": 1.0}})
    assert played.status == "completed" and played.outcome.spent["usd"] == pytest.approx(1.4)
    assert [d["choice"] for d in played.of("decision", "b/~score")] == ["overrun"]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["known", "unknown", "pays"]), st.floats(0, 0.5)), min_size=1, max_size=50),
    st.floats(0.1, 5),
    st.integers(1, 50),
)
def test_a_budget_is_never_silently_passed(steps: Any, limit: float, concurrency: int) -> None:
    made = spender(0.0, player=Player(cost={"usd": 0.1}))
    for name in ("unknown", "pays"):
        made.add(f"t.{name}", made.functions["t.spend"], secrets=name == "pays")
    made.types["t.known"], made.functions["t.known"] = made.types["t.spend"], made.functions["t.spend"]
    nodes = {
        f"n{i}": {"use": f"t.{kind}", "with": {"usd": usd}, "importance": "optional"}
        for i, (kind, usd) in enumerate(steps)
    }
    played = made.play(nodes, run={"budget": {"usd": limit}, "concurrency": concurrency})
    assert played.status == "completed"
    spent = 0.0
    for event in played.events:
        if event["kind"] in ("node.completed", "decision"):
            spent += event.get("spent", {}).get("usd", 0.0)
        if event["kind"] == "node.started":  # nothing starts once the budget is passed
            assert spent <= limit + 1e-9
    told = [d for d in played.of("decision") if d["choice"] == "overrun"]
    assert (played.outcome.spent.get("usd", 0.0) > limit + 1e-9) == bool(told)
    assert (
        played.run.plan.purse.reserved == {}
        and played.run.plan.purse.thrifty == {}
        and played.run.plan.purse.probing == {}
    )


# --- asking a person -----------------------------------------------------------------------

ASK = {"budget": {"usd": 1.0, "else": "ask"}}


def test_a_person_is_asked_by_name_and_the_run_waits() -> None:
    played = world().play(chain(5), run=ASK)
    assert played.status == "waiting"
    asked = played.of("node.waiting", "n3")[0]
    assert asked["for"] == "budget" and asked["expected"] == {"usd": 0.3} and "0.3 usd are expected" in asked["about"]
    assert played.of("run.waiting")[0]["waiting"] == [{"node": "n3", "pass": "", "for": "budget"}]


@pytest.mark.parametrize(
    ("choice", "value", "status", "spent"),
    [
        ("raise", {"usd": 1.0}, "completed", 1.5),
        ("raise", {"usd": 0.2}, "waiting", 1.2),
        ("raise", None, "waiting", 1.2),
        ("skip", None, "completed", 0.9),
        ("stop", None, "failed", 0.9),
    ],
)
def test_what_a_person_answers(choice: str, value: Any, status: str, spent: float) -> None:
    made = world()
    first = made.play(chain(5), run=ASK)
    put = None if value is None else value
    again = made.play(chain(5), run=ASK, resume=first.records, answers=[("n3", "", choice, put)])
    assert again.status == status and again.outcome.spent["usd"] == pytest.approx(spent)
    if choice == "raise":
        assert [d["choice"] for d in again.of("decision", "n3")] == ["raise"]


def test_one_answer_serves_all_that_ask() -> None:
    made = world()
    nodes = {f"n{i}": {"use": "t.costly", "with": {"usd": 0.6}} for i in range(4)}
    first = made.play(nodes, run=ASK)
    assert len(first.of("run.waiting")[0]["waiting"]) == 3
    again = made.play(nodes, run=ASK, resume=first.records, answers=[("n2", "", "raise", {"usd": 5})])
    assert again.status == "completed" and again.run.plan.people == 0


def test_a_run_that_waits_for_a_budget_can_be_cancelled_and_its_node_withdrawn() -> None:
    nodes = chain(5) | {"t": sleep(3, cancels=["n3"])}
    played = world().play(nodes, run=ASK)
    assert played.end("n3") == "skipped:cancelled" and played.status == "completed" and played.run.plan.people == 0
