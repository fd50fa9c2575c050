from __future__ import annotations

import threading
import time
from multiprocessing import Pipe

from harmony.engine.client import EngineClient


def test_leaving_does_not_wait_for_an_engine_that_says_nothing() -> None:
    ours, theirs = Pipe()
    client = EngineClient(ours)
    time.sleep(0.05)  # the reader stands in its read
    before = time.monotonic()
    client.close()
    assert time.monotonic() - before < 2
    assert "engine reader" not in [thread.name for thread in threading.enumerate()]
    theirs.close()
