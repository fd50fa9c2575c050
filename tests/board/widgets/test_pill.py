from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.widgets.pill import Pill


@pytest.mark.parametrize("style", ["plain", "primary", "ghost", "field"])
def test_it_is_pressed_with_mouse_and_keys(qtbot, look, style) -> None:
    pill, pressed = Pill("Run", "play", style, "Ctrl K"), []
    qtbot.addWidget(pill)
    pill.clicked.connect(lambda: pressed.append(1))
    pill.show()
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    pill.setFocus()
    qtbot.keyClick(pill, Qt.Key.Key_Space)
    assert len(pressed) == 2
    assert not pill.grab().isNull()


def test_there_is_room_for_its_text(qtbot, look) -> None:
    short, long = Pill("Run"), Pill("Run the whole Melody")
    qtbot.addWidget(short)
    qtbot.addWidget(long)
    assert long.sizeHint().width() > short.sizeHint().width()
    short.setText("Run the whole Melody")
    assert long.sizeHint() == short.sizeHint()


def test_a_glyph_alone_has_a_name(qtbot, look) -> None:
    pill = Pill(glyph="close", look="ghost", name="Dismiss")
    qtbot.addWidget(pill)
    assert (pill.accessibleName(), pill.toolTip()) == ("Dismiss", "Dismiss")
