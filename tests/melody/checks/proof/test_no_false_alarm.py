"""Real work is right: the Melodies that come along, and 84 recorded runs of scientific workflows."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest

from harmony.melody.check import check
from harmony.melody.checks.proof.worst import worst_case
from harmony.melody.load import load
from harmony.melody.model import Melody
from tests.melody.checks.proof.cases import catalog

ROOT = Path(__file__).parents[4]
GRAPHS = ROOT.parent / "shared" / "suites" / "wfinstances" / "instances.jsonl.gz"


@pytest.mark.parametrize("file", sorted((ROOT / "melodies").glob("*.melody.yaml")), ids=lambda f: f.name)
def test_nothing_is_proved_against_our_own_melodies(file):
    loaded = load(file)
    found = check(loaded.require(), catalog(), loaded.places, str(file), file.parent)
    assert [str(p) for p in found if p.code.startswith("proof.")] == []


def melody_of(tasks):
    """A Melody of recorded tasks: each with its parents and the seconds that it took."""
    nodes = {}
    for index, (name, parents, seconds) in enumerate(tasks):
        node = {"use": "data.set@1", "title": str(name), "with": {"value": seconds}}
        if parents:
            node["in"] = {f"from{p}": f"t{p}.value" for p in parents}
        nodes[f"t{index}"] = node
    return Melody.model_validate({"format": "harmony/1", "name": "recorded", "nodes": nodes})


@pytest.mark.slow
@pytest.mark.skipif(not GRAPHS.exists(), reason="the recorded runs are not here")
def test_nothing_is_proved_against_recorded_runs():
    with gzip.open(GRAPHS, "rt") as lines:
        runs = [json.loads(line) for line in lines]
    assert len(runs) == 84
    for run in runs:
        melody = melody_of(run["T"])
        assert check(melody, catalog(), notes=True) == [], run["path"]
        assert worst_case(melody, catalog()).attempts == 4 * len(run["T"])


@pytest.mark.slow
def test_wide_joins_of_what_may_fail_are_proved_soon():
    get = {"use": "http.request@1", "with": {"url": "https://x.y"}, "on_error": "route"}
    nodes = {f"g{n}": get for n in range(3000)}
    nodes["all"] = {"use": "data.set@1", "in": {"x": [f"g{n}.body" for n in range(3000)]}}
    nodes["errors"] = {"use": "data.set@1", "in": {"x": [f"g{n}.error" for n in range(3000)]}, "join": "any"}
    melody = Melody.model_validate({"format": "harmony/1", "name": "wide", "nodes": nodes})
    start = time.process_time()
    assert check(melody, catalog(), notes=True) == []
    assert time.process_time() - start < 5
