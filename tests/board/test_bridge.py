from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread

from harmony.board.bridge import PART, Bridge
from harmony.errors import EngineLost, HarmonyError
from tests.board.parts import FakeClient, Tape


@pytest.fixture
def client() -> FakeClient:
    return FakeClient()


@pytest.fixture
def bridge(client: FakeClient, qtbot) -> Iterator[Bridge]:
    made = Bridge(lambda: client)
    made.start()
    qtbot.waitUntil(lambda: made.status == "ready")
    yield made
    made.close()


def test_events_of_one_tick_come_as_few_batches_on_qts_thread(bridge: Bridge, client: FakeClient, qtbot) -> None:
    tape, batches = Tape(), []
    bridge.events.connect(
        lambda run, events: batches.append((run, len(events), QThread.currentThread().isMainThread()))
    )
    for _ in range(5):
        client.push("r1", *(tape("log") for _ in range(100)))
    qtbot.waitUntil(lambda: sum(n for _, n, _ in batches) == 500)
    assert all(is_main for _, _, is_main in batches)


def test_an_answer_reaches_the_asker_on_qts_thread(bridge: Bridge, client: FakeClient, qtbot) -> None:
    got = []
    bridge.request(
        "runs.list", {"limit": 1}, lambda r: got.append((r, threading.current_thread() is threading.main_thread()))
    )
    client.answer({"runs": []})
    qtbot.waitUntil(lambda: bool(got))
    assert got == [({"runs": []}, True)]
    assert client.asked == [("runs.list", {"limit": 1})]


def test_a_refusal_reaches_the_asker(bridge: Bridge, client: FakeClient, qtbot) -> None:
    got: list[HarmonyError] = []
    bridge.request("run.play", {}, None, got.append)
    client.refuse(HarmonyError("No."))
    qtbot.waitUntil(lambda: bool(got))
    assert str(got[0]) == "No."


def test_answers_and_events_keep_their_order(bridge: Bridge, client: FakeClient, qtbot) -> None:
    order, tape = [], Tape()
    bridge.events.connect(lambda _run, _events: order.append("events"))
    bridge.request("run.play", {}, lambda _r: order.append("answer"))
    client.answer({"run": "r1"})
    client.push("r1", tape("run.started"))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["answer", "events"]


def test_what_is_asked_while_it_starts_is_sent_then(client: FakeClient, qtbot) -> None:
    bridge = Bridge(lambda: client)
    bridge.request("runs.list")
    assert bridge.status == "starting"
    qtbot.waitUntil(lambda: client.asked == [("runs.list", {})])
    bridge.close()
    assert client.is_closed


def test_a_lost_engine_is_told_and_started_again(bridge: Bridge, client: FakeClient, qtbot) -> None:
    with qtbot.waitSignal(bridge.status_changed, check_params_cb=lambda s: s == "lost"):
        client.lose()
    with qtbot.waitSignal(bridge.status_changed, check_params_cb=lambda s: s == "ready"):
        bridge.start()


def test_an_engine_that_does_not_start_says_why(qtbot) -> None:
    def fail() -> FakeClient:
        raise EngineLost("No room on the disk.")

    bridge, got = Bridge(fail), []
    bridge.request("runs.list", {}, None, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert "No room on the disk." in str(got[0])
    assert bridge.status == "lost"
    bridge.close()


def test_an_idle_board_does_not_tick(bridge: Bridge, client: FakeClient, qtbot) -> None:
    with qtbot.waitSignal(bridge.events):
        client.push("r1", Tape()("log"))
    qtbot.waitUntil(lambda: not bridge._timer.isActive())


def test_a_flood_leaves_the_window_room(bridge: Bridge, client: FakeClient, qtbot) -> None:
    """Work is cut into slices: other timers of Qt come to run between them."""
    import time

    taken = []
    bridge.events.connect(lambda _run, _events: (time.sleep(0.002), taken.append(1)))
    for _ in range(20):
        client.push("r1", Tape()("log"))
    bridge.drain()
    assert 0 < len(taken) < 20
    qtbot.waitUntil(lambda: len(taken) == 20)


def test_a_large_message_is_handed_on_in_parts_and_in_order(bridge: Bridge, client: FakeClient, qtbot) -> None:
    tape, batches = Tape(), []
    bridge.events.connect(lambda _run, events: batches.append([e["seq"] for e in events]))
    client.push("r1", *(tape("log") for _ in range(130)))
    qtbot.waitUntil(lambda: sum(map(len, batches)) == 130)
    assert max(map(len, batches)) == PART
    seen = [seq for batch in batches for seq in batch]
    assert seen == sorted(seen)


def test_who_asks_after_it_was_closed_starts_no_engine(qtbot) -> None:
    clients: list[FakeClient] = []

    def connect() -> FakeClient:
        clients.append(FakeClient())
        return clients[-1]

    bridge = Bridge(connect)
    bridge.start()
    qtbot.waitUntil(lambda: bridge.status == "ready")
    bridge.close()
    bridge.request("runs.list", {})
    bridge.start()
    qtbot.wait(40)
    assert (bridge.status, len(clients)) == ("closed", 1)


def test_what_was_asked_before_it_was_closed_is_not_told_any_more(bridge: Bridge, client: FakeClient, qtbot) -> None:
    told: list[object] = []
    bridge.request("runs.list", {}, told.append, told.append)
    bridge.close()
    client.refuse(EngineLost("The engine is gone."))
    qtbot.wait(40)
    assert told == []


def test_an_engine_that_is_there_too_late_is_left(client: FakeClient, qtbot) -> None:
    may_come = threading.Event()

    def connect() -> FakeClient:
        may_come.wait(10)
        return client

    bridge = Bridge(connect)
    bridge.start()
    bridge.close()
    may_come.set()
    qtbot.waitUntil(lambda: client.is_closed)
    assert bridge.status == "closed"
