"""Random Melodies, played by the Conductor and by a naive player: the same ends, times, values and attempts."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.conductor.kit import Played
from tests.conductor.plan.lots import SLOWLY, WORDS, LotWorld, play
from tests.conductor.plan.naive import Sim
from tests.conductor.plan.naive_melodies import Made, melodies
from tests.conductor.plan.naive_nodes import NULL, Ambiguous


def both(given: Made, seed: int, cancel_at: float | None = None) -> tuple[Sim, Played]:
    sim = Sim(given.melody, seed, given.melodies, cancel_at)
    try:
        sim.run()
    except Ambiguous:
        assume(False)
    return sim, play(LotWorld(seed), given, cancel_at)


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
    for key in sorted(found.keys() - sim.ends.keys(), reverse=True):
        # An item may be opened and cancelled at one instant, while what makes its list fail is worked out.
        owner = key[0].rpartition("/")[0]
        over = [end[2] for (path, _), ends in found.items() if path == owner for end in ends]
        if all(is_among(end[2], over) for end in found[key]):
            del found[key]
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
@pytest.mark.timeout(600)
@SLOWLY
@given(melodies(), st.integers(0, 999))
def test_the_conductor_does_what_the_naive_player_does(given: Made, seed: int) -> None:
    compare(*both(given, seed))


@pytest.mark.slow
@pytest.mark.timeout(600)
@SLOWLY
@given(melodies(), st.integers(0, 999), st.floats(0.1, 9))
def test_a_cancel_reaches_all_that_has_not_ended(given: Made, seed: int, at: float) -> None:
    compare(*both(given, seed, at))
