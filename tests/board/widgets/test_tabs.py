from __future__ import annotations

from PySide6.QtCore import Qt

from harmony.board.widgets.tabs import Tabs


def make(qtbot, look_of: str) -> Tabs:
    tabs = Tabs(look_of)  # type: ignore[arg-type]
    qtbot.addWidget(tabs)
    for name in ("One", "Two"):
        tabs.addTab(name)
    tabs.resize(400, 36)
    tabs.show()
    return tabs


def test_a_count_makes_a_tab_wider(qtbot, look) -> None:
    tabs = make(qtbot, "bar")
    before = tabs.tabRect(0).width()
    tabs.set_count(0, 1200)
    assert tabs.tabRect(0).width() > before
    tabs.set_count(0, None)
    assert tabs.tabRect(0).width() == before


def test_the_cross_asks_to_close_and_does_not_turn(qtbot, look) -> None:
    tabs = make(qtbot, "documents")
    with qtbot.waitSignal(tabs.close_asked) as asked:
        qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.close_rect(1).center())
    assert asked.args == [1]
    assert tabs.currentIndex() == 0


def test_a_middle_click_asks_to_close(qtbot, look) -> None:
    tabs = make(qtbot, "documents")
    with qtbot.waitSignal(tabs.close_asked):
        qtbot.mouseClick(tabs, Qt.MouseButton.MiddleButton, pos=tabs.tabRect(0).center())


def test_the_dot_is_painted(qtbot, look) -> None:
    tabs = make(qtbot, "documents")
    tabs.set_dirty(1, True)
    image = tabs.grab().toImage()
    assert image.pixelColor(tabs.close_rect(1).center()).name() == look.amber.name()
