"""What real runs tell, as the board shows it: every look of D28 that a run gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from harmony import Harmony
from harmony.board.playing import Playing
from harmony.board.ran import Ran
from harmony.melody.load import loads

BOOM = "use: python.code@1, effects: none, with: {code: \"def main(**x): raise ValueError('no luck')\"}"


async def told(folder: Path, nodes: str) -> Playing:
    """Play nodes to the end; what the board knows then."""
    path = folder / "m.melody.yaml"
    path.write_text(f"format: harmony/1\nname: small\nnodes:\n{nodes}")
    playing = Playing("r1")
    playing.ran = Ran(loads(path.read_text()).require())
    async with Harmony(folder / "home") as harmony:
        run = await harmony.play(path)
        async for event in run.events():
            playing.apply([event])
    return playing


@pytest.mark.slow
async def test_a_gap_and_what_follows(tmp_path) -> None:
    found = await told(tmp_path, f"  a: {{{BOOM}, on_error: skip}}\n  b: {{use: data.set@1, in: {{x: a.value}}}}\n")
    assert found.state("a").word == "gap"
    assert "no luck" in found.state("a").summary
    assert found.state("b").word == "skipped"


@pytest.mark.slow
async def test_what_is_reconstructed(tmp_path) -> None:
    nodes = (
        f"  a: {{{BOOM}, reconstruct: {{use: data.set@1, in: {{x: later.value}}, with: {{value: 5}}}}}}\n"
        "  later: {use: data.set@1, with: {value: 1}}\n"
    )
    assert (await told(tmp_path, nodes)).state("a").word == "reconstructed"


@pytest.mark.slow
async def test_what_a_person_must_decide(tmp_path) -> None:
    found = await told(tmp_path, f"  a: {{{BOOM}, on_error: pause}}\n")
    assert found.state("a").word == "paused"
    assert "no luck" in found.state("a").summary
    assert [(asked.node, asked.why) for asked in found.asked()] == [("a", "paused")]


@pytest.mark.slow
async def test_a_budget_that_asks(tmp_path) -> None:
    node = 'a: {use: python.code@1, timeout: 5s, with: {code: "def main(): return 1"}}'
    (asked,) = (await told(tmp_path, f"  {node}\nrun: {{budget: {{time: 2s, else: ask}}}}\n")).asked()
    assert (asked.node, asked.why) == ("a", "budget")
    assert asked.text == "This step would take about 5.00 s, with 2.00 s left: it is short by 3.00 s."


@pytest.mark.slow
async def test_what_a_failed_run_never_came_to(tmp_path) -> None:
    nodes = f"  a: {{{BOOM}}}\n  wait: {{use: flow.wait@1, with: {{for: 1s}}}}\n  b: {{use: data.set@1, after: wait}}\n"
    found = await told(tmp_path, nodes)
    assert found.status == "failed"
    assert found.state("a").word == "error"
    assert found.state("b").word in {"not_reached", "cancelled", "skipped"}
