"""Random Melodies, played by the Conductor and by a naive player: the same ends, times, values and attempts."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from harmony.conductor import journal
from harmony.conductor.clock import VirtualClock
from harmony.conductor.events import Record
from harmony.conductor.plan.plan import Plan
from harmony.melody.model import Melody
from harmony.sdk.manifest import NodeType
from tests.conductor.kit import Played, World, melody_of
from tests.conductor.plan.deep import deep
from tests.conductor.plan.naive import Sim
from tests.conductor.plan.naive_melodies import Made, melodies
from tests.conductor.plan.naive_nodes import NULL, Ambiguous, Lot, made

SLOWLY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FEWER = settings(SLOWLY, max_examples=40)
HANDLE = Plan.handle
STUCK = 10
"""Seconds of real time after which a run on the virtual clock is stuck."""
WORDS = {"node.completed": "completed", "node.failed": "failed", "node.skipped": "skipped"}


class LotWorld(World):
    """Steps do what their lot says; every `t.own…` is a type of its own."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        for use in ("t.step", "t.spare", "t.list"):
            self.add(use, self._work)

    def find(self, use: str) -> NodeType | None:
        if use.startswith("t.own") and use not in self.types:
            self.add(use, self._work)
        return super().find(use)

    async def _work(self, inputs: dict[str, Any], params: dict[str, Any], call: Any) -> Any:
        lot = Lot(self._seed, call.node, call.pass_, call.attempt, params)
        await self.clock.sleep(lot.seconds)
        if lot.fails:
            raise ConnectionError("gone") if params.get("cls") == "network" else ValueError("no")
        return made(call.type.id, params, inputs)


def documents(part: dict[str, Any]) -> dict[str, Any]:
    """The part as a file has it."""
    found = {key: value for key, value in part.items() if key != "region"}
    found["nodes"] = {
        id: {**spec, "body": documents(spec["body"])} if "body" in spec else spec for id, spec in part["nodes"].items()
    }
    return found


def both(given: Made, seed: int, cancel_at: float | None = None) -> tuple[Sim, Played]:
    sim = Sim(given.melody, seed, given.melodies, cancel_at)
    try:
        sim.run()
    except Ambiguous:
        assume(False)
    return sim, play(LotWorld(seed), given, cancel_at)


def play(world: LotWorld, given: Made, cancel_at: float | None = None, **more: Any) -> Played:
    inner: dict[str, Melody] = {name: melody_of(**documents(part)) for name, part in given.melodies.items()}

    async def act(run: Any, records: Any) -> None:
        if cancel_at is not None:
            world.clock.call_at(world.clock.now() + cancel_at, run.cancel)

    playing = world.play_async(**documents(given.melody), base="/w", melodies=inner, act=act, **more)
    return asyncio.run(asyncio.wait_for(playing, STUCK))


def plain(value: Any) -> Any:
    """A value without what the naive player does not know."""
    if isinstance(value, dict) and "class" in value:
        return {"class": value["class"]}
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items() if name != "key"}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return None if value == NULL else value


def ends_of(played: Played) -> dict[tuple[str, str], list[tuple[str, str, float, Any]]]:
    found: dict[tuple[str, str], list[tuple[str, str, float, Any]]] = {}
    for event in played.events:
        if event["kind"] in WORDS:
            reason = event.get("reason") or event.get("handled") or ""
            outs = {port: plain(out["value"]) for port, out in event.get("outputs", {}).items()}
            at = event["at"] - played.events[0]["at"]
            found.setdefault((event["node"], event["pass"]), []).append((WORDS[event["kind"]], reason, at, outs))
    return found


def compare(sim: Sim, played: Played) -> None:
    found = ends_of(played)
    assert played.status == sim.status
    words, wanted = ({key: [end[0] for end in ends] for key, ends in all_.items()} for all_ in (found, sim.ends))
    assert words.keys() == wanted.keys()
    assert {key: word for key, word in words.items() if word != wanted[key]} == {}
    for key, ends in sim.ends.items():
        for (how, reason, at, outs), (_, said, when, values) in zip(ends, found[key], strict=True):
            assert said in (reason or "").split("|"), (key, how, said, reason)
            assert math.isclose(at, when, abs_tol=1e-5), (key, how, reason, at, when)
            assert values == plain(outs), (key, how)
    compare_starts(sim, played)


