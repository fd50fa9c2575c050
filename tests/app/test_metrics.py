"""Counts are exact, and the server answers on this machine alone."""

import urllib.request

import pytest

from harmony.app import App, PlayRequest
from harmony.app.metrics import Metrics
from harmony.conductor.clock import VirtualClock
from harmony.errors import UsageError
from harmony.settings import Settings
from tests.app.playing import melody_of

TEXT = melody_of("""\
  list: {use: data.set@1, with: {value: [1, 2, 3]}}
  each:
    use: flow.each@1
    in: {items: list.value}
    with: {on_item_error: dead_letter}
    body:
      nodes:
        halve:
          use: python.code@1
          isolation: inline
          retry: {attempts: 2, delay: 4s, jitter: none, errors: [network]}
          with: {code: "def main(n):\\n  if n == 2: raise ConnectionError('down')\\n  return n"}
          in: {n: word.value}
        word: {use: data.set@1, with: {value: "{{ item }}"}}
      outputs: {half: halve.value}
  never: {use: data.set@1, when: false, with: {value: 1}}
  pinned: {use: data.set@1, with: {value: 1}, pin: {value: 2}}
""")


async def counted(text: str) -> Metrics:
    async with App(Settings.load(), clock=VirtualClock()) as app:
        metrics = Metrics(app.lookup_of)
        app.listen(metrics.listen)
        run = await app.play(PlayRequest(text=text, as_text=False))
        assert (await run.result()).status == "completed"
        return metrics


async def test_counts_of_a_run() -> None:
    metrics = await counted(TEXT)

    def value(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(name, labels)

    assert value("harmony_runs_total", status="completed") == 1
    assert value("harmony_runs_playing") == 0
    assert value("harmony_steps_total", state="complete", type="python.code") == 2
    assert value("harmony_steps_total", state="error", type="python.code") == 1
    assert value("harmony_steps_total", state="skipped", type="data.set") == 1
    assert value("harmony_steps_total", state="complete", type="flow.each") == 1
    assert value("harmony_attempts_total", type="python.code") == 4
    assert value("harmony_retries_total", type="python.code") == 1
    assert value("harmony_cache_hits_total", type="data.set") == 1
    assert value("harmony_dead_letters_total") == 1
    assert value("harmony_work_seconds_count", type="python.code") == 4
    worked = value("harmony_work_seconds_sum", type="python.code")
    assert worked is not None
    assert worked < 4  # the delay between two attempts is no work


def test_queue_and_spending() -> None:
    metrics = Metrics(lambda _run: None)
    node = {"node": "a", "pass": ""}
    metrics.listen("r", [{"kind": "node.queued", "at": 1.0, **node}, {"kind": "node.started", "at": 3.5, **node}])
    assert metrics.registry.get_sample_value("harmony_runs_playing") == 1
    metrics.listen("r", [{"kind": "node.completed", "at": 4.0, "spent": {"usd": 0.25, "tokens": 10}, **node}])
    assert metrics.registry.get_sample_value("harmony_queue_seconds_sum", {"type": "unknown"}) == 2.5
    assert metrics.registry.get_sample_value("harmony_work_seconds_sum", {"type": "unknown"}) == 0.5
    assert metrics.registry.get_sample_value("harmony_spent_total", {"unit": "tokens"}) == 10


def test_served_on_this_machine_alone() -> None:
    metrics = Metrics(lambda _run: None)
    metrics.listen("r", [{"kind": "run.failed", "at": 1.0}])
    with pytest.raises(UsageError, match="--metrics 70000"):
        metrics.serve(70000)
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        with pytest.raises(UsageError, match="name another"):
            metrics.serve(port)
    end = metrics.serve(port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert 'harmony_runs_total{status="failed"} 1.0' in answer.read().decode()
    end()
