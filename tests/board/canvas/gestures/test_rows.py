"""The thresholds and variants that the editing table quotes, as far as no other file tests them; and where the rest is.

`ROWS` says for every row of the table which tests hold it; a test that goes takes its row down.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from harmony.board.canvas import hits
from tests.board.canvas.conftest import LEFT, Keys

pytestmark = pytest.mark.slow

RIGHT = Qt.MouseButton.RightButton
TESTS = Path(__file__).parents[3]
HERE = "board/canvas/gestures/test_rows.py"
ROWS = {
    "pan / zoom": {
        "board/canvas/gestures/test_pan.py": "a_drag_moves_the_sheet space_and_drag right_press_that_stays",
        "board/canvas/gestures/test_zoom.py": "the_wheel_zooms_at_the_pointer shift_and_wheel stops_at_100",
        HERE: "menu_comes_up_to_six two_fingers_pan pinch_zooms",
    },
    "select": {
        "board/canvas/gestures/test_select.py": "a_click_selects ctrl_click_toggles thirds band_with_shift band_sel",
    },
    "add a node": {
        "board/canvas/gestures/test_drop.py": "from_the_palette ghost",
        "board/canvas/test_quickadd.py": "tab_opens double_click_opens",
        "board/canvas/test_keys.py": "a_letter_with_nothing_selected",
        "board/canvas/test_suggest.py": "for_a_wire_only_what_fits usually_follows habits",
        HERE: "n_opens_the_menu fit_goes_before_use",
    },
    "wire": {
        "board/canvas/gestures/test_wire.py": "drag_from_port_to_port refused_with_the_reason fade drop_on_a_body "
        "dropped_on_nothing_offers ctrl_drag_moves_all alt_click_breaks",
        "board/canvas/test_quickadd.py": "shift_keeps_it_open",
        HERE: "fitting_ports_light_up reach_of_a_port reach_of_a_wire",
    },
    "insert, heal": {
        "board/canvas/gestures/test_move.py": "dropped_on_a_wire_is_inserted",
        "board/canvas/test_keys.py": "ctrl_delete_joins",
        "board/canvas/gestures/test_cut.py": "x_held_is_the_knife a_stroke_cuts",
        "board/canvas/gestures/test_reroute.py": "alt_and_a_click_on_a_wire a_double_click_makes_one a_drag_moves",
    },
    "tidy": {
        "board/canvas/test_keys.py": "shift_l_tidies",
        "board/canvas/test_tidy.py": "leads_to_the_right same_graph_gives_the_same",
        "board/canvas/test_glide.py": "tidied_cards_glide what_is_tidy_changes_nothing",
        HERE: "l_tidies_the_selection",
    },
    "group": {
        "board/canvas/test_ground.py": "ctrl_g_frames a_note_is_written title_of_a_frame",
        "board/test_drawing.py": "a_frame_its_colour a_note_by_key_in_a_body",
        "board/test_refactoring.py": "a_body_is_made_by_keys",
        "board/canvas/test_doing.py": "double_click_enters_a_body_and_esc",
    },
    "state of a node": {
        "board/test_editing.py": "switched_off_bypassed pin_keeps id_is_changed",
        "board/canvas/test_keys.py": "ctrl_d_copies",
        "board/canvas/gestures/test_move.py": "ctrl_drag_copies",
        HERE: "f2_renames",
    },
    "copy": {"board/test_editing.py": "copy_and_paste_by_keys_are_yaml lines_of_a_text_editor"},
    "find": {
        "board/panels/test_find.py": "find_shows replace_previews",
        "board/test_window.py": "ctrl_k_opens",
    },
    "view": {
        "board/canvas/test_keys.py": "digits_zoom_and_f arrows_walk",
        "board/test_drawing.py": "minimap_by_key back_to_the_last_place",
    },
    "run": {
        "board/test_window.py": "run_sends_it",
        "board/test_player.py": "stop_cancels held_and_goes_on",
        "board/test_editing.py": "parts_are_run",
    },
    "panels": {"board/test_window.py": "panels_are_walked_by_key"},
}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_its_tests(row):
    for file, words in ROWS[row].items():
        names = re.findall(r"^def (test_\w+)", (TESTS / file).read_text(), re.MULTILINE)
        for word in words.split():
            assert any(word in name for name in names), f"{file}: no test called …{word}…"


# pan / zoom


@pytest.mark.parametrize(("away", "asks"), [(0, True), (5, True), (6, False), (30, False)])
def test_the_menu_comes_up_to_six_pixels(hand, qtbot, away, asks):
    asked = []
    hand.canvas.menu_asked.connect(lambda *what: asked.append(what))
    start = hand.spot(400, 20)
    QTest.mousePress(hand.canvas.viewport(), RIGHT, pos=start)
    QTest.mouseMove(hand.canvas.viewport(), start + QPoint(away, 0))
    QTest.mouseRelease(hand.canvas.viewport(), RIGHT, pos=start + QPoint(away, 0))
    assert bool(asked) == asks


def test_two_fingers_pan(hand):
    canvas, before, spot = hand.canvas, hand.spot(0, 0), QPointF(300, 200)
    event = QWheelEvent(
        spot, canvas.viewport().mapToGlobal(spot), QPoint(24, -18), QPoint(24, -18), Qt.MouseButton.NoButton,
        Keys.NoModifier, Qt.ScrollPhase.ScrollUpdate, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)
    assert hand.spot(0, 0) - before == QPoint(24, -18)
    assert canvas.zoom_percent == 100


def test_a_pinch_zooms_at_the_fingers(hand):
    canvas, spot = hand.canvas, hand.spot(500, 70)
    device = QPointingDevice.primaryPointingDevice()
    at = QPointF(spot)
    place = QPointF(canvas.viewport().mapToGlobal(spot))
    kind = Qt.NativeGestureType.ZoomNativeGesture
    QApplication.sendEvent(canvas.viewport(), QNativeGestureEvent(kind, device, 2, at, at, place, 0.25, QPointF()))
    assert canvas.zoom_percent == 125
    assert (hand.spot(500, 70) - spot).manhattanLength() <= 1


# add a node


def test_n_opens_the_menu(canvas):
    canvas.choose(["load"])
    QTest.keyClick(canvas, Qt.Key.Key_N)
    assert canvas.quick_add is not None
    canvas.close_quick_add()


def test_fit_goes_before_use_and_use_before_the_order_of_the_palette():
    from harmony.board.canvas.suggest import Habits, Wanted, suggest
    from tests.board.canvas.conftest import Types

    def ranked(used, text="", wanted=None):
        return [one.type.id for one in suggest(Types().types(), text, Habits(used, {}), wanted)]

    assert ranked({})[:2] == ["t.read", "t.check"]
    assert ranked({"t.show": 3})[0] == "t.show"
    assert ranked({"t.show": 3}, "read")[0] == "t.read", "what was typed counts most"
    assert ranked({"t.open": 1}, "", Wanted("table", "in"))[0] == "t.check", "the same type goes before `any`"
    assert "t.show" not in ranked({"t.show": 9}, "", Wanted("table", "in"))


# wire


def test_fitting_ports_light_up(hand):
    hand.press(500, 70)
    hand.move(510, 90)
    hand.move(520, 200)
    lit = {(p.x(), p.y()) for p in hand.canvas.gesture._lit}
    assert lit == {(300.0, 350.0), (600.0, 50.0), (900.0, 20.0)}
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    hand.release(520, 200)


@pytest.mark.parametrize(("away", "is_hit"), [(0, True), (12, True), (13, False)])
def test_the_reach_of_a_port_is_24_pixels_across(canvas, away, is_hit):
    assert (hits.port_at(canvas.plan, 200 + away, 50) is not None) == is_hit


@pytest.mark.parametrize(("away", "is_hit"), [(0, True), (11, True), (12, False)])
def test_the_reach_of_a_wire_is_22_pixels_across(canvas, away, is_hit):
    assert (hits.wire_at(canvas.plan, 250, 50 + away) is not None) == is_hit


@pytest.mark.parametrize(("away", "moves"), [(3, False), (4, True)])
def test_a_press_becomes_a_drag_at_four_pixels(hand, away, moves):
    start = hand.spot(400, 20)
    QTest.mousePress(hand.canvas.viewport(), LEFT, pos=start)
    QTest.mouseMove(hand.canvas.viewport(), start + QPoint(away, 0))
    assert (hand.canvas.gesture._carry is not None) == moves
    QTest.keyClick(hand.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.canvas.viewport(), LEFT, pos=start)


# tidy


def test_l_tidies_the_selection_alone(hand, document):
    hand.drag((700, 20), (700, 420))
    hand.drag((400, 20), (460, 220))
    left = document.melody.layout.nodes["write"].at
    hand.canvas.choose(["load", "check"])
    QTest.keyClick(hand.canvas, Qt.Key.Key_L)
    places = document.melody.layout.nodes
    assert places["write"].at == left
    assert places["load"].at[0] < places["check"].at[0]
    assert places["check"].at != (360, 200)
    document.undo()
    assert document.melody.layout.nodes["check"].at == (360, 200)


# state of a node


def test_f2_renames_the_title_and_no_id(make_window, tmp_path):
    from PySide6.QtWidgets import QLineEdit

    from tests.board.parts import write

    window = make_window(write(tmp_path))
    window.desk.document.select({"greet"})
    window.desk.page.canvas.setFocus()
    QApplication.processEvents()
    QTest.keyClick(window.desk.page.canvas, Qt.Key.Key_F2)
    field = next(f for f in window.findChildren(QLineEdit) if f.isVisible() and f.text() == "Greeting")
    field.setText("Salute")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.desk.document.title_of("greet") == "Salute"
    assert "greet" in window.desk.document.melody.nodes
