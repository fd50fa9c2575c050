"""A real engine process and real clients."""

import asyncio
import errno
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harmony.app import App
from harmony.engine import protocol
from harmony.engine.client import EngineClient
from harmony.engine.server import Server
from harmony.errors import EngineLost, HarmonyError, MelodyError
from harmony.settings import Settings

pytestmark = pytest.mark.slow

MELODY = """\
format: harmony/1
name: hello
inputs:
  who: {type: text, default: you}
outputs:
  text: greet.text
nodes:
  greet:
    use: text.template@1
    with: {template: "Hello {{ inputs.who }}"}
"""
WAITING = """\
format: harmony/1
name: waits
nodes:
  wait:
    use: flow.wait@1
    with: {for: 1h}
"""


class Told:
    """Collects pushed events and waits for one."""

    def __init__(self, client: EngineClient) -> None:
        self.events: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        client.on_push = self._take

    def _take(self, message: dict[str, Any]) -> None:
        with self._changed:
            self.events += message.get("events", [])
            self._changed.notify_all()

    def wait_for(self, kind: str) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            return next((e for e in self.events if e["kind"] == kind), None)

        with self._changed:
            assert self._changed.wait_for(lambda: find() is not None, 20), [e["kind"] for e in self.events]
        found = find()
        assert found is not None
        return found


@pytest.fixture
def client(home: Path) -> Iterator[EngineClient]:
    made = EngineClient.spawn(Settings.load())
    yield made
    made.stop()


def test_an_engine_says_its_own_limits(home: Path) -> None:
    settings = Settings.load()
    settings.config.mkdir(parents=True, exist_ok=True)
    (settings.config / "settings.toml").write_text("process_workers = 3\nio_threads = 7\n", encoding="utf-8")
    client = EngineClient.spawn(settings)
    assert client.limits == {"processes": 3, "threads": 7}
    client.stop()


def test_plays_and_tells(client: EngineClient) -> None:
    told = Told(client)
    run = client.request("run.play", {"text": MELODY, "inputs": {"who": "Ada"}}).result(20)["run"]
    assert told.wait_for("run.completed")["outputs"] == {"text": "Hello Ada"}
    assert [r["id"] for r in client.request("runs.list").result(5)["runs"]] == [run]
    stored = client.request("runs.events", {"run": run}).result(5)["events"]
    assert [e["kind"] for e in stored if e["kind"].startswith("run.")] == ["run.started", "run.completed"]
    at = client.request("runs.state", {"run": run, "at": 1}).result(5)
    now = client.request("runs.state", {"run": run, "since": at["seq"], "wires": True}).result(5)
    assert at["nodes"][0]["state"] != "complete" and now["nodes"][0]["outputs"]["text"]["value"] == "Hello Ada"


def test_artifacts_can_be_looked_into(client: EngineClient) -> None:
    told = Told(client)
    client.request("run.play", {"text": MELODY}).result(20)
    artifact = told.wait_for("node.completed")["outputs"]["text"]
    assert client.request("artifact.preview", {"artifact": artifact}).result(5) == {"text": "Hello you", "total": 9}


def test_refusals_carry_their_problems(client: EngineClient) -> None:
    with pytest.raises(MelodyError) as caught:
        client.request("run.play", {"text": MELODY.replace("text.template", "text.tmplate") + "x: 1\n"}).result(20)
    assert any("x" in p.message for p in caught.value.problems)
    with pytest.raises(HarmonyError, match=r"no method “run\.paly”"):
        client.request("run.paly").result(5)
    with pytest.raises(HarmonyError, match="no input “whom”"):
        client.request("run.play", {"text": MELODY, "inputs": {"whom": "x"}}).result(5)


def test_cancels(client: EngineClient) -> None:
    told = Told(client)
    run = client.request("run.play", {"text": WAITING}).result(20)["run"]
    told.wait_for("node.waiting")
    client.request("run.cancel", {"run": run}).result(5)
    told.wait_for("run.cancelled")


def test_a_killed_engine_is_noticed_and_its_run_goes_on(home: Path) -> None:
    client = EngineClient.spawn(Settings.load())
    lost = threading.Event()
    client.on_lost = lost.set
    told = Told(client)
    run = client.request("run.play", {"text": WAITING.replace("1h", "1s")}).result(20)["run"]
    told.wait_for("node.waiting")
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    assert lost.wait(5)
    with pytest.raises(EngineLost):
        client.request("runs.list").result(1)
    client.stop()

    again = EngineClient.spawn(Settings.load())
    told = Told(again)
    assert again.request("run.resume", {"run": run}).result(20)["run"] == run
    told.wait_for("run.completed")
    again.stop()


