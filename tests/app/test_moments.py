"""A run as it stood at an event: as plain data, and why what waited did."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from harmony.app import App, PlayRequest
from harmony.app.moments import moment, seq_of
from harmony.conductor.clock import VirtualClock
from harmony.conductor.trail import Trail
from harmony.errors import UsageError
from harmony.settings import Settings
from tests.app.playing import melody_of

TEXT = melody_of(
    "  a: {use: data.set@1, with: {value: 4}}\n"
    "  w: {use: flow.wait@1, with: {for: 30s}, after: [a]}\n"
    "  b: {use: data.set@1, in: {x: a.value}, after: [w], with: {value: '{{ x + 1 }}'}}\n"
    "  c: {use: data.set@1, when: 'false', with: {value: 1}}\n",
    "outputs: {b: b.value}\n",
)


async def trail_of(text: str) -> Trail:
    async with App(Settings.load(), clock=VirtualClock()) as app:
        run = await app.play(PlayRequest(text=text, as_text=False))
        await run.result()
        return app.trails.of(run.id)


def nodes(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["node"]: node for node in found["nodes"]}


async def test_what_waited_and_why() -> None:
    trail = await trail_of(TEXT)
    middle = moment(trail, seq_of(trail.ats, "10s"))
    found = nodes(middle)
    assert middle["status"] == "running" and {n: d["state"] for n, d in found.items()} == {
        "a": "complete",
        "w": "waiting",
        "b": "idle",
        "c": "skipped",
    }
    assert found["b"]["why"] == "it waits for `w` (1 of 2 wires have delivered)"
    assert found["w"]["why"] == "it waits for a time, until 30.00 s"
    assert [(w["from"], w["state"]) for w in found["b"]["wires"]] == [("a", "delivered"), ("w", "pending")]
    assert found["b"]["wires"][0]["value"]["value"] == 4
    end = nodes(moment(trail, trail.last))
    assert end["b"]["outputs"]["value"]["value"] == 5 and "why" not in end["b"]


async def test_what_differs_between_two_moments() -> None:
    trail = await trail_of(TEXT)
    middle = seq_of(trail.ats, "10s")
    assert set(nodes(moment(trail, trail.last, since=middle))) == {"w", "b"}
    assert set(nodes(moment(trail, trail.last, nodes=["a"]))) == {"a"}


async def test_ways_to_name_a_moment() -> None:
    trail = await trail_of(TEXT)
    ats, last = trail.ats, trail.last
    assert seq_of(ats, "3") == 3 and seq_of(ats, "-1") == seq_of(ats, "999999") == last
    assert seq_of(ats, "+30s") == seq_of(ats, "1h") == last
    with pytest.raises(UsageError, match="had not begun"):
        seq_of(trail.ats, "2001-01-01T00:00:00")
    with pytest.raises(UsageError, match="an event's number"):
        seq_of(trail.ats, "soon")


@pytest.mark.slow
def test_who_looks_back_does_not_load_what_plays() -> None:
    # Half of what `runs show --at` took was loading this.
    named = "('harmony.melody.check', 'harmony.melody.expressions', 'harmony.conductor.stage', 'harmony.app.request')"
    code = f"import sys, harmony.app.moments; print([name for name in {named} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
