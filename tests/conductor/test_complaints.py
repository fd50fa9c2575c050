"""Complaints of users of other engines that no other test stands for; `tests/complaints.toml` lists all of them.

The number in a name is that of the complaint.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from harmony.conductor import Conductor
from harmony.conductor.clock import RealClock
from harmony.store import Database, FileArtifacts, SqlJournal
from tests.conductor.kit import Played, World, admission_of, melody_of
from tests.conductor.nodes import Nodes, each, echo, fail, fired_at, play, repeat, sleep


def calls(world: World) -> list[str]:
    return [f"{call.node}@{call.pass_}#{call.attempt}" for call in world.calls]


TWO: Nodes = {
    "work": echo(1),
    "one": {"use": "flow.approve", "in": {"x": "work"}},
    "two": {"use": "flow.approve", "in": {"x": "work"}},
    "a": echo(**{"in": {"x": "one.approved"}}),
    "b": echo(**{"in": {"x": "two.approved"}}),
}


def test_c2_an_answer_reaches_its_own_wait_and_nothing_runs_again() -> None:
    world = World()
    first = world.play(TWO)
    second = world.play(TWO, resume=first.records, answers=[("two", "", "approve", None)])
    assert second.status == "waiting" and calls(world) == ["work@#1", "b@#1"]
    assert [w["node"] for w in second.of("run.waiting")[0]["waiting"]] == ["one"]


def test_c4_another_answer_is_another_branch_of_the_run() -> None:
    world = World()
    asked = world.play(TWO)
    yes = world.play(TWO, resume=asked.records, answers=[("one", "", "approve", None), ("two", "", "approve", None)])
    before = [*asked.records, *yes.records]
    fork = world.play(TWO, fork=(before, "one", ""))
    no = world.play(TWO, resume=fork.records, answers=[("one", "", "reject", None)])
    ends = {e["node"]: e for e in [*fork.events, *no.events] if e["kind"].startswith("node.") and "node" in e}
    assert (yes.end("a"), ends["a"]["kind"]) == ("completed", "node.skipped")


class Reader(World):
    """Its steps look at what is on disk when they begin."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.add(
            "t.look", lambda inputs, params: self.seen.extend(r.kind for r in SqlJournal(Database(file)).read("r1"))
        )


@pytest.mark.slow
@pytest.mark.parametrize("durability", ["step", "batch", "exit"])
def test_c6_what_is_admitted_is_on_disk_before_anything_runs(tmp_path: Path, durability: str) -> None:
    world = Reader(tmp_path / "h.db")

    async def go() -> None:
        parts: dict[str, Any] = {"journal": SqlJournal(Database(tmp_path / "h.db")), "clock": RealClock()}
        parts |= {"artifacts": FileArtifacts(tmp_path / "a"), "runner": world, "find_type": world.find}
        async with Conductor(**parts) as conductor:
            admission = admission_of({"a": {"use": "t.look"}}, run={"durability": durability})
            await conductor.play(admission, lambda _: None).wait()
        parts["journal"].close()

    world.artifacts = FileArtifacts(tmp_path / "a")  # type: ignore[assignment]
    asyncio.run(go())
    assert world.seen[:1] == [".admitted"]


def test_c8_a_fork_inside_a_melody_runs_again_only_what_follows() -> None:
    inner = melody_of({"a": echo(1), "b": echo(**{"in": {"x": "a"}}), "c": echo(**{"in": {"x": "b"}})}, {"c": "c"})
    nodes = {"m": {"use": "flow.melody", "with": {"melody": "in"}}, "z": echo(**{"in": {"x": "m.c"}})}
    world = World()
    first = world.play(nodes, base="/w", melodies={"/w/in": inner})
    world.calls.clear()
    again = world.play(nodes, base="/w", melodies={"/w/in": inner}, fork=(first.records, "m/b", ""))
    assert again.status == "completed" and [call.node for call in world.calls] == ["m/b", "m/c", "z"]


def test_c11_a_join_waits_for_whom_it_names_however_long_their_branches() -> None:
    nodes: Nodes = {"short": sleep(1)}
    nodes |= {f"n{i}": sleep(1, after=[f"n{i - 1}"] if i else []) for i in range(5)}
    played = play({**nodes, "j": echo(1, after=["short", "n4"]), "k": echo(1, after=["short"])})
    assert (fired_at(played), fired_at(played, "k")) == (5, 1)


def test_c12_a_node_starts_when_its_own_inputs_are_there() -> None:
    played = play({"slow": sleep(9), "quick": sleep(1), "j": sleep(1, after=["quick"])})
    assert fired_at(played) == 1


def test_c13_twenty_one_at_once_and_a_limit_is_said() -> None:
    world = World()
    items = each({"n": sleep(1)}, {"n": "n"}, list(range(21)))
    assert world.play({"e": items}).seconds == 1 and world.most == 21
    world = World()
    items["with"]["concurrency"] = 21
    played = world.play({"e": items}, run={"concurrency": 16})
    assert world.most == 16
    assert [e["reason"] for e in played.of("node.queued")] == ["slot"] * 5


def test_c26_attempts_are_counted_over_a_restart() -> None:
    nodes = {"a": fail(retry={"attempts": 3, "delay": "1s"})}
    whole = play(nodes)
    cut = [r.seq for r in whole.records if r.kind == "node.retrying"][1] + 1
    world = World()
    rest = world.play(nodes, resume=[r for r in whole.records if r.seq < cut])
    assert rest.status == "failed" and calls(world) == ["a@#3"]


