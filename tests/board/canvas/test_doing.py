from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from harmony.board.canvas.view import CanvasView
from tests.board.canvas.conftest import Hand, make_document

BODY = """\
format: harmony/1
name: bodies
nodes:
  load: {use: t.read@1}
  each:
    use: t.open@1
    title: Each one
    in: {rows: load.rows}
    body:
      inputs:
        rows: {type: table}
      nodes:
        check: {use: t.check@1, in: {rows: inputs.rows}}
        again: {use: t.check@1}
      outputs: {valid: check.valid}
layout:
  nodes:
    load:
      at: [0, 0]
    each:
      at: [300, 0]
    each/check:
      at: [0, 0]
    each/again:
      at: [300, 0]
  inputs:
    each/rows: {at: [-260, 0]}
  outputs:
    each/valid: {at: [600, 0]}
"""


@pytest.fixture
def inside(qapp, look):
    document = make_document(BODY)
    view = CanvasView(document)
    view.resize(1400, 800)
    view.show()
    view.zoom_to(100)
    hand = Hand(view)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=hand.spot(400, 20))
    view.zoom_to(100)
    view.centre_at(300, 100)
    yield hand
    view.close()
    view.deleteLater()
    document.deleteLater()


def body(hand):
    return hand.canvas.document.melody.nodes["each"].body


def test_a_double_click_enters_a_body_and_esc_leaves_it(inside, qtbot):
    canvas = inside.canvas
    assert canvas.trail() == [("bodies", ()), ("Each one", ("each",))]
    assert set(canvas.plan.cards) == {"inputs.rows", "check", "again", "outputs.valid"}
    with qtbot.waitSignal(canvas.scope_changed):
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert set(canvas.plan.cards) == {"load", "each"} and canvas.chosen == {"each"}


def test_the_view_of_each_scope_is_remembered(inside):
    canvas = inside.canvas
    canvas.zoom_to(150)
    canvas.centre_at(40, 60)
    seen = canvas.seen()
    canvas.leave()
    assert canvas.zoom_percent != 150
    canvas.enter("each")
    assert canvas.zoom_percent == 150 and canvas.seen() == pytest.approx(seen, abs=1)


def test_wires_are_made_inside_a_body(inside):
    inside.drag((200, 50), (300, 50))
    assert body(inside).nodes["again"].in_["rows"] == "check.valid"
    inside.drag((300, 50), (250, 300))
    assert not body(inside).nodes["again"].in_


def test_cards_are_moved_selected_duplicated_and_removed_inside_a_body(inside):
    canvas, document = inside.canvas, inside.canvas.document
    inside.drag((350, 20), (350, 120))
    assert document.selection == {"each/again"} and canvas.chosen == {"again"}
    assert document.melody.layout.nodes["each/again"].at == (300, 100)
    canvas.duplicate_selection()
    assert canvas.chosen == {"again_2"} and "again_2" in body(inside).nodes
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert set(body(inside).nodes) == {"check", "again"}
    document.undo()
    document.undo()
    document.undo()
    assert document.text == BODY


def test_input_cards_of_a_body_move_and_go(inside):
    document = inside.canvas.document
    inside.drag((-180, 20), (-180, 120))
    assert document.melody.layout.inputs["each/rows"].at == (-260, 100)
    QTest.keyClick(inside.canvas, Qt.Key.Key_Delete)
    assert not body(inside).inputs and not body(inside).nodes["check"].in_


def test_inputs_and_outputs_are_added_to_a_body_as_cards(inside):
    canvas = inside.canvas
    assert canvas.add_input(QPointF(-180, 200), "more", "text") == "more"
    assert canvas.add_output("again.bad") == "bad"
    assert body(inside).inputs["more"].type == "text" and body(inside).outputs["bad"] == "again.bad"
    assert canvas.document.melody.layout.inputs["each/more"].at == (-260, 180)


def test_nodes_are_added_and_tidied_inside_a_body(inside):
    canvas = inside.canvas
    assert canvas.add_at("t.read", QPointF(0, 300)) == "read"
    assert "read" in body(inside).nodes and canvas.document.selection == {"each/read"}
    canvas.tidy()
    assert "each/read" in canvas.document.melody.layout.nodes


def test_nodes_travel_between_scopes_by_clipboard(inside):
    canvas = inside.canvas
    canvas.select_all()
    text = canvas.copy_selection()
    canvas.leave()
    assert canvas.paste(text, QPointF(600, 300))
    assert {"check", "again"} <= set(canvas.document.melody.nodes) and canvas.chosen == {"check", "again"}
    assert not canvas.document.melody.nodes["check"].in_


def test_a_cut_removes_and_can_be_pasted_back(inside):
    canvas = inside.canvas
    canvas.choose(["again"])
    text = canvas.cut_selection()
    assert set(body(inside).nodes) == {"check"}
    assert canvas.paste(text) and set(body(inside).nodes) == {"check", "again"}


def test_a_text_without_nodes_is_refused_in_words(inside, qtbot):
    with qtbot.waitSignal(inside.canvas.document.refused) as told:
        assert not inside.canvas.paste("Hello")
    assert "no nodes" in told.args[0]


def test_a_body_that_is_undone_is_left(inside):
    canvas, document = inside.canvas, inside.canvas.document
    canvas.leave()
    canvas.choose(["each"])
    text = canvas.copy_selection()
    canvas.paste(text, QPointF(600, 300))
    assert canvas.enter("each_2")
    document.undo()
    assert canvas.scope.owners == () and set(canvas.plan.cards) == {"load", "each"}


def test_a_node_in_a_body_is_brought_into_view_by_its_path(inside):
    canvas = inside.canvas
    canvas.leave()
    canvas.focus_node("each/check")
    assert canvas.scope.owners == ("each",) and canvas.chosen == {"check"}


def test_a_card_without_a_body_is_for_the_window_to_open(inside, qtbot):
    with qtbot.waitSignal(inside.canvas.opened) as told:
        QTest.mouseDClick(inside.canvas.viewport(), Qt.MouseButton.LeftButton, pos=inside.spot(100, 20))
    assert told.args == ["each/check"]


def test_in_focus_mode_all_but_the_path_step_back(hand):
    hand.canvas.choose(["check"])
    assert hand.canvas.show_focus(True)
    cards = hand.canvas.stage.cards
    assert cards["load"].opacity() == cards["write"].opacity() == 1 and cards["loose"].opacity() < 0.5
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    assert cards["loose"].opacity() == 1
