"""Editing table: double-click or Alt+click on a wire makes a reroute point; it is dragged, and deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from harmony.board import theme
from harmony.board.canvas import acts
from harmony.board.canvas.curves import distance, middle
from harmony.melody.hashes import logic_hash
from tests.board.canvas.conftest import LEFT, TEXT, Keys, settle

pytestmark = pytest.mark.slow

WIRE = "load.rows to check.rows"
ALT = Keys.AltModifier


def link_of(hand):
    return next(k for k in hand.canvas.plan.links.values() if (k.source, k.target) == ("load", "check"))


def via(document, key=WIRE):
    wires = document.melody.layout.wires
    return wires[key].via if key in wires else ()


def half_way(hand):
    return middle(link_of(hand).curve)


@pytest.fixture
def led(hand, document):
    """The wire from load to check goes through (250, 150)."""
    hand.press(*half_way(hand), ALT)
    hand.move(250, 100)
    hand.move(250, 150)
    hand.release(250, 150, ALT)
    return hand


def test_alt_and_a_click_on_a_wire_makes_a_point(hand, document):
    hand.click(*half_way(hand), ALT)
    assert via(document) == ((250, 50),)
    assert document.history[-1].label == "Add a point to a wire"
    assert hand.canvas.dot_chosen is not None


def test_a_double_click_makes_one_too(hand, document):
    spot = hand.spot(*half_way(hand))
    QTest.mouseClick(hand.canvas.viewport(), LEFT, pos=spot)
    QTest.mouseDClick(hand.canvas.viewport(), LEFT, pos=spot)
    assert via(document) == ((250, 50),)
    assert len(document.history) == 1


def test_a_point_touches_no_line_of_the_logic(hand, document):
    before = logic_hash(document.melody)
    hand.click(*half_way(hand), ALT)
    assert logic_hash(document.melody) == before
    added = [line for line in document.text.splitlines() if line not in TEXT.splitlines()]
    assert added == ["  wires:", f"    {WIRE}:", "      via: [[250, 50]]"]
    document.undo()
    assert document.text == TEXT


def test_a_new_point_can_be_pulled_to_its_place(led, document):
    assert via(document) == ((250, 150),)
    assert len(document.history) == 1
    assert distance(link_of(led).curve, 250, 150) < 1
    assert led.canvas.plan.link_grid.inside((249, 149, 251, 151))


def test_a_drag_moves_a_point_to_half_grid_lines(led, document):
    led.drag((250, 150), (263, 206))
    assert via(document) == ((260, 210),)
    assert document.history[-1].label == "Move a point of a wire"
    document.undo()
    assert via(document) == ((250, 150),)


def test_alt_while_dragging_leaves_the_grid_alone(led, document):
    led.press(250, 150)
    viewport, spot = led.canvas.viewport(), led.spot(263, 206)
    QTest.mouseMove(viewport, led.spot(255, 170))
    led.canvas.gesture.move(spot.toPointF(), ALT)
    QTest.mouseRelease(viewport, LEFT, ALT, spot)
    assert via(document) == ((263, 206),)


def test_a_press_that_stays_selects_the_point_and_its_wire(led, document):
    led.canvas.choose(())
    led.click(250, 150)
    assert led.canvas.dot_chosen.index == 0
    assert [w.target for w in document.wire_selection] == ["check"]
    assert len(document.history) == 1


def test_delete_takes_the_point_and_leaves_the_wire(led, document):
    QTest.keyClick(led.canvas, Qt.Key.Key_Delete)
    assert document.text == TEXT
    QTest.keyClick(led.canvas, Qt.Key.Key_Delete)
    assert "rows" not in document.melody.nodes["check"].in_


def test_alt_and_a_click_on_a_point_takes_it_away(led, document):
    led.click(250, 150, ALT)
    assert document.text == TEXT


def test_esc_gives_the_drag_up(led, document):
    led.press(250, 150)
    led.move(260, 250)
    QTest.keyClick(led.canvas, Qt.Key.Key_Escape)
    led.release(260, 250)
    assert via(document) == ((250, 150),)
    assert not led.canvas.stage.hidden_wires


def test_a_second_point_goes_where_the_wire_was_hit(led, document):
    led.canvas.choose(())
    led.canvas.add_point(link_of(led).key, led.canvas.mapToScene(led.spot(280, 100)))
    assert [p[0] for p in via(document)] == [250, 280]


def test_points_between_moved_cards_go_with_them(led, document):
    led.canvas.choose(["load", "check"])
    led.drag((100, 20), (100, 120))
    assert document.melody.layout.nodes["load"].at == (0, 100)
    assert via(document) == ((250, 250),)
    assert len(document.history) == 2


def test_a_card_that_moves_alone_leaves_the_point_behind(led, document):
    led.drag((100, 20), (100, 120))
    assert via(document) == ((250, 150),)


def test_points_between_cards_that_part_are_dropped(led, document):
    acts.move(document, {"load": (0, 40), "check": (400, 40)})
    assert via(document) == ()
    document.undo()
    assert via(document) == ((250, 150),)


def test_a_wire_that_is_led_elsewhere_keeps_its_points(led, document):
    led.drag((300, 50), (300, 350))
    assert document.melody.nodes["loose"].in_["rows"] == "load.rows"
    assert via(document, "load.rows to loose.rows") == ((250, 150),)
    assert WIRE not in document.melody.layout.wires


def test_copies_have_points_too(led, document):
    led.canvas.choose(["load", "check"])
    text = led.canvas.copy_selection()
    assert f"{WIRE}:" in text
    assert led.canvas.paste(text, led.canvas.mapToScene(led.spot(0, 400)))
    new = [k for k in document.melody.layout.wires if k != WIRE]
    assert len(new) == 1
    assert via(document, new[0]) == ((250, 550),)
    document.undo()
    assert list(document.melody.layout.wires) == [WIRE]


def test_points_are_drawn(led, qapp):
    led.canvas.choose(())
    led.move(900, 500)
    settle(led.canvas)
    picture = led.canvas.picture().toImage()
    spot = led.spot(250, 150)
    assert picture.pixelColor(spot) == theme.current().type("table")


def test_by_keys_alone(hand, document):
    canvas = hand.canvas
    canvas.choose(["load"])
    QTest.keyClick(canvas, Qt.Key.Key_W, Keys.ShiftModifier)
    assert [w.target for w in document.wire_selection] == ["check"]
    QTest.keyClick(canvas, Qt.Key.Key_K)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Down, Keys.ControlModifier)
    assert via(document) == ((250, 100),)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.chosen == {"load"}
    QTest.keyClick(canvas, Qt.Key.Key_W, Keys.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.dot_chosen.index == 0
    QTest.keyClick(canvas, Qt.Key.Key_K, Keys.ShiftModifier)
    assert via(document) == ()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.chosen == {"check"}


@pytest.mark.parametrize("style", ["straight", "orthogonal", "curved"])
def test_every_style_goes_through_the_points(led, style):
    theme.prefer(wires=style)
    assert led.canvas.plan.style == style
    assert distance(link_of(led).curve, 250, 150) < 1
    assert link_of(led).curve[0] == (200, 50)
    assert link_of(led).curve[-1] == (300, 50)
    theme.prefer(wires="curved")


def test_from_afar_the_wire_goes_through_its_points_too(led):
    canvas = led.canvas
    canvas.choose(())
    canvas.zoom_to(30)
    canvas.centre_at(250, 100)
    canvas.far.is_first = True
    settle(canvas)
    image = canvas.picture().toImage()
    spot = led.spot(250, 120)
    ground = theme.current().canvas
    near = [image.pixelColor(spot.x() + dx, spot.y() + dy) for dx in range(-12, 13) for dy in range(-2, 3)]
    assert any(abs(c.lightness() - ground.lightness()) > 25 for c in near)


def test_in_a_body_the_point_is_kept_under_the_path_of_the_wire(qapp):
    from harmony.board.canvas.view import CanvasView
    from tests.board.canvas.conftest import Hand, make_document
    from tests.board.canvas.gestures.test_strip import TEXT as BODY

    document = make_document(BODY.partition("  wires:")[0])
    canvas = CanvasView(document)
    canvas.resize(1000, 600)
    canvas.show()
    canvas.enter("each")
    canvas.zoom_to(100)
    canvas.centre_at(250, 100)
    Hand(canvas).click(250, 50, ALT)
    assert via(document, "each/a.rows to each/b.rows") == ((250, 50),)
    assert canvas.plan.led
    canvas.leave()
    assert not canvas.plan.led
    canvas.close()
    canvas.deleteLater()
    document.deleteLater()