def test_c28_nothing_behind_a_for_each_is_decided_before_it_has_expanded() -> None:
    nodes = {
        "list": sleep(5, [1, 2]),
        "e": {"use": "flow.each", "in": {"items": "list"}, "body": {"nodes": {"n": sleep(1)}, "outputs": {"n": "n"}}},
        "no": echo(1, when="false"),
        "j": echo(1, after=["e.n", "no"], join="any"),
    }
    played = play(nodes)
    assert fired_at(played) == 6 and played.end("e/n", "1") == "completed"


def test_c30_any_skips_only_when_nothing_can_come_any_more() -> None:
    nodes = {"no": echo(1, when="false"), "late": sleep(9), "j": echo(1, after=["no", "late"], join="any")}
    assert fired_at(play(nodes)) == 9
    nodes["late"] = sleep(9, when="false")
    assert play(nodes).end("j") == "skipped:upstream_skipped"


@pytest.mark.slow
def test_c37_a_join_over_six_thousand_comes_last() -> None:
    nodes = {"e": each({"n": echo("{{ item }}")}, {"n": "n"}, list(range(6000))), "z": echo("{{ x | sum }}")}
    nodes["z"]["in"] = {"x": "e.n"}
    played = play(nodes, {"z": "z"})
    assert played.outputs == {"z": sum(range(6000))}
    ends = [e["node"] for e in played.of("node.completed")]
    assert ends[-2:] == ["e", "z"] and ends.count("e/n") == 6000


def test_c39_what_is_paused_inside_has_not_completed_outside() -> None:
    inner = melody_of({"f": fail(on_error="pause")}, {"f": "f"})
    nodes = {"m": {"use": "flow.melody", "with": {"melody": "in"}}, "z": echo(1, after=["m"])}
    played = play(nodes, base="/w", melodies={"/w/in": inner})
    assert played.status == "waiting" and not played.of("node.completed", "m") and not played.of("node.started", "z")


@pytest.mark.parametrize(("there", "at"), [("ac", 2), ("bd", 2), ("ab", None), ("abd", 3)])
def test_c40_one_of_these_and_one_of_those(there: str, at: int | None) -> None:
    nodes: Nodes = {
        name: sleep(there.index(name) + 1, 1) if name in there else echo(1, when="false") for name in "abcd"
    }
    when = "(a is not none or b is not none) and (c is not none or d is not none)"
    nodes["j"] = echo(1, **{"in": {name: name for name in "abcd"}}, join={"when": when})
    played = play(nodes)
    assert fired_at(played) == at if at else played.end("j").startswith("skipped")


@pytest.mark.parametrize("node", ["switch", "repeat", "when", "join"])
def test_c41_a_broken_condition_goes_the_way_of_every_failure(node: str) -> None:
    made: Nodes = {
        "switch": {"use": "flow.switch", "with": {"value": 1, "cases": [{"when": "nobody.here", "to": "x"}]}},
        "repeat": repeat({"n": echo(1)}, {"n": "n"}, until="nobody", max=2),
        "when": echo(1, when="nobody"),
        "join": echo(1, after=["a"], join={"when": "nobody"}),
    }
    nodes = {"a": echo(1), "j": {**made[node], "on_error": "route"}, "told": echo("{{ e.class }}")}
    nodes["told"]["in"] = {"e": "j.error"}
    played = play(nodes, {"o": "told"})
    assert played.outputs == {"o": "invalid_input"} and played.status == "completed"


@pytest.mark.parametrize("policy", ["fail", "skip", "dead_letter"])
def test_c43_items_end_alike_one_by_one_and_side_by_side(policy: str) -> None:
    def ends(concurrency: int) -> tuple[Any, ...]:
        world = World()
        world.add("t.odd", odd)
        body = {"n": {"use": "t.odd", "with": {"x": "{{ item }}"}}}
        node = each(body, {"n": "n"}, [2, 4, 5, 6, 8], concurrency=concurrency, on_item_error=policy)
        played = world.play({"e": {**node, "on_error": "dead_letter"}}, {"n": "e.n", "r": "e.report", "f": "e.failed"})
        return played.status, played.end("e"), played.outputs, len(played.of("letter"))

    def odd(inputs: Any, params: Any) -> int:
        if params["x"] % 2:
            raise ValueError("odd")
        return int(params["x"])

    assert ends(1) == ends(5)


def test_c46_a_cancel_between_two_attempts_is_for_good() -> None:
    world = World()
    nodes = {"a": fail(retry={"attempts": 99, "delay": "1m"})}

    async def act(run: Any, records: Any) -> None:
        world.clock.call_at(world.clock.now() + 90, run.cancel)

    played = world.play(nodes, act=act)
    assert (played.status, len(world.calls), played.end("a")) == ("cancelled", 2, "skipped:cancelled")
    with pytest.raises(ExceptionGroup):
        world.play(nodes, resume=played.records)


def test_c47_a_second_playing_of_a_for_each_has_results_of_its_own() -> None:
    inner = each({"n": echo("{{ item * 10 + inputs.i }}")}, {"n": "n"}, [1, 2], {"i": {"type": "any"}})
    body = {"i": echo("{{ iteration }}"), "e": {**inner, "in": {"i": "i"}}}
    played: Played = play({"r": repeat(body, {"n": "e.n"}, max=3)}, {"n": "r.n"})
    assert played.outputs == {"n": [12, 22]}
    assert len(played.of("node.completed", "r/e/n")) == 6
