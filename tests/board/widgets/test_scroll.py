from __future__ import annotations

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QWidget

from harmony.board.widgets.scroll import Scroll
from tests.board.parts import show


def test_it_follows_what_grows_up_to_the_most(qtbot, look) -> None:
    part = QWidget()
    part.setFixedHeight(40)
    area = Scroll(100)
    qtbot.addWidget(area)
    area.show_parts([part], QMargins(0, 10, 0, 10))
    show(qtbot, area)
    assert area.height() == 60
    part.setFixedHeight(70)
    qtbot.waitUntil(lambda: area.height() == 90)
    part.setFixedHeight(300)
    qtbot.waitUntil(lambda: area.height() == 100)


def test_what_was_shown_before_goes(qtbot, look) -> None:
    area, first = Scroll(), QWidget()
    qtbot.addWidget(area)
    area.show_parts([first], QMargins())
    with qtbot.waitSignal(first.destroyed):
        area.show_parts([QWidget()], QMargins())


def test_what_comes_into_an_area_that_is_shown_is_seen(qtbot, look) -> None:
    area, part = Scroll(), QWidget()
    qtbot.addWidget(area)
    area.resize(200, 100)
    show(qtbot, area)
    part.setFixedHeight(40)
    area.show_parts([part], QMargins(10, 0, 10, 0))
    qtbot.waitUntil(lambda: part.isVisible() and part.width() == 180)
    part.setFixedHeight(300)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 200)
    assert area.height() == 100
