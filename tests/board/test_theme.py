from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from harmony.board import theme


def contrast(a: QColor, b: QColor) -> float:
    first, second = sorted((theme._luminance(a), theme._luminance(b)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def test_dark_and_light_have_the_agreed_values(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert theme.current().canvas.name() == "#11131a"
    assert theme.current().state("complete").name() == "#2fb980"
    theme.apply(qapp, "light")
    assert theme.current().accent.name() == "#4f5fe8"
    assert theme.current().state("complete").name() == "#1a8f5f"


def test_a_change_is_told(qapp: QApplication, qtbot) -> None:
    theme.apply(qapp, "dark")
    with qtbot.waitSignal(theme.changes.changed):
        theme.apply(qapp, "light")
    assert qapp.palette().window().color() == theme.LIGHT.panel


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_text_can_be_read(look: theme.Theme) -> None:
    for ground in (look.panel, look.raised, look.canvas, look.node):
        assert contrast(look.text, ground) >= 7
        assert contrast(look.text_2, ground) >= 4.5
        assert contrast(look.text_3, ground) >= 4.5
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.on_amber, look.amber) >= 4.5


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_marks_of_states_and_data_stand_out(look: theme.Theme) -> None:
    for ground in (look.panel, look.canvas, look.node):
        faint = [w for w in theme._STATES if contrast(look.state(w), ground) < 3]
        faint += [k for k in theme._KINDS if contrast(look.kind(k), ground) < 3]
        faint += [t for t in theme._TYPES if contrast(look.type(t), ground) < 3]
        assert faint == [], ground.name()
    assert contrast(look.accent, look.panel) >= 3


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_text_on_a_state_can_be_read(look: theme.Theme) -> None:
    for word in ("queued", "active", "complete", "cached", "error", "waiting"):
        assert contrast(theme.ink_on(look.state(word)), look.state(word)) >= 4.0


def test_types_of_lists_have_the_colour_of_their_items() -> None:
    assert theme.DARK.type("list<table>") == theme.DARK.type("table")
    assert theme.DARK.type('{"type": "object"}') == theme.DARK.type("json")
    assert theme.DARK.type("nobody knows") == theme.DARK.type("any")


def test_fonts_ship(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert QFontInfo(theme.font(13, 600)).family() == "Inter"
    assert QFontInfo(theme.font(13, 600)).weight() == 600
    assert QFontInfo(theme.mono()).family() == "JetBrains Mono"


def test_a_font_given_out_can_be_changed_without_harm(qapp: QApplication) -> None:
    theme.font(13).setBold(True)
    assert not theme.font(13).bold()
