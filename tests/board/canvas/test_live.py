from __future__ import annotations

from harmony.board import theme
from harmony.board.canvas import live
from harmony.board.canvas.view import CanvasView
from harmony.board.playing import Playing
from harmony.melody import edits
from tests.board.canvas.conftest import make_document


def play(document, *events):
    document.apply_events({"seq": i, "at": 1.0 + i, **e} for i, e in enumerate(events))


def test_an_empty_canvas_says_what_to_do(qapp):
    document = make_document("format: harmony/1\nname: empty\nnodes: {}\n")
    view = CanvasView(document)
    view.resize(900, 600)
    view.show()
    assert view.overlay.is_empty
    document.do(edits.add_node(document.melody, "a", "t.read@1", at=(0, 0)))
    assert not view.overlay.is_empty
    view.close()
    view.deleteLater()
    document.deleteLater()


def test_an_edit_is_shown_at_once(canvas, document):
    document.do(edits.add_node(document.melody, "more", "t.read@1", at=(0, 200)))
    assert canvas.stage.cards["more"].pos().y() == 200
    document.undo()
    assert "more" not in canvas.stage.cards


def test_a_state_changes_the_picture_of_its_card_alone(canvas, document):
    document.show_run(Playing("r"))
    before = {i: c.look for i, c in canvas.stage.cards.items()}
    play(document, {"kind": "node.started", "node": "check", "attempt": 1})
    after = {i: c.look for i, c in canvas.stage.cards.items()}
    assert after["check"].state == "active"
    assert [i for i in before if before[i] != after[i]] == ["check"]


def test_a_step_inside_a_body_is_told_by_its_owner(canvas):
    assert canvas.card_of("each/label") == "each"


def test_a_state_is_seen_from_afar(canvas, document, qapp):
    canvas.zoom_to(20)
    document.show_run(Playing("r"))
    qapp.processEvents()
    card = canvas.plan.cards["check"]
    spot = canvas.view_point(card.x + 100, card.y + 50)
    play(document, {"kind": "node.started", "node": "check"}, {"kind": "node.completed", "node": "check"})
    assert canvas.grab().toImage().pixelColor(spot) == theme.current().state("complete")


def test_another_theme_paints_everything_anew(canvas, qapp):
    dark = canvas.grab().toImage().pixelColor(5, 5)
    theme.apply(qapp, "light")
    assert canvas.grab().toImage().pixelColor(5, 5) != dark
    theme.apply(qapp, "dark")


def test_states_that_a_frame_has_no_time_for_come_in_the_next(canvas, document, qtbot, monkeypatch):
    monkeypatch.setattr(live, "DUE_S", -1.0)
    monkeypatch.setattr(live, "_DUE_STEP", 1)
    document.show_run(Playing("r"))
    names = ("load", "check", "write")
    play(document, *({"kind": "node.started", "node": n} for n in names))
    words = [canvas.stage.cards[n].look.state for n in names]
    assert sorted(words) == ["active", "idle", "idle"] and len(canvas._due) == 2
    qtbot.waitUntil(lambda: all(canvas.stage.cards[n].look.state == "active" for n in names))
    assert not canvas._due


def test_what_happened_while_one_looked_closely_is_seen_from_afar(canvas, document, qapp):
    canvas.zoom_to(30)
    qapp.processEvents()
    canvas.zoom_to(100)
    document.show_run(Playing("r"))
    document.apply_events([{"seq": 1, "at": 1.0, "kind": "node.failed", "node": "loose"}])
    assert canvas.far._words["loose"] == "idle"
    canvas.zoom_to(30)
    canvas.grab()
    assert canvas.far._words["loose"] == "error"
