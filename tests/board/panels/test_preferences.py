from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from harmony.board import theme
from harmony.board.widgets.sheet import Sheet


def opened(window) -> Sheet:
    window.actions_.run("edit.preferences")
    return next(s for s in window.findChildren(Sheet) if s.objectName() == "preferences" and s.isVisible())


def test_preferences_hold_at_once_and_are_kept(make_window, qtbot) -> None:
    window = make_window()
    sheet = opened(window)
    boxes = {b.accessibleName(): b for b in sheet.findChildren(QComboBox)}
    qtbot.keyClick(boxes["Density"], Qt.Key.Key_Down)
    assert theme.density() == "compact"
    assert theme.row(26) == 22
    assert window.memory.get("density") == "compact"
    qtbot.keyClick(boxes["Theme"], Qt.Key.Key_End)
    assert theme.mode() == "light"
    theme.prefer(density="cosy")


def test_what_was_open_is_opened_again(make_window, tmp_path) -> None:
    from tests.board.parts import write

    path = write(tmp_path)
    window = make_window(path)
    window.memory.put("open_last", True)
    window.close()
    again = make_window()
    again.open_or_new(None)
    assert again.desk.document.path == path
