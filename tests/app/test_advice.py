"""What earlier runs suggest (3.08, 3.36 of the features)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.app.advice import FEW, Suggestion, advise
from harmony.app.lookup import Lookup
from harmony.conductor.events import Record
from harmony.sdk.manifest import NodeType
from tests.conductor.kit import World, melody_of
from tests.conductor.nodes import Nodes, echo, fail, sleep


def suggested(nodes: Nodes, runs: int = FEW, world: World | None = None, **more: Any) -> list[Suggestion]:
    """What runs of these nodes suggest."""
    world = world or World()
    histories = [[r for r in world.play(nodes, **more).records if r.seq >= 0] for _ in range(runs)]
    return advise(histories, Lookup(melody_of(nodes, **more)), world.find)


CASES = [{"when": "value > 1", "to": "up"}]
SWITCH = {"use": "flow.switch", "with": {"value": 5, "cases": CASES, "else": "down"}}


def test_3_36_a_usual_path_is_named_and_nothing_is_changed() -> None:
    nodes: Nodes = {"s": SWITCH, "u": echo(1, after=["s.up"]), "d": echo(1, after=["s.down"])}
    before = str(nodes)
    (found,) = suggested(nodes)
    assert (found.kind, found.node, found.write) == ("path", "s", "")
    assert found.seen == "it chose `up` 5 of 5 times" and str(nodes) == before


def test_what_was_seen_too_seldom_suggests_nothing() -> None:
    assert suggested({"s": SWITCH}, runs=FEW - 1) == []


def test_what_fails_for_a_passing_reason_is_to_be_tried_again() -> None:
    (found,) = suggested({"a": fail(importance="optional")})
    assert found.kind == "retry" and "5 of 5 attempts failed, 5 of them with unavailable" in found.seen
    assert found.write.startswith("retry: {attempts: 4")


def test_what_fails_otherwise_or_writes_needs_something_to_fall_back_on() -> None:
    assert suggested({"a": fail(**{"with": {"class": "bug"}})})[0].kind == "fallback"
    world = World()
    world.add("t.book", world.functions["t.fail"], effects="writes")
    assert suggested({"a": {"use": "t.book", "on_error": "fail"}}, world=world)[0].kind == "fallback"
    assert suggested({"a": {"use": "t.book", "fallback": [{"value": 1}]}}, world=world) == []


def test_what_reads_the_same_for_long_is_worth_keeping() -> None:
    world = World()
    world.add("t.read", world.functions["t.sleep"], effects="reads")
    nodes = {"a": {"use": "t.read", "with": {"seconds": 9, "value": 1}}, "z": sleep(1, after=["a"])}
    (found,) = suggested(nodes, world=world)
    assert (found.kind, found.node, found.write) == ("cache", "a", "cache: always") and "90%" in found.seen
    changing = iter(range(99))

    async def other(inputs: Any, params: Any) -> int:
        await world.clock.sleep(9)
        return next(changing)

    world.functions["t.read"] = other
    assert suggested(nodes, world=world) == []


def test_a_run_that_waits_for_slots_is_told_so() -> None:
    nodes = {f"n{i}": sleep(1) for i in range(12)}
    (found,) = suggested(nodes, run={"concurrency": 2})
    assert (found.kind, found.node, found.write) == ("concurrency", "", "run: {concurrency: 4}")
    assert suggested(nodes) == []


def test_a_node_that_is_not_there_any_more_suggests_nothing() -> None:
    world = World()
    histories = [[r for r in world.play({"a": fail(importance="optional")}).records if r.seq >= 0] for _ in range(FEW)]
    assert advise(histories, Lookup(melody_of({"b": echo(1)})), world.find) == []


KINDS = "node.started node.completed node.failed node.queued node.retrying decision node.skipped run.started".split()
RECORDS = st.builds(
    Record,
    seq=st.just(1),
    at=st.floats(0, 99),
    kind=st.sampled_from(KINDS),
    node=st.sampled_from(["", "a", "b"]),
    pass_=st.sampled_from(["", "0"]),
    attempt=st.just(1),
    body=st.sampled_from([{}, {"error": {"class": "bug"}}, {"about": "switch", "choice": "x"}, {"reason": "slot"}]),
)


@pytest.mark.slow
@given(st.lists(st.lists(RECORDS, max_size=30), max_size=8))
def test_any_journals_can_be_looked_at(histories: list[list[Record]]) -> None:
    lookup = Lookup(melody_of({"a": echo(1), "b": fail()}))
    for suggestion in advise(histories, lookup, lambda use: NodeType("t.echo")):
        assert suggestion.seen and suggestion.kind
