from __future__ import annotations

from PySide6.QtGui import QImage

from harmony.board.widgets.search import Search


def picture(qtbot, hint: str, width: int) -> QImage:
    search = Search("Search extensions", hint)
    qtbot.addWidget(search)
    search.resize(width, 32)
    return search.grab().toImage()


def test_the_key_is_shown_where_it_leaves_room_for_the_words(qtbot, look) -> None:
    assert picture(qtbot, "Ctrl+E", 260) != picture(qtbot, "", 260)
    assert picture(qtbot, "Ctrl+Shift+X", 200) == picture(qtbot, "", 200)
