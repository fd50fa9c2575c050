"""The example of parallel data processing: its tables exactly, its sync point, merge and revision loop (2.01-2.19)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from harmony import Harmony
from harmony.catalog import Catalog
from harmony.conductor import Admission
from harmony.conductor.ports import StepDone
from harmony.melody.check import check
from harmony.melody.load import load
from tests.conductor.kit import Played, World

pytestmark = pytest.mark.slow

PATH = Path(__file__).resolve().parents[2] / "melodies" / "parallel-data-processing.melody.yaml"
LOADED = load(PATH)
CATALOG = Catalog.discover()
LANES = ("alpha", "beta", "gamma", "primary", "secondary")


class Stage(World):
    """The installed node types in this process and on a virtual clock; a branch takes 30 s, and its check 60 s."""

    def __init__(self, broken: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.broken = broken
        self.slots = {"process_workers": 8}
        self.open = self.most_open = 0
        self.functions |= {
            "data.set": lambda inputs, params: params["value"],
            "python.code": self._code,
            "table.check": self._check,
            "report.markdown": lambda inputs, params: StepDone(
                {"report": self.artifacts.put(params["template"], "text")}
            ),
        }

    def find(self, use: str) -> Any:
        return CATALOG.find(use)

    async def _code(self, inputs: dict[str, Any], params: dict[str, Any], call: Any) -> Any:
        scope: dict[str, Any] = {}
        exec(params["code"], scope)
        if call.node not in LANES:
            return scope["main"](**inputs)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await self.clock.sleep(30)
        finally:
            self.open -= 1
        if call.node in self.broken:
            raise RuntimeError("the branch is down")
        return scope["main"](**inputs)

    async def _check(self, inputs: dict[str, Any], params: dict[str, Any]) -> StepDone:
        await self.clock.sleep(60)
        rule = params["rules"][0]
        rows = inputs["rows"].rows()
        valid = [row for row in rows if row[rule["column"]] >= rule["min"]]
        report = self.artifacts.put({"valid": len(valid), "rows": len(rows)}, "json")
        return StepDone({"report": structs.replace(report, quality=len(valid) / len(rows))})


def play(stage: Stage | None = None, answers: tuple[str, ...] = (), **inputs: Any) -> Played:
    """Play it to its end; a person who is asked gives the next of `answers`."""
    stage = stage or Stage()
    assert LOADED.melody is not None
    admission = Admission(run="r1", melody=LOADED.melody, inputs=inputs)
    said = list(answers)

    async def go() -> Played:
        records: list[Any] = []
        async with stage.conductor() as conductor:
            run = conductor.play(admission, records.extend)
            while (outcome := await run.wait()).status == "waiting":
                asked = [(s.path, s.pass_) for s in run.plan.live.values() if s.why == "approval"]
                given = [(*asked[0], said.pop(0), None)]
                run = conductor.resume(admission, [r for r in records if r.seq >= 0], records.extend, given)
        return Played(stage, run, outcome, records)

    return asyncio.run(go())


def batch(records: int = 1000, type: str = "data_ingestion", source: str = "batch", **more: Any) -> dict[str, Any]:
    return {"id": "b", "type": type, "source_type": source, "priority": "normal", "records": records, **more}


def test_it_has_no_problems_and_every_node_has_its_place() -> None:
    melody = LOADED.melody
    assert melody is not None and LOADED.problems == ()
    assert check(melody, CATALOG, LOADED.places, PATH.name, PATH.parent) == []
    assert set(melody.layout.nodes) == set(melody.nodes)
    assert set(melody.layout.inputs) == set(melody.inputs) and set(melody.layout.outputs) == set(melody.outputs)


@pytest.mark.slow
async def test_it_plays_out_of_the_box() -> None:
    async with Harmony() as harmony:
        result = await (await harmony.play(PATH))
    assert result.status == "completed" and not result.gaps
    assert (result.outputs["result"]["mode"], result.outputs["result"]["revision"]) == ("parallel", 1)


@pytest.mark.parametrize(
    ("type", "source", "priority", "lane"),
    [
        ("data_ingestion", "streaming", "high", "alpha"),
        ("data_ingestion", "batch", "high", "beta"),
        ("data_ingestion", "realtime", "high", "gamma"),
        ("data_ingestion", "", "low", "gamma"),
        ("data_aggregation", "streaming", "high", "primary"),
        ("data_aggregation", "batch", "normal", "secondary"),
        ("data_aggregation", "batch", "low", "secondary"),
        ("data_validation", "streaming", "high", "beta"),
        ("data_transformation", "batch", "high", "gamma"),
        ("quality_monitoring", "batch", "high", "secondary"),
    ],
)
def test_2_10_the_routing_table(type: str, source: str, priority: str, lane: str) -> None:
    played = play(batches=[batch(type=type, source=source, priority=priority)], approved_from=0)
    ran = {e["node"] for e in played.of("node.completed") if e["node"] in LANES}
    assert played.status == "completed" and ran == {lane}


def test_a_batch_that_no_branch_takes_is_set_aside_and_counted() -> None:
    played = play(batches=[batch(), batch(type="unheard_of")], approved_from=0)
    assert played.status == "completed" and played.outputs["result"]["lost"] == 1
    assert "unheard_of" in played.of("letter", "dispatch")[0]["error"]["message"]


MODES = [
    (8001, 0.71, 0, 8, "parallel", 5),
    (8001, 0.71, 0, 4, "parallel", 4),
    (8000, 0.71, 0, 8, "adaptive", 3),
    (8001, 0.7, 0, 8, "adaptive", 3),
    (8001, 0.7, 4, 8, "sequential", 1),
    (8001, 0.71, 5, 8, "parallel", 5),
    (100, 1.0, 3, 8, "adaptive", 3),
    (100, 1.0, 4, 8, "sequential", 1),
]
"""Records (10,000 are full complexity), free share of the processors, batches of five that wait for others, workers."""


@pytest.mark.slow
@pytest.mark.parametrize(("records", "cpu", "waiting", "workers", "mode", "branches"), MODES)
def test_2_06_modes_and_their_branches(
    records: int, cpu: float, waiting: int, workers: int, mode: str, branches: int
) -> None:
    kinds = [("data_ingestion", s) for s in ("streaming", "batch", "other")] + [("data_aggregation", "x")] * 2
    batches = [batch(0, *kind, needs=["x"] * (i < waiting)) for i, kind in enumerate(kinds)]
    batches[0]["records"] = records
    batches[3]["priority"] = "high"
    stage = Stage()
    played = play(stage, batches=batches, cpu=cpu, workers=workers, approved_from=0)
    plan = played.of("node.completed", "plan")[0]["outputs"]["value"]["value"]
    assert (plan["mode"], plan["branches"]) == (mode, branches) and stage.most_open == branches


@pytest.mark.slow
def test_2_16_the_merge_is_weighted_by_quality_and_time() -> None:
    played = play(approved_from=0)
    merged = played.of("node.completed", "merge")[0]["outputs"]["value"]["value"]
    quality = dict(zip(LANES, (40 / 60, 48 / 60, 45 / 60, 53 / 60, 50 / 60), strict=True))
    weight = {lane: 0.7 * q + 0.3 * 0.5 for lane, q in quality.items()}  # each took 60 s: 1 / (1 + 60 / 60)
    total = sum(weight.values())
    assert merged["quality"] == pytest.approx(sum(quality[n] * weight[n] for n in LANES) / total)
    two = weight["primary"], weight["secondary"]
    assert played.outputs["result"]["shares"] == pytest.approx([two[0] / sum(two), two[1] / sum(two)])
    assert merged["transformation"]["weight"] == pytest.approx(weight["gamma"])


def test_2_15_a_kind_without_branches_is_nothing_and_no_division_by_zero() -> None:
    played = play(batches=[batch(source="streaming")], approved_from=0)
    merged = played.of("node.completed", "merge")[0]["outputs"]["value"]["value"]
    assert merged["validation"] == {"value": None, "quality": 0, "weight": 0, "parts": []}
    assert merged["branches"] == 1


@pytest.mark.slow
def test_2_18_approved_at_once_in_the_second_revision_or_never() -> None:
    for approved, revision in ((0.7, 0), (0.8, 1), (0.96, 2)):
        played = play(approved_from=approved)
        assert played.status == "completed" and played.outputs["result"]["revision"] == revision
    never = play(approved_from=1.1)
    assert never.status == "failed" and never.end("refuse") == "failed"
    assert len(never.of("node.completed", "merge")) == 3
    assert play(approved_from=0.9, revise_from=0.89).status == "failed"


def test_2_12_four_of_five_branches_are_enough() -> None:
    played = play(Stage(broken=("gamma",)), approved_from=0)
    assert played.status == "completed" and played.outputs["result"]["branches"] == 4
    assert [gap["node"] for gap in played.outcome.gaps] == ["gamma"]


@pytest.mark.slow
def test_2_12_three_of_five_are_dealt_anew_as_often_as_is_allowed() -> None:
    played = play(Stage(broken=("gamma", "beta")), approved_from=0)
    assert played.status == "failed" and not played.of("node.completed", "sync")
    assert len(played.of("node.completed", "rebalance")) == 3
    assert "2" in played.of("run.failed")[0]["message"]


def test_2_12_three_of_four_required_branches_are_enough_and_those_without_work_are_not_required() -> None:
    batches = [batch(source=s) for s in ("streaming", "batch", "other")] + [batch(type="data_aggregation")]
    played = play(Stage(broken=("alpha",)), batches=batches, approved_from=0)
    assert played.status == "completed" and played.outputs["result"]["branches"] == 3
    assert played.end("primary", "0") == "skipped:condition_false"


@pytest.mark.slow
def test_2_03_a_person_is_asked_once_a_revision() -> None:
    played = play(answers=("approve", "approve"), ask=True)
    assert played.status == "completed" and played.outputs["result"]["revision"] == 1
    assert [e["pass"] for e in played.of("node.waiting", "look")] == ["0", "1"]
    assert play(answers=("reject",), ask=True).status == "failed"
