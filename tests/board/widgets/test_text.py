from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board import theme
from harmony.board.widgets.text import Label


def test_a_label_follows_the_theme(qtbot, qapp, look) -> None:
    label = Label("x", tone="text_2")
    qtbot.addWidget(label)
    assert label.ink() == theme.DARK.text_2
    theme.apply(qapp, "light")
    assert label.ink() == theme.LIGHT.text_2
    label.set_state("error")
    assert label.ink() == theme.LIGHT.state("error")


@pytest.mark.parametrize("is_shown", [True, False], ids=["shown", "hidden"])
def test_text_that_can_be_selected_is_seen_in_the_other_theme(qtbot, qapp, look, is_shown: bool) -> None:
    label = Label("Hello there", wraps=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    qtbot.addWidget(label)
    label.setVisible(is_shown)
    label.grab()
    theme.apply(qapp, "light")
    label.setText("Good evening")
    label.show()
    image = label.grab().toImage()
    assert min(image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())) < 80


def test_what_does_not_fit_is_the_tool_tip(qtbot, look) -> None:
    label = Label("a long sentence that has no room here")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    label.grab()
    assert label.toolTip() == label.text()
