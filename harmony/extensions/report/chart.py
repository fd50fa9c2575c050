"""A bar chart as inline SVG; its colours come from the page, so that it is right in light and dark."""

from __future__ import annotations

from html import escape
from unicodedata import east_asian_width

from .blocks import Bars
from .figures import number

# Units are about a pixel where the page is at its widest.
_ROW = 26
_WIDTH = 990
_VALUE = 90
_LABEL = 320.0
# Widths of letters in the widest of the fonts that the page may get (DejaVu Sans, Verdana), in units at 12 px.
_NARROW, _SLIM, _PLAIN, _CAPITAL, _WIDE = 3.8, 5.1, 7.7, 9.5, 12.0


def svg(chart: Bars) -> str:
    """The chart; bars to the left of the axis are negative."""
    lengths = [length for _, length in chart.bars]
    low, high = min(0.0, *lengths), max(0.0, *lengths)
    span = (high - low) or 1.0
    left = max(_width(_shortened(name)) for name, _ in chart.bars) + 16
    scale = (_WIDTH - left - _VALUE) / span
    zero, height = left - low * scale, _ROW * len(chart.bars) + 4
    rows = [_row(index, bar, left, zero, scale) for index, bar in enumerate(chart.bars)]
    axis = f'<line class="axis" x1="{zero:.1f}" y1="0" x2="{zero:.1f}" y2="{height}"/>'
    title = escape(chart.title)
    return (
        f'<figure><figcaption>{title}</figcaption><svg viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{title}">{"".join(rows)}{axis}</svg></figure>'
    )


def _shortened(name: str) -> str:
    """A label that fits; of a long one the end, which tells more of dotted names and paths."""
    if _width(name) <= _LABEL:
        return name
    room = _LABEL - _WIDE
    for position in range(len(name) - 1, -1, -1):
        room -= _letter(name[position])
        if room < 0:
            return f"…{name[position + 1 :]}"
    return name


def _width(text: str) -> float:
    """Units that a text takes at most."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if letter in "ijlI|'.,:;! ":
        return _NARROW
    if letter in "ftr()[]-/\\":
        return _SLIM
    if letter in "mwMW%@…" or east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() else _PLAIN


def _row(index: int, bar: tuple[str, float], labels: float, zero: float, scale: float) -> str:
    """Label, bar and value of one row; labels end at `labels`."""
    name, length = bar
    top = index * _ROW + 2
    middle = top + _ROW / 2 - 2
    size = max(1.0, abs(length) * scale)
    left = zero if length >= 0 else zero - size
    end = zero + max(0.0, length) * scale + 8
    return (
        f"<g><title>{escape(name)}: {number(length)}</title>"
        f'<text class="label" x="{labels - 10:.1f}" y="{middle:.1f}">{escape(_shortened(name))}</text>'
        f'<rect class="bar" x="{left:.1f}" y="{top + 3}" width="{size:.1f}" height="{_ROW - 10}" rx="3"/>'
        f'<text class="value" x="{end:.1f}" y="{middle:.1f}">{number(length)}</text></g>'
    )