def test_a_board_that_dies_leaves_the_run_playing(home: Path) -> None:
    first = EngineClient.spawn(Settings.load())
    told = Told(first)
    run = first.request("run.play", {"text": WAITING.replace("1h", "1s")}).result(20)["run"]
    told.wait_for("node.waiting")
    process = first._process
    assert process is not None
    first.close()
    # The engine plays on without anybody connected, then ends by itself.
    assert process.wait(20) == 0
    second = EngineClient.spawn(Settings.load())
    events = second.request("runs.events", {"run": run}).result(5)["events"]
    assert events[-1]["kind"] == "run.completed"
    second.stop()


def test_an_engine_that_cannot_start_says_why(home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("theme = 1\n")
    settings = Settings(data=home, config=home, cache=home)
    started = time.monotonic()
    with pytest.raises(EngineLost, match="theme"):
        EngineClient.spawn(settings)
    assert time.monotonic() - started < 10


ASKS = """\
format: harmony/1
name: asks
outputs: {said: ask.answer}
nodes:
  ask: {use: flow.approve@1}
"""


def test_answers_play_a_waiting_run_on(client: EngineClient) -> None:
    told = Told(client)
    run = client.request("run.play", {"text": ASKS}).result(20)["run"]
    told.wait_for("run.waiting")
    asked = {"run": run, "node": "ask", "choice": "approve", "values": {"mark": 1}}
    assert client.request("run.answer", asked).result(10) == {"run": run}
    assert told.wait_for("run.completed")["outputs"] == {"said": {"mark": 1}}
    with pytest.raises(HarmonyError, match="completed"):
        client.request("run.answer", asked).result(10)


def test_events_reach_all_runs_that_play(client: EngineClient) -> None:
    told = Told(client)
    text = "format: harmony/1\nname: w\noutputs: {got: w.event}\nnodes:\n  w: {use: flow.wait@1, with: {event: go}}\n"
    run = client.request("run.play", {"text": text}).result(20)["run"]
    told.wait_for("node.waiting")
    assert client.request("run.send", {"run": "*", "event": "go", "value": [1]}).result(10) == {"runs": [run]}
    assert told.wait_for("run.completed")["outputs"] == {"got": [1]}


def test_a_run_is_forked(client: EngineClient) -> None:
    told = Told(client)
    run = client.request("run.play", {"text": MELODY}).result(20)["run"]
    told.wait_for("run.completed")
    told.events.clear()
    new = client.request("run.fork", {"run": run, "before": "greet"}).result(10)["run"]
    assert new != run
    assert told.wait_for("run.completed")["run"] == new
    with pytest.raises(HarmonyError):
        client.request("letters.retry", {"run": new}).result(10)


def test_a_run_is_led_by_hand(client: EngineClient) -> None:
    told = Told(client)
    run = client.request("run.play", {"text": WAITING.replace("1h", "200ms")}).result(20)["run"]

    def status() -> str:
        return str(client.request("runs.list").result(5)["runs"][0]["status"])

    client.request("run.debug", {"run": run, "action": "pause"}).result(5)
    assert told.wait_for("run.paused")["reason"] == "debugger" and status() == "paused"
    with pytest.raises(HarmonyError, match="no node `nobody`"):
        client.request("run.debug", {"run": run, "action": "before", "node": "nobody"}).result(5)
    client.request("run.debug", {"run": run, "action": "go"}).result(5)
    told.wait_for("run.resumed")
    assert told.wait_for("run.completed") and status() == "completed"


async def test_an_engine_that_had_too_many_files_open_is_not_deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load()
    async with App(settings) as app:
        server = Server(app, protocol.new_address())
        accept, refusals = server._listener.accept, [OSError(errno.EMFILE, "Too many open files")]

        def accept_later() -> Any:
            if refusals:
                raise refusals.pop()
            return accept()

        monkeypatch.setattr(server._listener, "accept", accept_later)
        async with server, asyncio.timeout(10):
            client = await asyncio.to_thread(EngineClient.attach, server.address, settings.data)
            assert await asyncio.wrap_future(client.request("runs.list", {"limit": 1})) == {"runs": []}
            await asyncio.to_thread(client.close)
