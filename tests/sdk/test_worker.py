from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harmony.sdk import protocol

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "tests" / "runners" / "extension"


class Link:
    """A worker spoken to by hand."""

    def __init__(self, inbox: Path) -> None:
        command = [sys.executable, "-m", "harmony.sdk.worker"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        self._messages = self._read()
        self.inbox = inbox

    def _read(self) -> Iterator[protocol.Message]:
        frames = protocol.Frames()
        assert self.process.stdout is not None
        while data := self.process.stdout.read(65536):
            yield from frames.feed(data)

    def next(self) -> protocol.Message:
        return next(self._messages)

    def call(self, name: str, type: str = "any", **inputs: Any) -> tuple[protocol.Message, list[Any]]:
        """The answer and what was reported before it."""
        call = {
            "folder": str(EXTENSION),
            "function": f"steps:{name}",
            "inputs": {port: {"value": value, "type": "json"} for port, value in inputs.items()},
            "params": {},
            "outputs": {"value": type},
            "secrets": {},
            "key": ["n", 1, "k", "/base"],
            "inbox": str(self.inbox),
        }
        assert self.process.stdin is not None
        self.process.stdin.write(protocol.frame({"call": call}))
        reports: list[Any] = []
        while "reports" in (message := self.next()):
            reports += message["reports"]
        return message, reports


@pytest.fixture
def link(tmp_path: Path) -> Iterator[Link]:
    made = Link(tmp_path)
    assert made.next() == {"ready": {"protocol": protocol.VERSION, "python": sys.version.split()[0]}}
    yield made
    with made.process as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(5) == 0


def test_calls_are_answered_one_after_the_other(link: Link) -> None:
    for value in (1, [2]):
        answer, _reports = link.call("echo_sync", value=value)
        assert answer["done"]["outputs"]["value"]["value"] == value


def test_prints_never_reach_the_protocol(link: Link) -> None:
    answer, reports = link.call("loud")
    assert answer["done"]["outputs"]["value"] == {"value": 1, "type": "integer"}
    assert reports == []
    assert link.process.stderr is not None
    assert link.process.stderr.read(100) == b"from a program\nraw one\n"


def test_a_failure_is_data(link: Link) -> None:
    answer, _reports = link.call("wrong", type="text")
    assert answer["failed"]["error_class"] == "invalid_output" and not answer["failed"]["stained"]


def test_what_is_left_behind_stains(link: Link) -> None:
    assert link.call("leave_thread")[0]["done"]["stained"]


def test_it_needs_the_standard_library_only() -> None:
    script = (
        "import sys; before = set(sys.modules); import harmony.sdk.worker as w; w._prepare();"
        "own = {m.partition('.')[0] for m in set(sys.modules) - before} - {'harmony'};"
        "print(sorted(own - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
