"""D28: every state that a run tells is shown; what was edited since, and what would run again for it, is marked."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from harmony.board.canvas.since import Since
from harmony.board.playing import Playing
from harmony.board.ran import Ran
from harmony.melody import edits
from tests.board.canvas.conftest import settle as painted
from tests.board.parts import Tape, artifact

pytestmark = pytest.mark.slow


@pytest.fixture
def played(canvas, document):
    tape = Tape()
    playing = Playing("r1")
    playing.ran = Ran(document.melody)
    document.show_run(playing)
    for node in ("load", "check", "write"):
        document.apply_events([tape("node.started", node, attempt=1), tape("node.completed", node)])
    canvas.tape = tape
    return canvas


def word(canvas, card):
    return canvas.stage.look(canvas.plan.cards[card]).state


def marks(canvas, card):
    return canvas.stage.look(canvas.plan.cards[card]).marks


def settle(canvas):
    QTest.qWait(220)
    return {i: word(canvas, i) for i in ("load", "check", "write")}


def test_an_edited_node_and_what_follows_would_run_again(played, document):
    document.do(edits.set_param(document.melody, "check", "limit", 3))
    assert settle(played) == {"load": "complete", "check": "stale", "write": "stale"}
    assert "edited" in marks(played, "check") and "edited" not in marks(played, "write")
    assert played._far_word("write") == "stale"
    document.undo()
    assert settle(played) == {"load": "complete", "check": "complete", "write": "complete"}
    assert not marks(played, "check")


def test_a_move_or_a_title_is_no_edit(played, document):
    document.do(edits.move_nodes(document.melody, {"check": (300, 60)}))
    document.do(edits.rename_title(document.melody, "check", "Other"))
    assert "stale" not in settle(played).values()


def test_another_wire_counts(played, document):
    document.do(edits.disconnect(document.melody, "check", "rows"))
    assert settle(played)["write"] == "stale"


def test_while_it_plays_an_edit_is_marked_too(played, document):
    document.apply_events([played.tape("node.started", "write", attempt=2)])
    document.do(edits.set_param(document.melody, "write", "limit", 3))
    assert settle(played)["write"] == "active"
    assert "edited" in marks(played, "write")


def test_the_mark_is_a_pencil_beside_the_badge(played, document):
    from harmony.board import theme

    def amber():
        played.choose(())
        QTest.qWait(220)
        painted(played)
        image, spot = played.picture().toImage(), played.view_point(300 + 200 - 42, 20)
        return sum(
            _is_near(image.pixelColor(spot.x() + dx, spot.y() + dy), theme.current().amber)
            for dx in range(-6, 7)
            for dy in range(-6, 7)
        )

    assert amber() == 0
    document.do(edits.set_param(document.melody, "check", "limit", 3))
    assert amber() > 10


def _is_near(one, other):
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue()) < 120


def test_without_a_run_nothing_is_marked(canvas, document):
    document.do(edits.set_param(document.melody, "check", "limit", 3))
    QTest.qWait(220)
    assert canvas._since == Since()


@pytest.mark.parametrize(
    ("events", "expected", "footer"),
    [
        ([("node.queued", {"reason": "breakpoint"})], "paused", "held by a breakpoint"),
        ([("node.queued", {"reason": "paused"})], "paused", "held"),
        ([("node.waiting", {"for": "paused", "error": {"message": "no luck"}})], "paused", "stopped: no luck"),
        ([("node.waiting", {"for": "approval"})], "waiting", "waits for approval"),
        ([("node.completed", {"outputs": {"rows": artifact(reconstructed=True)}})], "reconstructed", None),
        ([("node.skipped", {"reason": "policy_skip", "error": {"message": "lost"}})], "gap", "lost"),
        ([("node.skipped", {"reason": "condition_false"})], "skipped", "condition false"),
        ([("node.queued", {"reason": "paused"}), ("node.started", {"attempt": 1})], "active", None),
    ],
)
def test_what_the_run_tells_is_shown(canvas, document, events, expected, footer):
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events([tape(kind, "load", **body) for kind, body in events])
    look = canvas.stage.look(canvas.plan.cards["load"])
    assert look.state == expected
    assert footer is None or look.footer == footer
    assert canvas._far_word("load") == expected


def test_what_the_run_never_came_to_is_told_once_it_has_ended(canvas, document):
    tape, playing = Tape(), Playing("r1")
    playing.ran = Ran(document.melody)
    document.show_run(playing)
    document.apply_events([tape("run.started"), tape("node.failed", "load", error={"message": "x"})])
    assert word(canvas, "write") == "idle"
    document.apply_events([tape("run.failed")])
    assert word(canvas, "write") == "not_reached"
    document.do(edits.add_node(document.melody, "new", "t.read@1"))
    assert word(canvas, "new") == "idle"


def test_of_a_part_the_rest_is_just_idle(canvas, document):
    tape, playing = Tape(), Playing("r1")
    playing.ran = Ran(document.melody, is_part=True)
    document.show_run(playing)
    document.apply_events([tape("run.started"), tape("run.completed")])
    assert word(canvas, "write") == "idle"
