from __future__ import annotations

from PySide6.QtCore import Qt

from harmony.board.widgets.switch import Switch


def test_mouse_and_space_turn_it(qtbot, look) -> None:
    switch = Switch()
    qtbot.addWidget(switch)
    switch.show()
    off = switch.grab().toImage()
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    assert switch.grab().toImage() != off
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()
