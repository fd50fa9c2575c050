from __future__ import annotations

import threading
import time
from multiprocessing import Pipe
from pathlib import Path

import pytest

from harmony.engine import client as client_module
from harmony.engine import protocol
from harmony.engine.client import EngineClient
from harmony.errors import EngineLost


def test_leaving_does_not_wait_for_an_engine_that_says_nothing() -> None:
    ours, theirs = Pipe()
    client = EngineClient(ours)
    time.sleep(0.05)  # the reader stands in its read
    before = time.monotonic()
    client.close()
    assert time.monotonic() - before < 2
    assert "engine reader" not in [thread.name for thread in threading.enumerate()]
    theirs.close()


def test_a_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    client_module._begin_anew(log)
    log.write_bytes(b"x" * (4 * 1024 * 1024))
    client_module._begin_anew(log)
    assert log.exists()
    log.write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    client_module._begin_anew(log)
    assert [path.name for path in tmp_path.iterdir()] == ["engine.old.log"]


def test_an_answer_that_nobody_waits_for_ends_nothing() -> None:
    ours, theirs = Pipe()
    client = EngineClient(ours)  # type: ignore[arg-type]
    given_up, wanted = client.request("a"), client.request("b")
    given_up.cancel()
    for number in (1, 2):
        protocol.send(theirs, {"id": number, "result": number})  # type: ignore[arg-type]
    assert wanted.result(5) == 2
    lost = client.request("c")
    lost.cancel()
    late = client.request("d")
    theirs.close()
    with pytest.raises(EngineLost):
        late.result(5)
    client.close()
