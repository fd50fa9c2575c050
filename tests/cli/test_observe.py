"""Metrics and JSON logs of a real process."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

WAITS = "format: harmony/1\nname: w\nnodes:\n  w: {use: flow.wait@1, with: {event: go}}\n"


def test_json_logs_go_to_standard_error(harmony: Harmony, hello: Path) -> None:
    result = harmony("run", hello, "--log", "json", "--json")
    assert result.status == 0
    logged = [json.loads(line) for line in result.err.splitlines()]
    assert [line["message"] for line in logged] == [json.loads(line)["kind"] for line in result.out.splitlines()]
    events = [json.loads(line) for line in result.out.splitlines()]
    for line, event in zip(logged, events, strict=True):
        for name in ("run", "node", "pass", "attempt"):
            assert line.get(name) == event.get(name)
    assert (logged[1]["node"], logged[1]["pass"], logged[1]["attempt"]) == ("greet", "", 1)


def test_wrong_options_are_2(harmony: Harmony, hello: Path) -> None:
    assert harmony("run", hello, "--log", "xml").status == 2
    assert harmony("run", hello, "--metrics", "70000").status == 2
    assert harmony("run", hello, "--metrics", "many").status == 2


@pytest.mark.slow
def test_metrics_are_served_while_a_run_plays(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "w.melody.yaml"
    path.write_text(WAITS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "harmony", "run", str(path), "--metrics", str(port), "--json"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    while json.loads(child.stdout.readline())["kind"] != "node.waiting":
        pass
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    assert "harmony_runs_playing 1.0" in text
    assert 'harmony_attempts_total{type="flow.wait"} 1.0' in text
    assert harmony("send", "last", "go").status == 0
    assert child.wait(20) == 0
    child.stdout.close()
