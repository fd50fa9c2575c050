from __future__ import annotations

from collections.abc import Iterator

import pytest

from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.player import Player
from harmony.errors import HarmonyError
from harmony.melody import edits
from tests.board.parts import FakeClient, Tape


@pytest.fixture
def client() -> FakeClient:
    return FakeClient()


@pytest.fixture
def player(client: FakeClient, qtbot) -> Iterator[Player]:
    bridge = Bridge(lambda: client)
    bridge.start()
    qtbot.waitUntil(lambda: bridge.status == "ready")
    yield Player(bridge, bridge)
    bridge.close()


def test_what_is_played_is_what_stands_on_the_board(player: Player, client: FakeClient, document: Document) -> None:
    document.try_edit(edits.rename_title, "greet", "Salute")
    player.play(document, {"who": "you"})
    method, params = client.asked[-1]
    assert method == "run.play"
    assert "title: Salute" in params["text"]
    assert params["path"] == str(document.path)
    assert params["inputs"] == {"who": "you"}
    assert player.is_starting(document)
    assert not player.can_play(document)


def test_events_that_come_before_the_answer_are_not_lost(
    player: Player, client: FakeClient, document: Document, qtbot
) -> None:
    tape = Tape("r7")
    player.play(document, {})
    client.push("r7", tape("run.started"), tape("node.started", "greet", attempt=1))
    client.answer({"run": "r7"})
    qtbot.waitUntil(lambda: document.state("greet").word == "active")
    assert player.is_live(document)


def test_events_of_other_runs_are_passed_over(player: Player, client: FakeClient, document: Document, qtbot) -> None:
    tape = Tape("r1")
    player.play(document, {})
    client.answer({"run": "r1"})
    client.push("other", Tape("other")("node.started", "greet", attempt=1))
    client.push("r1", tape("run.started"))
    qtbot.waitUntil(lambda: document.playing is not None and document.playing.seq == 1)
    assert document.state("greet").word == "idle"


def test_a_refusal_is_told_and_run_can_be_pressed_again(
    player: Player, client: FakeClient, document: Document, qtbot
) -> None:
    player.play(document, {})
    with qtbot.waitSignal(player.refused) as said:
        client.refuse(HarmonyError("No."))
    assert str(said.args[1]) == "No."
    assert player.can_play(document)


def test_stop_cancels(player: Player, client: FakeClient, document: Document, qtbot) -> None:
    player.play(document, {})
    client.answer({"run": "r1"})
    qtbot.waitUntil(lambda: player.is_live(document))
    player.stop(document)
    assert client.asked[-1] == ("run.cancel", {"run": "r1"})


def test_a_lost_engine_leaves_the_run_to_be_resumed(
    player: Player, client: FakeClient, document: Document, qtbot
) -> None:
    tape = Tape("r1")
    player.play(document, {})
    client.answer({"run": "r1"})
    client.push("r1", tape("run.started"), tape("node.completed", "numbers"), tape("node.started", "greet", attempt=1))
    qtbot.waitUntil(lambda: document.state("greet").word == "active")
    client.lose()
    qtbot.waitUntil(lambda: player.can_resume(document))
    assert document.state("numbers").word == "complete"
    player.resume(document)
    qtbot.waitUntil(lambda: client.asked[-1] == ("run.resume", {"run": "r1"}))
    client.answer({"run": "r1"})
    client.push("r1", tape("run.resumed"), tape("node.started", "greet", attempt=2))
    qtbot.waitUntil(lambda: document.state("greet").attempts == 2)
    assert document.state("numbers").word == "complete"


def test_falling_behind_reads_the_store(player: Player, client: FakeClient, document: Document, qtbot) -> None:
    tape = Tape("r1")
    player.play(document, {})
    client.answer({"run": "r1"})
    client.push("r1", tape("run.started"))
    qtbot.waitUntil(lambda: document.playing is not None and document.playing.seq == 1)
    client._on_reader(client.on_push, {"push": "resync", "run": "r1"})
    qtbot.waitUntil(lambda: client.asked[-1] == ("runs.events", {"run": "r1", "after": 1}))
    client.answer({"events": [tape("node.started", "greet", attempt=1)]})
    qtbot.waitUntil(lambda: document.state("greet").word == "active")


def test_a_run_remembers_with_what_it_was_played(player: Player, client: FakeClient, document: Document, qtbot) -> None:
    player.play(document, {"who": "you"})
    document.try_edit(edits.set_param, "greet", "template", "Later")
    client.answer({"run": "r1"})
    qtbot.waitUntil(lambda: document.playing is not None)
    ran = document.playing.ran
    assert ran.inputs == {"who": "you"}
    assert ran.edited("", document.melody.nodes) == {"greet"}
    assert not ran.is_part


