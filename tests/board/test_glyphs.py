from __future__ import annotations

import re
from pathlib import Path

import pytest

import harmony.board
from harmony.board import glyphs, theme
from harmony.board.tracks import _RANK


def test_glyphs_of_every_family_are_found(qapp) -> None:
    assert glyphs.has("play")
    assert glyphs.has("mdi6.play")
    assert glyphs.has("fa6s.database")
    assert not glyphs.has("mdi6.no-such-glyph")


def test_an_unknown_icon_falls_back_to_its_kind(qapp) -> None:
    assert glyphs.name_for("fa6s.table", "operator") == "fa6s.table"
    assert glyphs.has(glyphs.name_for("no.such", "instrument"))
    assert glyphs.name_for("", "flow") == "source-branch"


@pytest.mark.parametrize("word", sorted({*_RANK, "not_reached"}))
def test_every_state_has_a_shape(qapp, word: str) -> None:
    assert glyphs.has(glyphs.STATE_GLYPHS[word])


def test_a_glyph_is_drawn(qapp) -> None:
    image = glyphs.pixmap("play", theme.DARK.accent, 32).toImage()
    drawn = sum(image.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32))
    assert drawn > 60


def test_every_icon_of_a_built_in_exists(qapp, catalog) -> None:
    assert [t.id for t in catalog.types() if t.icon and not glyphs.has(t.icon)] == []


def test_every_glyph_named_in_the_board_exists(qapp) -> None:
    names = set()
    for path in Path(harmony.board.__file__).parent.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        names |= set(re.findall(r'glyph="([a-z-]+)"', code)) | set(re.findall(r'Pill\("[^"]*", "([a-z-]+)"', code))
    assert len(names) > 10
    assert [n for n in sorted(names) if not glyphs.has(n)] == []
