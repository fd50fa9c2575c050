from __future__ import annotations

from PySide6.QtCore import Qt

from harmony.board.widgets.banner import Banner
from harmony.board.widgets.pill import Pill


def test_it_says_one_thing_and_offers_the_way_out(qtbot, look) -> None:
    banner, done = Banner(), []
    qtbot.addWidget(banner)
    banner.say("Engine lost.", "error", "engine", Start_again=lambda: done.append(1))
    assert banner.isVisible()
    button = next(b for b in banner.findChildren(Pill) if b.text() == "Start again")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert not banner.isVisible()


def test_only_its_own_topic_takes_it_back(qtbot, look) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.say("x", topic="engine")
    banner.dismiss("run")
    assert banner.isVisible()
    banner.dismiss("engine")
    assert not banner.isVisible()
