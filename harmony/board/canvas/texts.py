"""Words on the canvas: how wide they are, and where they are cut. Kept, because cards ask for the same ones again."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF


def elided(text: str, font: QFont, width: float) -> str:
    """`text` with an ellipsis where it is too long."""
    return _elided(text, font.key(), width)


@lru_cache(maxsize=8192)
def _elided(text: str, font_key: str, width: float) -> str:
    font = QFont()
    font.fromString(font_key)
    return _metrics(font_key).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=32)
def _metrics(font_key: str) -> QFontMetricsF:
    font = QFont()
    font.fromString(font_key)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return QFontMetricsF(font)


def text_width(text: str, font: QFont) -> float:
    """Width of a text in logical pixels."""
    return _width(text, font.key())


@lru_cache(maxsize=8192)
def _width(text: str, font_key: str) -> float:
    return _metrics(font_key).horizontalAdvance(text)
