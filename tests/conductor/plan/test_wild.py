"""Random Melodies with everything in them: the journal gives the same state, the same seed the same events, and no run
is stuck wherever it is cut."""

from __future__ import annotations

from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.conductor import journal
from harmony.conductor.clock import VirtualClock
from harmony.conductor.events import Record
from harmony.conductor.plan.plan import Plan
from tests.conductor.plan.deep import deep
from tests.conductor.plan.lots import FEWER, WORDS, LotWorld, play
from tests.conductor.plan.naive_melodies import Made, melodies, wild_melodies

ANY = st.one_of(melodies(), wild_melodies())
HANDLE = Plan.handle
MOST_ANSWERS = 40


def differing(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two states differ."""
    if type(one) is type(other) and isinstance(one, dict) and one.keys() == other.keys():
        return [found for key in one for found in differing(one[key], other[key], f"{place}.{key}")]
    if type(one) is type(other) and isinstance(one, list | tuple) and len(one) == len(other):
        return [found for i in range(len(one)) for found in differing(one[i], other[i], f"{place}[{i}]")]
    return [] if one == other else [f"{place}: {one} / {other}"]


@pytest.mark.slow
@pytest.mark.timeout(600)
@FEWER
@given(ANY, st.integers(0, 999), st.one_of(st.none(), st.floats(0.1, 9)))
def test_after_every_event_the_journal_gives_the_same_state(given: Made, seed: int, cancel_at: float | None) -> None:
    live: list[Any] = []

    def handle(plan: Plan, event: Any) -> Any:
        commands = HANDLE(plan, event)
        live.append(deep(plan))
        return commands

    with patch.object(Plan, "handle", handle):
        played = play(LotWorld(seed), given, cancel_at)
    written = [record for record in played.records if record.seq >= 0]
    plan = Plan(played.run.plan.setting, played.world.find)
    said: list[tuple[str, str, str]] = []
    states = iter(live)
    for record in written:
        is_own = record.kind == "node.completed" and not plan.is_current(record.node, record.pass_, record.attempt)
        event = None if is_own else journal.read(record)
        if event is not None:
            said += [(r.kind, r.node, r.pass_) for r in plan.handle(event) if isinstance(r, Record)]
            assert differing(next(states), deep(plan)) == [], record
    assert said == [(r.kind, r.node, r.pass_) for r in written if r.is_public]


@pytest.mark.slow
@pytest.mark.timeout(600)
@FEWER
@given(ANY, st.integers(0, 999))
def test_the_same_seed_gives_the_same_events(given: Made, seed: int) -> None:
    assert play(LotWorld(seed), given).events == play(LotWorld(seed), given).events


def is_tried_again(part: dict[str, Any], path: str, melodies: dict[str, Any]) -> bool:
    """True if a flow node around a path may be played more than once in its pass."""
    id, _, rest = path.partition("/")
    spec = part["nodes"][id]
    inner = spec.get("body") or melodies.get(spec.get("with", {}).get("melody", ""))
    if not rest or inner is None:
        return False
    return "retry" in spec or is_tried_again(inner, rest, melodies)


@pytest.mark.slow
@pytest.mark.timeout(600)
@FEWER
@given(ANY, st.integers(0, 999), st.floats(0, 1))
def test_cut_anywhere_a_run_goes_on_to_its_end(given: Made, seed: int, where: float) -> None:
    whole = play(LotWorld(seed), given)
    records = [record for record in whole.records if record.seq >= 0]
    del records[1 + int(where * (len(records) - 2)) :]
    has_failed = whole.status == "failed"
    done = {(r.node, r.pass_) for r in records if r.kind == "node.completed"}
    world = LotWorld(seed)
    for _ in range(MOST_ANSWERS):
        world.clock = VirtualClock(records[-1].at)
        rest = play(world, given, resume=records, answers=answers(records))
        records += [record for record in rest.records if record.seq >= 0]
        if rest.status != "waiting":
            break
    assert rest.status in ("completed", "failed")
    again = done & {(call.node, call.pass_) for call in world.calls}
    may = {key for key in again if is_tried_again(given.melody, key[0], given.melodies)}
    assert again - may == set() or is_repeated(given.melody)
    # What has failed is tried again where the failure of the run is all that was not written; nothing else ends twice.
    kinds = ["node.completed"] if has_failed else list(WORDS)
    ends = Counter(r.node for r in records if r.kind in kinds)
    once = [id for id in given.melody["nodes"] if id not in given.melody.get("region", ())]
    assert all(ends[id] <= 1 for id in once) or is_repeated(given.melody), ends


def answers(records: list[Record]) -> list[tuple[str, str, str, Any]]:
    """What a person says to a run that waits: yes to what is asked, and let go what is paused."""
    if records[-1].kind != "run.waiting":
        return []
    asked = records[-1].body["waiting"]
    return [(one["node"], one["pass"], "skip" if one["for"] == "paused" else "approve", None) for one in asked]


def is_repeated(part: dict[str, Any]) -> bool:
    """True if nodes of the top level may be played more than once."""
    nodes = part["nodes"].values()
    is_late = any(isinstance(node.get("join"), dict) and node["join"].get("late") == "merge" for node in nodes)
    return is_late or any(isinstance(rule["else"], dict) for rule in part.get("rules", ()))
