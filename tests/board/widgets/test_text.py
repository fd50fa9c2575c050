from __future__ import annotations

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


def test_what_does_not_fit_is_the_tool_tip(qtbot, look) -> None:
    label = Label("a long sentence that has no room here")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    label.grab()
    assert label.toolTip() == label.text()
