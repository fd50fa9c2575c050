"""Commands are called in this process; their output and status come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from harmony.cli import run_command

HELLO = """\
format: harmony/1
name: hello
inputs:
  who: {type: text, default: you}
  times: {type: integer, default: 1}
outputs:
  text: greet.text
nodes:
  greet:
    use: text.template@1
    with: {template: "Hello {{ inputs.who }}{{ '!' * inputs.times }}"}
"""


@dataclass
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


Harmony = Callable[..., Said]


@pytest.fixture
def harmony(capfdbinary: pytest.CaptureFixture[bytes]) -> Harmony:
    """`harmony("run", file)` as a person would call it."""

    def call(*words: object) -> Said:
        status = run_command([str(w) for w in words])
        out, err = capfdbinary.readouterr()
        return Said(status, out.decode(), err.decode())

    return call


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    """A Melody of one node."""
    path = tmp_path / "hello.melody.yaml"
    path.write_text(HELLO)
    return path
