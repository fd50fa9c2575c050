"""A bar chart as inline SVG; its colours come from the page, so that it is right in light and dark."""

from __future__ import annotations

from html import escape

from .blocks import Bars
from .figures import number

# Units are about a pixel where the page is at its widest.
_ROW = 26
_WIDTH = 990
_LETTER = 7.2
_VALUE = 90
_SHOWN = 42


def svg(chart: Bars) -> str:
    """The chart; bars to the left of the axis are negative."""
    lengths = [length for _, length in chart.bars]
    low, high = min(0.0, *lengths), max(0.0, *lengths)
    span = (high - low) or 1.0
    names = [_shortened(name) for name, _ in chart.bars]
    left = max(map(len, names)) * _LETTER + 16
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
    return name if len(name) <= _SHOWN else f"…{name[1 - _SHOWN :]}"


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