def compare_starts(sim: Sim, played: Played) -> None:
    begun: dict[tuple[str, str], list[float]] = {}
    for event in played.of("node.started"):
        starts = begun.setdefault((event["node"], event["pass"]), [])
        starts.append(event["at"] - played.events[0]["at"])
        assert event["attempt"] == len(starts)
    for key, ends in sim.ends.items():
        # What begins at the instant at which it is cancelled may have begun or not.
        here = [at for _, reason, at, _ in ends if reason == "cancelled"]
        kept = [[at for at in starts.get(key, []) if not is_among(at, here)] for starts in (begun, sim.starts)]
        assert kept[0] == pytest.approx(kept[1], abs=1e-5), key


def is_among(at: float, instants: list[float]) -> bool:
    return any(math.isclose(at, other, abs_tol=1e-5) for other in instants)


@pytest.mark.slow
@SLOWLY
@given(melodies(), st.integers(0, 999))
def test_the_conductor_does_what_the_naive_player_does(given: Made, seed: int) -> None:
    compare(*both(given, seed))


def differing(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two states differ."""
    if type(one) is type(other) and isinstance(one, dict) and one.keys() == other.keys():
        return [found for key in one for found in differing(one[key], other[key], f"{place}.{key}")]
    if type(one) is type(other) and isinstance(one, list | tuple) and len(one) == len(other):
        return [found for i in range(len(one)) for found in differing(one[i], other[i], f"{place}[{i}]")]
    return [] if one == other else [f"{place}: {one} / {other}"]


@pytest.mark.slow
@FEWER
@given(melodies(), st.integers(0, 999), st.one_of(st.none(), st.floats(0.1, 9)))
def test_after_every_event_the_journal_gives_the_same_state(given: Made, seed: int, cancel_at: float | None) -> None:
    live: list[Any] = []

    def handle(plan: Plan, event: Any) -> Any:
        commands = HANDLE(plan, event)
        live.append(deep(plan))
        return commands

    with patch.object(Plan, "handle", handle):
        _sim, played = both(given, seed, cancel_at)
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
@FEWER
@given(melodies(), st.integers(0, 999))
def test_the_same_seed_gives_the_same_events(given: Made, seed: int) -> None:
    assert both(given, seed)[1].events == both(given, seed)[1].events


@pytest.mark.slow
@SLOWLY
@given(melodies(), st.integers(0, 999), st.floats(0.1, 9))
def test_a_cancel_reaches_all_that_has_not_ended(given: Made, seed: int, at: float) -> None:
    compare(*both(given, seed, at))


def is_tried_again(part: dict[str, Any], path: str, melodies: dict[str, Any]) -> bool:
    """True if a flow node around a path may be played more than once in its pass."""
    id, _, rest = path.partition("/")
    spec = part["nodes"][id]
    inner = spec.get("body") or melodies.get(spec.get("with", {}).get("melody", ""))
    return bool(rest and inner) and ("retry" in spec or is_tried_again(inner, rest, melodies))


@pytest.mark.slow
@FEWER
@given(melodies(), st.integers(0, 999), st.floats(0, 1))
def test_cut_anywhere_a_run_goes_on_to_its_end(given: Made, seed: int, where: float) -> None:
    whole = play(LotWorld(seed), given)
    written = [record for record in whole.records if record.seq >= 0]
    cut = 1 + int(where * (len(written) - 2))
    world = LotWorld(seed)
    world.clock = VirtualClock(written[cut - 1].at)
    rest = play(world, given, resume=written[:cut])
    assert rest.status in ("completed", "failed")
    done = {(r.node, r.pass_) for r in written[:cut] if r.kind == "node.completed"}
    again = done & {(call.node, call.pass_) for call in world.calls}
    assert {key for key in again if not is_tried_again(given.melody, key[0], given.melodies)} == set()
    # What has failed is tried again where the failure of the run is all that was not written; nothing else ends twice.
    kinds = ["node.completed"] if whole.status == "failed" else list(WORDS)
    ends = Counter(r.node for r in [*written[:cut], *rest.records] if r.kind in kinds)
    assert all(ends[id] <= 1 for id in given.melody["nodes"] if id not in given.melody.get("region", ())), ends
