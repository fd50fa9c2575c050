"""No text is cut on any main screen at the largest text size that can be preferred."""

from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board import theme
from harmony.board.widgets.sheet import Sheet
from tests.board.screens import SCREENS
from tests.board.test_labels import cut, settle


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS)
def test_no_text_is_cut_at_the_largest_size(make_window, tmp_path: Path, screen: str) -> None:
    window = make_window()
    theme.prefer(text="larger")
    try:
        SCREENS[screen](window, tmp_path)
        settle()
        assert cut(window) == []
        for sheet in window.findChildren(Sheet):
            sheet.close()
    finally:
        theme.prefer(text="normal")
