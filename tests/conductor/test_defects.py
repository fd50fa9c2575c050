"""The defects in the listing of the second seed (2.27), one test each that ours does not have them; and its tables.

Numbers in names are those of the list of defects, and of the features.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from msgspec import structs

from harmony.app.request import new_run_id
from harmony.catalog import Catalog
from harmony.conductor.artifacts import Artifact
from harmony.conductor.merge import merge, weight_of
from harmony.conductor.plan.flow import FLOWS
from harmony.conductor.ports import StepDone
from harmony.melody.check import check
from harmony.sdk.manifest import Player
from tests.conductor.kit import Played, World, melody_of
from tests.conductor.nodes import Nodes, each, echo, fail, fired_at, play, sleep


def test_defect_1_what_a_step_returns_is_data_and_never_steers() -> None:
    told = [{"send": "b", "goto": "b", "value": 1}]
    nodes = {
        "a": echo(told),
        "choose": {
            "use": "flow.switch",
            "in": {"value": "a"},
            "with": {"cases": [{"when": "false", "to": "b"}], "else": "c"},
        },
        "b": echo(1, after=["choose.b"]),
        "c": echo(**{"in": {"x": "choose.c"}}),
    }
    played = play(nodes, {"c": "c"})
    assert played.outputs == {"c": told} and played.end("b") == "skipped:not_chosen"
    assert [d["choice"] for d in played.of("decision", "choose")] == ["c"]


def test_defect_2_the_timeline_only_grows() -> None:
    world = World()
    seen: list[list[Any]] = []

    async def act(run: Any, records: list[Any]) -> None:
        tell = run._tell
        run._tell = lambda batch: (tell(batch), seen.append([(r.seq, r.kind, r.node) for r in records]))

    played = world.play({f"n{i}": sleep(i, after=[f"n{i - 1}"] if i else []) for i in range(6)}, act=act)
    assert len(seen) > 5
    for earlier, later in pairwise(seen):
        assert later[: len(earlier)] == earlier
    assert [r.seq for r in played.records if r.seq >= 0] == list(range(len(world.journal.read("r1"))))
    assert [e["at"] for e in played.events] == sorted(e["at"] for e in played.events)


def test_defect_3_branches_that_write_the_same_keys_are_merged_key_by_key() -> None:
    nodes: Nodes = {name: sleep(n, {"done": {name: n}, name: n}) for n, name in enumerate("cab", 1)}
    wires = {"in": {"parts": ["a", "b", "c"]}}
    nodes |= {"list": echo(**wires), "union": echo(**wires, merge={"parts": "union"})}
    played = play(nodes, {"list": "list", "union": "union"})
    assert played.outputs["union"] == {"done": {"c": 1}, "a": 2, "b": 3, "c": 1}  # in the order written, not of arrival
    assert [part["done"] for part in played.outputs["list"]] == [{"a": 2}, {"b": 3}, {"c": 1}]


def test_defect_4_a_branch_that_is_never_dispatched_keeps_no_sync_point_waiting() -> None:
    cases = [{"when": "value == 1", "to": "one"}, {"when": "value == 2", "to": "two"}]
    nodes = {
        "s": {"use": "flow.switch", "with": {"value": 1, "cases": cases}},
        "a": echo(1, after=["s.one"]),
        "b": echo(2, after=["s.two"]),
        "any": {"use": "flow.join", "in": {"a": "a", "b": "b"}, "join": {"when": "pending == 0 and completed > 0"}},
        "all": {"use": "flow.join", "in": {"a": "a", "b": "b"}},
    }
    played = play(nodes)
    assert (played.status, played.seconds) == ("completed", 0)
    assert (played.end("any"), played.end("all")) == ("completed", "skipped:upstream_skipped")


def test_defect_5_nothing_required_divides_by_nothing() -> None:
    nodes = {"e": each({"n": echo(1)}, {"n": "n"}, [], join={"need": "75%"}), "j": {"use": "flow.join"}}
    played = play(nodes, {"n": "e.n", "report": "e.report", "all": "j.all"})
    assert played.outputs["n"] == [] and played.outputs["all"] == {}
    assert played.outputs["report"] == {"total": 0, "completed": 0, "failed": 0, "cancelled": 0}


@pytest.mark.parametrize(("failing", "end"), [(1, "completed"), (2, "skipped:upstream_failed")])
def test_defect_5_failed_branches_do_not_count_as_completed(failing: int, end: str) -> None:
    nodes = {f"n{i}": fail(on_error="skip") if i < failing else echo(1) for i in range(4)}
    played = play({**nodes, "j": echo(1, after=list(nodes), join={"need": "75%"})})
    assert played.end("j") == end


def test_defect_6_waiting_is_no_loop_and_its_time_out_comes() -> None:
    nodes = {
        "a": sleep(1),
        "b": sleep(9999),
        "j": {
            "use": "flow.join",
            "in": {"a": "a", "b": "b"},
            "join": {"need": 2, "wait": "30s", "on_timeout": "route"},
        },
        "balance": echo("{{ e.class }}", **{"in": {"e": "j.error"}}),
    }
    played = play(nodes, {"o": "balance"})
    assert played.outputs == {"o": "timeout"}
    assert fired_at(played, "balance") == 31
    between = [r for r in played.records if 1.5 < r.at - played.events[0]["at"] < 30.5]
    assert between == []


def test_defect_7_shares_are_of_what_there_was_and_nothing_is_divided_by_zero() -> None:
    nothing = Artifact("h", "any", 1, quality=0.0)
    found = merge("weighted", [(nothing, "a"), (nothing, "b")], "p")
    assert (found["quality"], found["weight"], [p["share"] for p in found["parts"]]) == (0, 0, [0, 0])
    body = {"n": {"use": "t.fail", "when": "item > 1", "on_error": "fail"}}
    played = play({"e": each(body, {}, [1, 2, 3], on_item_error="skip")}, {"r": "e.report"})
    assert played.outputs["r"] == {"total": 3, "completed": 1, "failed": 2, "cancelled": 0}


LOOP: Nodes = {
    "draft": {"use": "t.echo", "in": {"x": {"from": "judge.again", "back": True}}, "with": {"value": 0}},
    "judge": {"use": "flow.switch", "in": {"value": "draft"}, "with": {"cases": [{"when": "true", "to": "again"}]}},
}


def test_defect_8_no_revision_loop_without_a_bound() -> None:
    problems = check(melody_of(LOOP), World())
    assert any(p.severity == "error" and "max" in f"{p.message} {p.hint}" for p in problems)
    bounded = {**LOOP, "draft": {**LOOP["draft"], "in": {"x": {"from": "judge.again", "back": True, "max": 3}}}}
    played = play(bounded)
    assert played.status == "failed" and len(played.of("node.completed", "draft")) == 4
    assert played.of("run.failed")[0]["error"]["class"] == "policy"


def test_defect_9_who_lacks_a_capability_is_never_chosen() -> None:
    world = World()
    for name, capabilities in (("t.one", ("sum",)), ("t.two", ("turn",)), ("t.both", ("turn", "sum", "x", "y"))):
        world.add(name, lambda inputs, params, name=name: name, player=Player(capabilities))
    wanted = {"a": ["sum", "turn"], "b": ["sum"], "c": ["sum", "song", "turn"]}
    nodes = {name: {"use": "flow.choose", "with": {"capability": c}, "on_error": "skip"} for name, c in wanted.items()}
    played = world.play(nodes, {name: f"{name}.value" for name in wanted})
    assert played.outputs == {"a": "t.both", "b": "t.one", "c": None}
    assert played.outcome.gaps[0]["error"]["class"] == "unavailable"


def test_defect_10_equals_go_in_the_order_of_the_file() -> None:
    names = ["zeta", "b", "omega", "a", "m"]
    played = play({name: sleep(1) for name in names}, run={"concurrency": 1})
    assert [e["node"] for e in played.of("node.started")] == names
    same = Artifact("h", "any", 1, quality=0.7)
    assert merge("best", [(same, "first"), (same, "second")], "p") == "first"


def test_defect_10_ids_do_not_collide_within_a_second() -> None:
    assert len({new_run_id() for _ in range(5000)}) == 5000


@pytest.mark.parametrize("how", ["ok", "fail", "cancel"])
def test_defect_10_what_was_held_is_given_back(how: str) -> None:
    last = {"ok": sleep(9), "fail": fail(after=["quick"]), "cancel": sleep(9)}[how]
    nodes = {
        "quick": sleep(1, concurrency_key="gpu", cancels=["held"] if how == "cancel" else []),
        "held": {**last, "concurrency_key": "gpu" if how != "cancel" else "other"},
        "next": sleep(1, 1, concurrency_key="gpu"),
    }
    played = play(nodes, run={"concurrency": 2})
    plan = played.run.plan
    assert plan.slots.running == 0 and all(
        turn.count == 0 and not turn.waiting for turn in plan.holdings.turns.values()
    )


def test_defect_11_a_person_is_asked_once_however_often_the_sync_point_is_looked_at() -> None:
    nodes = {
        **{f"n{i}": sleep(i + 1, i) for i in range(5)},
        "ask": {"use": "flow.approve", "after": [f"n{i}" for i in range(5)], "join": {"when": "completed >= 4"}},
        "z": echo(1, after=["ask.approved"]),
    }
    world = World()
    played = world.play(nodes)
    assert played.status == "waiting" and len(played.of("node.waiting", "ask")) == 1
    again = world.play(nodes, resume=played.records, answers=[("ask", "", "approve", None)])
    assert again.status == "completed" and not again.of("node.waiting", "ask")


# --- tables ------------------------------------------------------------------------------

SYNC = [
    ((1, 2, 3, 4), 4, "completed"),
    ((1, 2, 3, 99), 31, "completed"),
    ((1, 2, 98, 99), 31, "failed"),
    ((1, 97, 98, 99), 31, "failed"),
]
"""Seconds at which four branches are there; when the sync point decides, and what."""


@pytest.mark.parametrize(("there", "at", "end"), SYNC)
def test_2_12_all_go_on_at_once_three_quarters_when_the_wait_ends_fewer_to_the_balancer(
    there: tuple[int, ...], at: float, end: str
) -> None:
    join = {"need": "75%", "wait": "30s", "on_timeout": "route"}
    nodes = {f"n{i}": sleep(seconds, i) for i, seconds in enumerate(there)}
    nodes["sync"] = {"use": "flow.join", "in": {f"p{i}": f"n{i}" for i in range(4)}, "join": join}
    nodes["merge"] = echo(1, after=["sync.all"])
    nodes["balance"] = echo(1, after=["sync.error"])
    played = play(nodes)
    assert played.end("sync") == end
    assert fired_at(played, "merge" if end == "completed" else "balance") == at
    assert played.end("balance" if end == "completed" else "merge").startswith("skipped")


def test_2_11_a_sync_point_tells_its_progress() -> None:
    nodes = {f"n{i}": sleep(i + 1, i) for i in range(4)}
    nodes["sync"] = {"use": "flow.join", "in": {f"p{i}": f"n{i}" for i in range(4)}}
    told = play(nodes).of("node.progress", "sync")
    assert [e["progress"] for e in told] == [0.25, 0.5, 0.75, 1.0]
    assert [e["status"] for e in told] == ["waiting", "waiting", "waiting_final", "completed"]


def judged(quality: float | None) -> Played:
    world = World()

    def made(inputs: Any, params: Any) -> StepDone:
        return StepDone({"value": structs.replace(world.artifacts.put(1, "integer"), quality=quality)})

    world.add("t.made", made)
    cases = [{"when": "quality > 0.8", "to": "fast"}, {"when": "quality > 0.5", "to": "enhance"}]
    route = {"use": "flow.switch", "in": {"value": "a"}, "with": {"cases": cases, "else": "review"}}
    nodes = {"a": {"use": "t.made"}, "route": route}
    return world.play({**nodes, **{name: echo(1, after=[f"route.{name}"]) for name in ("fast", "enhance", "review")}})


@pytest.mark.parametrize(
    ("quality", "way"),
    [(1.0, "fast"), (0.801, "fast"), (0.8, "enhance"), (0.501, "enhance"), (0.5, "review"), (0.0, "review")],
)
def test_3_34_the_way_by_quality(quality: float, way: str) -> None:
    played = judged(quality)
    assert [n for n in ("fast", "enhance", "review") if played.end(n) == "completed"] == [way]


@pytest.mark.parametrize(
    ("quality", "seconds", "weight"),
    [
        (0.9, 60.0, 0.78),
        (0.5, None, 0.35),
        (None, None, 0.35),
        (1.0, 0.0, 1.0),
        (0.0, 0.0, 0.3),
        (None, 60.0, 0.5),
        (0.5, 540.0, 0.38),
    ],
)
def test_2_16_weights_exactly(quality: float | None, seconds: float | None, weight: float) -> None:
    assert weight_of(Artifact("h", "any", 1, quality=quality, seconds=seconds)) == pytest.approx(weight, abs=1e-12)


def test_the_catalog_knows_the_flow_nodes_that_play() -> None:
    catalog = Catalog.discover()
    assert all(catalog.find(f"flow.{name}") is not None for name in FLOWS)
