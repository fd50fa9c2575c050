"""Makes a picture small enough for a repository: a palette of 256 colours, chosen by median cut.

Pictures of a user interface have few colours and many shades of anti-aliased text; with a
palette of their own nobody sees the difference, and the file is half as large.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = 256
Shade = tuple[tuple[int, int, int], int]


def palette(image: QImage, size: int = COLOURS) -> list[int]:
    """At most `size` colours that stand for all of an RGB32 picture, as `0xffrrggbb`."""
    found = Counter(memoryview(image.constBits()).cast("B").cast("I"))
    shades: list[Shade] = [((c >> 16 & 255, c >> 8 & 255, c & 255), n) for c, n in found.items()]
    boxes = [shades]
    while len(boxes) < size:
        box = max(boxes, key=_worth)
        if _worth(box) == 0:
            break
        boxes.remove(box)
        boxes += _halves(box)
    return [_mean(box) for box in boxes]


def _spread(box: list[Shade]) -> tuple[int, int]:
    """Over how many steps the widest channel reaches, and which channel that is."""
    spans = []
    for channel in range(3):
        values = [rgb[channel] for rgb, _ in box]
        spans.append((max(values) - min(values), channel))
    return max(spans)


def _worth(box: list[Shade]) -> float:
    """How much is gained by cutting a box: wide ones with many pixels first."""
    return 0 if len(box) < 2 else _spread(box)[0] * sum(n for _, n in box) ** 0.3


def _halves(box: list[Shade]) -> list[list[Shade]]:
    channel = _spread(box)[1]
    box = sorted(box, key=lambda s: s[0][channel])
    low, high = box[0][0][channel], box[-1][0][channel]
    at = next(i for i, s in enumerate(box) if s[0][channel] > (low + high) / 2)
    return [box[:at], box[at:]]


def _mean(box: list[Shade]) -> int:
    """The colour that most pixels have if it rules, else the mean: flat grounds stay exact."""
    total = sum(n for _, n in box)
    best, count = max(box, key=lambda s: s[1])
    if count * 2 < total:
        best = tuple(round(sum(rgb[c] * n for rgb, n in box) / total) for c in range(3))  # type: ignore[assignment]
    return 0xFF000000 | best[0] << 16 | best[1] << 8 | best[2]


def save_small(image: QImage, path: Path) -> None:
    """Write a picture as a PNG with a palette."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    table = palette(plain)
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    plain.convertToFormat(QImage.Format.Format_Indexed8, table, flags).save(str(path), "PNG", 0)
