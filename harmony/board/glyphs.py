"""Icons: glyphs of icon fonts drawn in any colour; Material Design for the board itself.

The glyph fonts and their character maps come with qtawesome; they are read directly because
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

# The prefixes of qtawesome, so that an extension may name its icon in the usual way.
_FONTS = {
    "mdi6": "materialdesignicons6-webfont",
    "mdi": "materialdesignicons5-webfont",
    "ph": "phosphor",
    "ri": "remixicon",
    "msc": "codicon",
    "fa6": "fontawesome6-regular-webfont",
    "fa6s": "fontawesome6-solid-webfont",
    "fa6b": "fontawesome6-brands-webfont",
    "fa5": "fontawesome5-regular-webfont",
    "fa5s": "fontawesome5-solid-webfont",
    "fa5b": "fontawesome5-brands-webfont",
}
_SOLID = frozenset({"fa6s", "fa5s"})
_KIND_ICONS = {"instrument": "creation", "operator": "cog-outline", "flow": "source-branch", "addon": "puzzle-outline"}


@lru_cache(maxsize=16)
def _load(prefix: str) -> tuple[str, dict[str, str]]:
    """Family name of a glyph font, and its names to code points."""
    spec = find_spec("qtawesome")
    folder = Path(next(iter(spec.submodule_search_locations or ()))) / "fonts" if spec else Path()
    stem = _FONTS[prefix]
    fonts, maps = sorted(folder.glob(f"{stem}-[0-9]*.ttf")), sorted(folder.glob(f"{stem}-charmap-*.json"))
    if not fonts or not maps:
        return "", {}
    number = QFontDatabase.addApplicationFont(str(fonts[-1]))
    families = QFontDatabase.applicationFontFamilies(number)
    return (families[0] if families else ""), json.loads(maps[-1].read_text(encoding="utf-8"))


@lru_cache(maxsize=512)
def _find(name: str) -> tuple[str, str, bool]:
    """Family, character and whether the font's solid weight is meant; no character: unknown."""
    prefix, _, bare = name.rpartition(".")
    prefix = prefix if prefix in _FONTS else "mdi6"
    family, names = _load(prefix)
    code = names.get(bare)
    return family, chr(int(code, 16)) if code else "", prefix in _SOLID


def has(name: str) -> bool:
    """True if a glyph of that name exists (`mdi6.table`, `table`, `ph.waves`)."""
    return bool(_find(name)[1])


def name_for(icon: str, kind: str = "operator") -> str:
    """The glyph of a node type: its own if there is one, else that of its kind."""
    return icon if icon and has(icon) else _KIND_ICONS.get(kind, "cog-outline")


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw a glyph into the middle of `rect`, as high as the rectangle is."""
    family, char, is_solid = _find(name)
    if not char:
        return
    glyph_font = QFont(family)
    # Font Awesome fills its square, Material Design leaves a margin: make them look alike.
    size = rect.height() * 0.84 if "Awesome" in family else rect.height()
    glyph_font.setPixelSize(max(1, round(size)))
    if is_solid:
        glyph_font.setWeight(QFont.Weight.Black)
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
    "reconstructed": "restore",
    "error": "exclamation",
    "waiting": "clock-outline",
    "paused": "pause",
    "skipped": "minus",
    "gap": "flag-outline",
    "not_reached": "circle-off-outline",
    "cancelled": "square",
}
"""The shape of each state: no state is told by its colour alone."""
