from __future__ import annotations

import re

import pytest

from harmony.board import theme
from harmony.board.style import sheet


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_every_token_is_filled_in(look: theme.Theme) -> None:
    made = sheet(look)
    assert look.accent.name() in made
    assert not re.search(r"\{[a-z_0-9]+\}", made)
