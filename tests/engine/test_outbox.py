from multiprocessing import Pipe
from typing import Any

import pytest

from harmony.engine import outbox, protocol
from harmony.engine.outbox import Outbox, coalesce


def event(kind: str, node: str = "a", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "node": node, "pass": "", **more}


def test_coalesce_keeps_starts_beside_ends() -> None:
    events = [event("node.started"), event("log"), event("node.completed")]
    assert [e["kind"] for e in coalesce(events)] == ["node.started", "node.completed"]


def test_coalesce_keeps_the_newest_state() -> None:
    events = [event("node.started", attempt=1), event("node.started", attempt=2)]
    assert coalesce(events) == [events[1]]


def test_events_arrive_in_order_and_in_batches() -> None:
    here, there = Pipe()
    box = Outbox(there)  # type: ignore[arg-type]
    box.put_events("r", [event("decision", seq=i) for i in range(2000)])
    seen: list[int] = []
    batches = 0
    while len(seen) < 2000:
        message = protocol.receive(here)  # type: ignore[arg-type]
        assert protocol.encoded_size(message) < 3 * protocol.BATCH_BYTES
        batches += 1
        seen += [e["seq"] for e in message["events"]]
    assert seen == list(range(2000))
    assert batches > 1
    box.close()
    here.close()
    there.close()


def test_a_slow_reader_is_told_to_resync(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BEHIND", 10)
    here, there = Pipe()
    box = Outbox(there)  # type: ignore[arg-type]
    box.put_events("r", [event("decision", seq=i) for i in range(11)])
    assert protocol.receive(here) == {"push": "resync", "run": "r"}  # type: ignore[arg-type]
    box.close()
    here.close()
    there.close()


def test_a_reader_that_left_ends_the_thread() -> None:
    here, there = Pipe()
    box = Outbox(there)  # type: ignore[arg-type]
    here.close()
    box.put({"id": 1, "result": None})
    box.close()
    assert not box._thread.is_alive()
    there.close()


def test_every_run_whose_events_are_dropped_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BEHIND", 10)
    here, there = Pipe()
    box = Outbox(there)  # type: ignore[arg-type]
    with box._wake:  # the writer waits
        box.put_events("a", [event("decision", seq=1)])
        box.put_events("b", [event("decision", seq=i) for i in range(10)])
    pushed = [protocol.receive(here) for _ in range(2)]  # type: ignore[arg-type]
    assert pushed == [{"push": "resync", "run": "a"}, {"push": "resync", "run": "b"}]
    box.close()
    here.close()
    there.close()


def test_what_cannot_be_sent_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    here, there = Pipe()
    box = Outbox(there)  # type: ignore[arg-type]
    box.put({"id": 1, "result": object()})
    box.put({"id": 2, "result": 5})
    answers = [protocol.receive(here) for _ in range(2)]  # type: ignore[arg-type]
    assert answers[0]["error"]["kind"] == "bug" and answers[1] == {"id": 2, "result": 5}
    box.close()
    here.close()
    there.close()
