"""Looking back: the state at event N is what the run that played had then, for every N."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from harmony.conductor import journal
from harmony.conductor.events import Record
from harmony.conductor.plan.state import Scope, State
from harmony.conductor.trail import Fact, Glance, Key, Line, Trail, fact_of, line_of
from tests.conductor.kit import Played, World, admission_of
from tests.conductor.nodes import each, echo, fail, sleep
from tests.conductor.plan.test_random import graphs, world
from tests.conductor.test_journal import BUSY
from tests.conductor.test_journal import world as busy_world

Seen = list[tuple[Record, Line, dict[Key, Fact]]]
BACK: dict[str, Any] = {
    "a": echo(1),
    "b": {"use": "t.echo", "in": {"x": ["a", {"from": "s.again", "back": True, "max": 3}]}},
    "s": {
        "use": "flow.switch",
        "in": {"value": "b"},
        "with": {"cases": [{"when": "iteration < 2", "to": "again"}], "else": "out"},
    },
    "c": echo(**{"in": {"x": "s.out"}}),
}


def states(scope: Scope) -> Iterator[State]:
    for state in scope.states:
        yield state
        for inner in state.play.scopes() if state.play is not None else ():
            yield from states(inner)


def spied(made: World, nodes: dict[str, Any], **more: Any) -> tuple[Played, Seen]:
    """Play, and note after every event what the plan remembers."""
    seen: Seen = []
    runs: list[Any] = []
    write = journal.write

    def spy(event: Any, commands: Any) -> Record | None:
        record = write(event, commands)
        plan = runs[0].plan
        facts = {(s.path, s.pass_): fact_of(plan, s) for s in states(plan.top)}
        seen.append((record or commands[0], line_of(plan, 0, 0.0), facts))
        return record

    async def act(run: Any, _records: Any) -> None:
        runs.append(run)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "write", spy)
        return made.play(nodes, act=act, **more), seen


def written(*played: Played) -> list[Record]:
    return [record for one in played for record in one.records if record.seq >= 0]


def compare(trail: Trail, seen: Seen) -> None:
    for index, (record, line, facts) in enumerate(seen):
        last = seen[index + 1][0].seq - 1 if index + 1 < len(seen) else trail.last
        for seq in {record.seq, last}:
            found = dict(trail.facts(seq))
            assert {key: found[key] for key in facts} == facts, seq
            known = trail.line(seq)
            assert (known.status, known.running, known.queued) == (line.status, line.running, line.queued)
            assert (known.spent, known.gaps, known.letters) == (line.spent, line.gaps, line.letters)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_the_state_at_every_event_is_what_the_run_had(nodes: dict[str, Any]) -> None:
    made = world()
    played, seen = spied(made, nodes)
    assert seen
    compare(Trail(admission_of(nodes), written(played), made.find), seen)


@pytest.mark.parametrize("nodes", [BUSY, BACK])
def test_in_loops_and_bodies_too(nodes: dict[str, Any]) -> None:
    made = busy_world()
    played, seen = spied(made, nodes, seed=5)
    assert played.status == "completed" and len(seen) > 5
    trail = Trail(admission_of(nodes, seed=5), written(played), made.find)
    compare(trail, seen)
    for after, seq in ((0, 10), (25, 7), (3, trail.last)):
        before, now = dict(trail.facts(after)), dict(trail.facts(seq))
        differs = {key for key in before | now if before.get(key) != now.get(key)}
        assert differs <= set(trail.changed(after, seq))


def test_a_run_that_was_opened_again_is_read_to_its_end() -> None:
    made = World()
    nodes = {"a": echo(1), "b": {**fail(), "in": {"x": "a"}}}
    first = made.play(nodes)
    made.add("t.fail", lambda inputs, params: 7)
    second, seen = spied(made, nodes, resume=written(first))
    trail = Trail(admission_of(nodes), written(first, second), made.find)
    compare(trail, seen)
    failed = trail.fact(("b", ""), first.records[-1].seq)
    now = trail.fact(("b", ""), trail.last)
    assert failed is not None and failed.status == "failed" and now is not None and now.status == "completed"


@pytest.mark.parametrize("nodes", [BUSY, BACK])
def test_a_glance_sees_what_the_whole_trail_does(nodes: dict[str, Any]) -> None:
    made = busy_world()
    records = written(made.play(nodes, seed=5))
    admission = admission_of(nodes, seed=5)
    trail = Trail(admission, records, made.find)
    for seq in (0, 1, 7, len(records) // 2, trail.last):
        glance = Glance(admission, records[: seq + 1], made.find)
        assert dict(glance.facts(seq)) == dict(trail.facts(seq))
        assert structs.replace(glance.line(seq), seq=0) == structs.replace(trail.line(seq), seq=0)
        assert glance.line(0).at == trail.line(0).at
        assert all(str(glance.wires(key, seq)) == str(trail.wires(key, seq)) for key, _ in glance.facts(seq))


def test_values_on_wires() -> None:
    made = World()
    nodes = {"a": echo(4), "s": sleep(5), "b": {"use": "t.add", "in": {"x": "a", "y": "s.value"}, "after": ["a"]}}
    played = made.play(nodes)
    trail = Trail(admission_of(nodes), written(played), made.find)
    done = next(r.seq for r in played.records if r.kind == "node.completed" and r.node == "a")
    before, after = trail.wires(("b", ""), done - 1), trail.wires(("b", ""), done)
    assert [(s, p, to, b) for s, p, to, b in before] == [
        ("a", "value", "x", None),
        ("s", "value", "y", None),
        ("a", None, "", None),
    ]
    assert after[0][3].inline == 4 and after[1][3] is None and after[2][3] is True  # type: ignore[union-attr]


def test_a_run_at_play_is_read_on() -> None:
    made = World()
    nodes = {"e": each({"n": echo(1)}, {"o": "n"}, [1, 2, 3])}
    records = written(made.play(nodes))
    whole = Trail(admission_of(nodes), records, made.find)
    grown = Trail(admission_of(nodes), records[:9], made.find)
    assert grown.extend(records[9:]) and grown.last == whole.last
    assert dict(grown.facts(grown.last)) == dict(whole.facts(whole.last))


@pytest.mark.slow
def test_a_playhead_moves_fast_over_a_long_journal() -> None:
    made = World()
    nodes = {"e": each({"n": echo(1), "m": echo(**{"in": {"x": "n"}})}, {"o": "m"}, list(range(4000)))}
    records = written(made.play(nodes))
    trail = Trail(admission_of(nodes), records, made.find)
    assert len(records) > 16_000
    began = time.process_time()
    for seq in range(0, trail.last, trail.last // 100):
        trail.changed(seq, seq + 1)
        trail.line(seq)
    assert time.process_time() - began < 0.1
