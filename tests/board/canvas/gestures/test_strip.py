from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from harmony.board.canvas.cells import boxes_of, cell_at
from harmony.board.canvas.view import CanvasView
from harmony.board.playing import Playing
from tests.board.canvas.conftest import Hand, make_document, settle
from tests.board.parts import Tape, artifact

TEXT = """\
format: harmony/1
name: small
nodes:
  each:
    use: t.open@1
    title: Every one
    body:
      nodes:
        a: {use: t.read@1}
        b: {use: t.check@1, in: {rows: a.rows}}
layout:
  nodes:
    each:
      at: [0, 0]
    each/a:
      at: [0, 0]
    each/b:
      at: [300, 0]
  wires:
    each/a.rows to each/b.rows:
      badge: true
"""


@pytest.fixture
def hand(qapp):
    document = make_document(TEXT)
    canvas = CanvasView(document)
    canvas.resize(1000, 600)
    canvas.show()
    canvas.zoom_to(100)
    canvas.centre_at(200, 100)
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events([tape("node.started", "each", attempt=1)])
    for number in range(5):
        made = {"rows": artifact("table", rows=number + 1)}
        end = {"kind": "node.failed", "error": {}} if number == 3 else {"kind": "node.completed", "outputs": made}
        document.apply_events([tape("node.started", "each/a", str(number), attempt=1)])
        document.apply_events([tape(end.pop("kind"), "each/a", str(number), **end)])
    yield Hand(canvas)
    canvas.close()
    canvas.deleteLater()
    document.deleteLater()


def look(hand):
    return hand.canvas.stage.look(hand.canvas.plan.cards["each"])


def click(hand, cell):
    hand.click(*boxes_of(look(hand))[cell].center().toTuple())


def test_the_iterations_are_a_strip_on_the_node(hand):
    assert look(hand).strip == ("complete", "complete", "complete", "error", "complete")
    assert cell_at(look(hand), boxes_of(look(hand))[3].center()) == 3
    assert boxes_of(look(hand))[-1].right() <= 200 - 12


def test_a_click_shows_an_iteration_in_states_and_values(hand):
    document = hand.canvas.document
    click(hand, 1)
    assert look(hand).picked == 1
    assert look(hand).footer == "pass 2 of 5"
    hand.canvas.enter("each")
    link = next(iter(hand.canvas.plan.links.values()))
    assert hand.canvas.badges._words_of(link) == "2 rows"
    hand.canvas.leave()
    click(hand, 3)
    assert document.state("each/a").word == "error"
    click(hand, 3)
    assert look(hand).picked == -1
    assert document.playing.chosen is None


def test_it_moves_nothing_and_is_no_edit(hand):
    box = boxes_of(look(hand))[0].center()
    hand.drag(box.toTuple(), (box.x() + 100, box.y() + 100))
    assert not hand.canvas.document.history


def test_brackets_step_through_them(hand):
    canvas, chosen = hand.canvas, []
    canvas.choose(["each"])
    for _ in range(3):
        canvas.step_iteration(1)
        chosen.append(canvas.document.playing.chosen)
    canvas.enter("each")
    canvas.step_iteration(-1)
    assert [*chosen, canvas.document.playing.chosen] == [("each", 0), ("each", 1), ("each", 2), ("each", 1)]


def test_the_cells_are_drawn_in_their_colours(hand):
    from harmony.board import theme

    hand.move(700, 500)
    settle(hand.canvas)
    image = hand.canvas.picture().toImage()
    seen = [image.pixelColor(hand.spot(*box.center().toTuple())) for box in boxes_of(look(hand))]
    assert seen[0] == theme.current().state("complete")
    assert seen[3] == theme.current().state("error")


def test_esc_and_delete_still_mean_the_node(hand):
    click(hand, 2)
    QTest.keyClick(hand.canvas, Qt.Key.Key_Delete)
    assert not hand.canvas.document.melody.nodes
