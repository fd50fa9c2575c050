"""`harmony board`: opens the window; the only command that needs Qt."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from harmony.errors import HarmonyError


def board(
    file: Path | None = None, *, theme: Literal["system", "dark", "light"] | None = None, apart: bool = False
) -> int:
    """Open the board.

    Parameters
    ----------
    file
        A Melody to open.
    theme
        dark, light, or as the system has it.
    apart
        Open a window of its own; without it the file goes to the window that is there already.
    """
    import dataclasses

    from harmony.settings import Settings

    try:
        from harmony.board.launch import main
    except ImportError as error:
        raise HarmonyError(
            f"The board needs Qt, which does not load here: {error}. On Debian or Ubuntu: apt-get install "
            "libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 "
            "libdbus-1-3 libfontconfig1. The command line works without it."
        ) from error
    settings = Settings.load()
    if theme is not None:
        settings = dataclasses.replace(settings, theme=theme)
    return main(settings, str(file) if file else None, {"apart": apart})
