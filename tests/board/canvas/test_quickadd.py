from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

K = Qt.Key


def test_tab_opens_it_and_enter_adds_the_first(canvas, document):
    QTest.keyClick(canvas, K.Key_Tab)
    menu = canvas.quick_add
    QTest.keyClicks(menu.field, "show")
    QTest.keyClick(menu.field, K.Key_Return)
    assert document.melody.nodes["show"].use == "t.show@1"
    assert document.selection == {"show"}
    assert canvas.quick_add is None


def test_a_double_click_opens_it_there(hand, document):
    spot = hand.spot(700, 200)
    QTest.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    menu = hand.canvas.quick_add
    assert menu is not None and (menu.pos() - spot).manhattanLength() < 60
    QTest.keyClicks(menu.field, "read")
    QTest.keyClick(menu.field, K.Key_Return)
    assert tuple(document.melody.layout.nodes["read"].at) == (600, 180)


def test_a_double_click_on_a_card_opens_the_card(hand, qtbot):
    with qtbot.waitSignal(hand.canvas.opened) as told:
        QTest.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.spot(400, 20))
    assert told.args == ["check"]


def test_arrows_choose_and_go_round(canvas):
    menu = canvas.open_quick_add()
    QTest.keyClick(menu.field, K.Key_Up)
    assert menu.list.currentIndex().row() == len(menu.shown) - 1
    QTest.keyClick(menu.field, K.Key_Down)
    assert menu.list.currentIndex().row() == 0


def test_escape_closes_it_and_the_canvas_has_the_keys_again(canvas, document):
    menu = canvas.open_quick_add("re")
    QTest.keyClick(menu.field, K.Key_Escape)
    assert canvas.quick_add is None
    assert not document.history


def test_a_click_beside_closes_it(hand):
    hand.canvas.open_quick_add()
    hand.click(250, 250)
    assert hand.canvas.quick_add is None


def test_a_click_on_a_row_adds_it(canvas, document):
    menu = canvas.open_quick_add("check")
    QApplication.processEvents()
    rect = menu.list.visualRect(menu.list.model().index(0, 0))
    QTest.mouseClick(menu.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert "check_2" in document.melody.nodes


def test_nothing_found_is_said_and_enter_does_nothing(canvas, document):
    menu = canvas.open_quick_add("zzzz")
    assert menu.shown == []
    QTest.keyClick(menu.field, K.Key_Return)
    assert not document.history


def test_shift_keeps_it_open_for_more(canvas, document):
    menu = canvas.open_quick_add("read")
    QTest.keyClick(menu.field, K.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(menu.field, "show")
    QTest.keyClick(menu.field, K.Key_Return)
    first, second = (document.melody.layout.nodes[n].at for n in ("read", "show"))
    assert second[0] >= first[0] + 200


def test_it_stays_inside_the_view(canvas):
    menu = canvas.open_quick_add(at=QPointF(1395, 795))
    assert canvas.rect().contains(menu.geometry())
    assert menu.pos() != QPoint(0, 0)
