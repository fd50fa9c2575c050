from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from harmony.board import theme
from harmony.board.panels.timeline import bars


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


GROUNDS = ("canvas", "panel", "raised", "node", "hover")
TEXTS = ("text", "text_2", "text_3")
MARKS = ("accent",)
LINES = ("line", "node_line")
ON = {"on_accent": "accent", "on_amber": "amber"}
LOOKS = pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)


def test_every_token_is_measured() -> None:
    """A new token says here what it is: a ground, a text, a mark, a line that only parts, or text on a colour."""
    named = {f.name for f in fields(theme.Theme)} - {"name"}
    assert named == {*GROUNDS, *TEXTS, *MARKS, *LINES, *ON, *ON.values()}


@LOOKS
def test_text_can_be_read(look: theme.Theme) -> None:
    for ground in GROUNDS:
        assert contrast(look.text, getattr(look, ground)) >= 7
        assert contrast(look.text_2, getattr(look, ground)) >= 4.5
        # On the ground of what is pointed at, lists and menus write in text_2 instead.
        assert contrast(look.text_3, getattr(look, ground)) >= (4.5 if ground != "hover" else 4.2)
    for ink, fill in ON.items():
        assert contrast(getattr(look, ink), getattr(look, fill)) >= 4.5


@pytest.mark.parametrize("name", ["dark", "light"])
def test_text_on_tinted_grounds_can_be_read(qapp: QApplication, name: str) -> None:
    theme.apply(qapp, name)
    look = theme.current()
    for ink in (look.text, look.text_2):  # what is selected
        assert contrast(ink, theme.tint(look.accent, 0.16)) >= 4.5
    for word in ("active", "waiting", "error"):  # notices
        assert contrast(look.text, theme.tint(look.state(word), 0.12)) >= 4.5
    for kind in theme._KINDS:  # the tile of a node type
        assert contrast(look.kind(kind), theme.tint(look.kind(kind), 0.17)) >= 3


@LOOKS
def test_marks_of_states_and_data_stand_out(look: theme.Theme) -> None:
    for ground in (look.panel, look.canvas, look.node):
        faint = [w for w in theme._STATES if contrast(look.state(w), ground) < 3]
        faint += [k for k in theme._KINDS if contrast(look.kind(k), ground) < 3]
        faint += [t for t in theme._TYPES if contrast(look.type(t), ground) < 3]
        faint += [m for m in MARKS if contrast(getattr(look, m), ground) < 3]
        assert faint == [], ground.name()


@pytest.mark.parametrize("name", ["dark", "light"])
def test_text_on_the_bars_of_the_timeline_can_be_read(qapp: QApplication, name: str) -> None:
    theme.apply(qapp, name)
    look = theme.current()
    for word in theme._STATES:
        fill = bars.fill(word)
        assert contrast(theme.ink_on(fill) if look.is_dark else look.text, fill) >= 4.5


@pytest.mark.parametrize("name", ["dark", "light"])
def test_words_in_the_colour_of_a_state_can_be_read(qapp: QApplication, name: str) -> None:
    theme.apply(qapp, name)
    look = theme.current()
    for word in theme._STATES:
        assert contrast(theme.readable(look.state(word)), look.panel) >= 4.5
    if look.is_dark:
        assert theme.readable(look.state("complete")) == look.state("complete")


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