def test_of_a_stored_run_the_engine_tells_it(player: Player, client: FakeClient, document: Document, qtbot) -> None:
    from harmony.melody.frozen import thaw

    player.show_stored(document, "r1")
    tape = Tape("r1")
    client.answer({"events": [tape("run.started", nodes=2), tape("run.completed")]})
    qtbot.waitUntil(lambda: client.asked[-1][0] == "runs.melody")
    client.answer({"melody": thaw(document.melody), "inputs": {}})
    qtbot.waitUntil(lambda: document.playing.ran is not None)
    assert document.state("greet").word == "not_reached"
    document.try_edit(edits.set_param, "greet", "template", "Later")
    assert document.playing.ran.edited("", document.melody.nodes) == {"greet"}


def test_a_run_is_held_and_goes_on(player: Player, client: FakeClient, document: Document, qtbot) -> None:
    tape = Tape("r1")
    player.play(document, {})
    client.answer({"run": "r1"})
    client.push("r1", tape("run.started"))
    qtbot.waitUntil(lambda: player.is_live(document))
    player.pause(document)
    assert client.asked[-1] == ("run.debug", {"run": "r1", "action": "pause"})
    client.push("r1", tape("run.paused", reason="debugger"), tape("node.queued", "greet", reason="paused"))
    qtbot.waitUntil(lambda: player.is_paused(document))
    assert document.state("greet").word == "paused"
    player.go_on(document)
    assert client.asked[-1] == ("run.debug", {"run": "r1", "action": "go"})
    client.answer({"run": "r1"})
    qtbot.waitUntil(lambda: player.is_live(document))
    client.push("r1", tape("node.started", "greet", attempt=1))
    qtbot.waitUntil(lambda: document.state("greet").word == "active")


def test_of_two_stored_runs_the_last_one_asked_for_is_shown(
    player: Player, client: FakeClient, document: Document, qtbot
) -> None:
    first, second = Tape("r1"), Tape("r2")
    player.show_stored(document, "r1")
    player.show_stored(document, "r2")
    for tape, future in zip((first, second), client.futures[-2:], strict=True):
        future.set_result({"events": [tape("run.started")]})
    qtbot.waitUntil(lambda: document.playing is not None)
    client.push("r1", first("node.started", "greet", attempt=1))
    client.push("r2", second("node.started", "numbers", attempt=1))
    qtbot.waitUntil(lambda: document.state("numbers").word == "active")
    assert (document.playing.run, document.state("greet").word) == ("r2", "idle")


def test_a_stored_run_that_comes_after_its_document_was_closed_is_dropped(
    player: Player, client: FakeClient, document: Document, qtbot
) -> None:
    player.show_stored(document, "r1")
    refused: list[object] = []
    player.refused.connect(lambda *what: refused.append(what))
    player.forget(document)
    client.answer({"events": [Tape("r1")("run.started")]})
    player.show_stored(document, "r2")
    player.forget(document)
    client.refuse(HarmonyError("no"))
    qtbot.waitUntil(lambda: not player.bridge._timer.isActive())
    assert document.playing is None and not refused


def test_an_answer_that_is_refused_leaves_the_run_as_it_is_shown(
    player: Player, client: FakeClient, document: Document, qtbot
) -> None:
    tape = Tape("r1")
    player.play(document, {})
    client.answer({"run": "r1"})
    client.push("r1", tape("run.started"), tape("node.waiting", "greet", **{"for": "approval"}))
    qtbot.waitUntil(lambda: document.state("greet").word == "waiting")
    player.answer(document, "greet", "", "approve", {"amount": "many"})
    client.push("r1", tape("node.started", "numbers", attempt=1))
    client.refuse(HarmonyError("`amount` is a number"))
    qtbot.waitUntil(lambda: document.state("numbers").word == "active")
    client.push("r1", tape("node.completed", "numbers", outputs={}))
    qtbot.waitUntil(lambda: document.state("numbers").word == "complete")


def test_events_of_runs_that_nobody_looks_at_are_not_kept(
    player: Player, client: FakeClient, document: Document, qtbot
) -> None:
    player.play(document, {})
    client.push("other", Tape("other")("node.started", "greet", attempt=1))
    client.answer({"run": "r1"})
    qtbot.waitUntil(lambda: player.is_live(document))
    assert not player._early
