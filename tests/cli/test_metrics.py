"""Metrics as Prometheus and Grafana get them: over HTTP, from a process that plays, every series that is promised."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harmony.assets import resource

pytestmark = pytest.mark.slow
MELODY = """\
format: harmony/1
name: all
run: {concurrency: 1}
nodes:
  pinned: {use: data.set@1, with: {value: 1}, pin: {value: 2}}
  one: {use: python.code@1, isolation: inline, with: {code: "def main(): return 1"}}
  paid: {use: own.paid@1}
  each:
    use: flow.each@1
    with: {on_item_error: dead_letter, items: [1, 0]}
    body:
      nodes:
        halve:
          use: python.code@1
          isolation: inline
          retry: {attempts: 2, delay: 10ms, errors: [bug]}
          in: {n: word.value}
          with: {code: "def main(n): return 1 / n"}
        word: {use: data.set@1, with: {value: "{{ item }}"}}
      outputs: {half: halve.value}
  let: {use: python.code@1, isolation: inline, on_error: skip, with: {code: "def main(): return 1 / 0"}}
  wait: {use: flow.wait@1, after: [each, let, paid, one], join: {need: 3}, with: {event: go}}
"""
MANIFEST = """\
[extension]
id = "own"
version = "1.0.0"
title = "Own"
publisher = "me"
licence = "MIT"
harmony = ">=0"

[nodes.paid]
function = "nodes:paid"
kind = "operator"
title = "Paid"
effects = "none"
isolation = "inline"
inputs = []
outputs = [{ name = "value", type = "text" }]

[nodes.paid.params]
type = "object"
"""
CODE = """\
from harmony.sdk import Context


def paid(*, ctx: Context) -> str:
    ctx.spend(usd=0.25, tokens=40)
    return "done"
"""


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the endpoint says while a run plays that has done a bit of everything."""
    folder = tmp_path_factory.mktemp("metrics")
    own = folder / "home" / "extensions" / "own"
    own.mkdir(parents=True)
    (own / "extension.toml").write_text(MANIFEST)
    (own / "nodes.py").write_text(CODE)
    (folder / "m.melody.yaml").write_text(MELODY)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--home", str(folder / "home"), "run", str(folder / "m.melody.yaml"), "--metrics", str(port), "--json"]
    child = subprocess.Popen([sys.executable, "-m", "harmony", *words], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for line in child.stdout:
        if json.loads(line)["kind"] == "node.waiting":
            break
    time.sleep(0.1)
    answer = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    yield answer.text
    child.kill()
    child.wait()
    child.stdout.close()


def series(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Samples by name, each with its labels."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()  # type: ignore[union-attr]
        pairs = dict(re.findall(r'(\w+)="([^"]*)"', labels or ""))
        found.setdefault(name, []).append((pairs, float(value)))
    return found


def value(text: str, name: str, **labels: str) -> float:
    return sum(v for pairs, v in series(text)[name] if labels.items() <= pairs.items())


WANTED: list[tuple[str, dict[str, str], float]] = [
    ("harmony_runs_playing", {}, 1),
    ("harmony_steps_total", {"state": "complete", "type": "python.code"}, 2),
    ("harmony_steps_total", {"state": "error", "type": "python.code"}, 1),
    ("harmony_steps_total", {"state": "skipped", "type": "python.code"}, 1),
    ("harmony_steps_total", {"state": "cached", "type": "data.set"}, 1),
    ("harmony_attempts_total", {"type": "python.code"}, 5),
    ("harmony_retries_total", {"type": "python.code"}, 1),
    ("harmony_work_seconds_count", {"type": "python.code"}, 5),
    ("harmony_spent_total", {"unit": "usd"}, 0.25),
    ("harmony_spent_total", {"unit": "tokens"}, 40),
    ("harmony_cache_hits_total", {"type": "data.set"}, 1),
    ("harmony_dead_letters_total", {}, 1),
    ("harmony_gaps_total", {}, 1),
]


@pytest.mark.parametrize(("name", "labels", "count"), WANTED)
def test_every_series_is_there_and_counts(scraped: str, name: str, labels: dict[str, str], count: float) -> None:
    assert value(scraped, name, **labels) == count


def test_histograms_have_buckets_and_waiting_is_measured(scraped: str) -> None:
    for name in ("harmony_queue_seconds", "harmony_work_seconds"):
        counts = {pairs["type"]: v for pairs, v in series(scraped)[f"{name}_count"]}
        full = {pairs["type"]: v for pairs, v in series(scraped)[f"{name}_bucket"] if pairs["le"] == "+Inf"}
        assert counts == full and sum(counts.values()) > 0


def test_each_is_explained(scraped: str) -> None:
    names = {name for name in series(scraped) if not name.endswith("_created")}
    helped = set(re.findall(r"# HELP (\w+) \S", scraped))
    assert all(re.sub(r"_(bucket|count|sum)$", "", name) in helped for name in names)


def queries() -> list[str]:
    dashboard: Any = json.loads(Path(resource("grafana/harmony.json")).read_text(encoding="utf-8"))
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]


@pytest.mark.parametrize("query", queries())
def test_the_dashboard_asks_for_series_and_labels_that_the_endpoint_gives(scraped: str, query: str) -> None:
    there = series(scraped)
    asked = re.findall(r"(harmony_\w+)(?:\{([^}]*)\})?", query)
    assert asked, query
    for name, matchers in asked:
        # What a run adds when it ends cannot be there yet: it is declared.
        assert name in there or f"# TYPE {name.removesuffix('_total')}" in scraped or f"# TYPE {name} " in scraped, name
        labels = {label for pairs, _ in there.get(name, ()) for label in pairs}
        used = set(re.findall(r"(\w+)\s*[=!]~?\s*\"", matchers))
        used |= {word.strip() for part in re.findall(r"by \(([^)]*)\)", query) for word in part.split(",")}
        if name in there:
            assert used <= labels | {"job", "instance"}, (name, used)  # these Prometheus adds itself
