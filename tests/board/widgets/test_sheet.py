from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from harmony.board.widgets.question import ask, ask_text
from harmony.board.widgets.sheet import Sheet


def make_window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_esc_and_a_click_beside_it_close(qtbot, look) -> None:
    window = make_window(qtbot)
    for leave in (
        lambda s: qtbot.keyClick(s.card, Qt.Key.Key_Escape),
        lambda s: qtbot.mouseClick(s, Qt.MouseButton.LeftButton, pos=QPoint(5, 5)),
    ):
        sheet = Sheet(window)
        sheet.open()
        with qtbot.waitSignal(sheet.closed):
            leave(sheet)


def test_it_covers_the_window_also_when_that_grows(qtbot, look) -> None:
    window = make_window(qtbot)
    sheet = Sheet(window)
    sheet.open()
    window.resize(1000, 700)
    assert sheet.size() == window.size()
    sheet.close()


def test_tab_stays_on_it_and_the_focus_comes_back(qtbot, look) -> None:
    window = make_window(qtbot)
    line = QLineEdit(window)
    line.show()
    line.setFocus()
    sheet = ask(window, "Save?", "Lost otherwise.", [("Save", lambda: None), ("Do not save", lambda: None)])
    seen = set()
    for _ in range(6):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert sheet.isAncestorOf(focus)
        seen.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert len(seen) == 3
    sheet.close()
    assert QApplication.focusWidget() is line


def test_the_answer_is_carried_out(qtbot, look) -> None:
    window, done = make_window(qtbot), []
    ask(window, "Save?", "", [("Save", lambda: done.append("save"))])
    focus = QApplication.focusWidget()
    qtbot.keyClick(focus, Qt.Key.Key_Space)
    assert done == ["save"]


def test_a_line_of_text_is_asked_for(qtbot, look) -> None:
    window, got = make_window(qtbot), []
    ask_text(window, "Rename", "old", got.append)
    line = QApplication.focusWidget()
    qtbot.keyClicks(line, "new")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert got == ["new"]
