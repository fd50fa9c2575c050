"""Icons: Material Design glyphs drawn in any colour.

The glyph font and its character map come with qtawesome; they are read directly because
importing qtawesome takes a quarter of the second in which the window must be on screen.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

from harmony.board import theme

_FONTS = {"mdi6": "materialdesignicons6-webfont", "ph": "phosphor"}
_KIND_ICONS = {"instrument": "creation", "operator": "cog-outline", "flow": "source-branch", "addon": "puzzle-outline"}


@lru_cache(maxsize=4)
def _load(prefix: str) -> tuple[str, dict[str, str]]:
    """Family name of a glyph font, and its names to code points."""
    spec = find_spec("qtawesome")
    folder = Path(next(iter(spec.submodule_search_locations or ()))) / "fonts" if spec else Path()
    stem = _FONTS[prefix]
    fonts = sorted(folder.glob(f"{stem}-[0-9]*.ttf"))
    maps = sorted(folder.glob(f"{stem}-charmap-*.json")) + sorted(folder.glob(f"{stem.split('-')[0]}-charmap-*.json"))
    if not fonts or not maps:
        return "", {}
    number = QFontDatabase.addApplicationFont(str(fonts[-1]))
    families = QFontDatabase.applicationFontFamilies(number)
    return (families[0] if families else ""), json.loads(maps[-1].read_text(encoding="utf-8"))


def _find(name: str) -> tuple[str, str]:
    prefix, _, bare = name.rpartition(".")
    family, names = _load(prefix if prefix in _FONTS else "mdi6")
    code = names.get(bare)
    return family, chr(int(code, 16)) if code else ""


def has(name: str) -> bool:
    """True if a glyph of that name exists (`mdi6.table`, `table`, `ph.waves`)."""
    return bool(_find(name)[1])


def name_for(icon: str, kind: str = "operator") -> str:
    """The glyph of a node type: its own if there is one, else that of its kind."""
    return icon if icon and has(icon) else _KIND_ICONS.get(kind, "cog-outline")


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw a glyph into the middle of `rect`, as high as the rectangle is."""
    family, char = _find(name)
    if not char:
        return
    glyph_font = QFont(family)
    glyph_font.setPixelSize(max(1, round(rect.height())))
    painter.setFont(glyph_font)
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, char)


def pixmap(name: str, colour: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """A glyph as a picture of `size` logical pixels."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter, QRectF(0, 0, size, size), name, colour)
    painter.end()
    return made


def icon(name: str, colour: QColor | None = None, size: int = 16) -> QIcon:
    """A glyph as an icon, in the text colour of now unless told otherwise."""
    shown = QIcon(pixmap(name, colour or theme.current().text_2, size, 2.0))
    faint = QColor(colour or theme.current().text_2)
    faint.setAlphaF(0.4)
    shown.addPixmap(pixmap(name, faint, size, 2.0), QIcon.Mode.Disabled)
    return shown


STATE_GLYPHS = {
    "idle": "circle-outline",
    "queued": "dots-horizontal",
    "active": "progress-clock",
    "complete": "check",
    "cached": "keyboard-return",
    "error": "exclamation",
    "waiting": "clock-outline",
    "skipped": "minus",
    "cancelled": "square",
}
"""The shape of each state: no state is told by its colour alone."""
