"""Between time and pixels: a scale that zooms at a point, pans and fits; round ticks. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

LEAST, MOST = 1e-3, 1e6
_STEPS = (1, 2, 5)
_CLOCK = (60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)


@dataclass(slots=True)
class Axis:
    """Where seconds are on a line.

    Attributes:
        start: seconds at the left end.
        scale: pixels a second.
    """

    start: float = 0.0
    scale: float = 100.0

    def x(self, seconds: float) -> float:
        """Pixels from the left end."""
        return (seconds - self.start) * self.scale

    def seconds(self, x: float) -> float:
        """Time at a pixel."""
        return self.start + x / self.scale

    def zoom(self, factor: float, at_x: float) -> None:
        """Zoom so that the time under `at_x` stays there."""
        fixed = self.seconds(at_x)
        self.scale = min(MOST, max(LEAST, self.scale * factor))
        self.start = fixed - at_x / self.scale

    def pan(self, pixels: float) -> None:
        """Move the view to later times."""
        self.start += pixels / self.scale

    def fit(self, first: float, last: float, width: float) -> None:
        """Show from `first` to `last`, with a little room at the right."""
        span = max(last - first, 1e-3) * 1.06
        self.start, self.scale = first, min(MOST, max(LEAST, width / span))

    def ticks(self, width: float, gap: float = 90) -> Iterator[tuple[float, str]]:
        """Round times at least `gap` pixels apart: `(x, label)`."""
        step = nice_step(gap / self.scale)
        first = math.ceil(max(self.start, 0) / step) * step
        for n in range(int(width / (step * self.scale)) + 2):
            at = first + n * step
            x = self.x(at)
            if x > width:
                return
            yield x, label(at, step)


def nice_step(least: float) -> float:
    """The smallest round time span that is not less than `least` seconds."""
    if least > 50:
        return next((float(s) for s in _CLOCK if s >= least), math.ceil(least / 86400) * 86400.0)
    power = 10.0 ** math.floor(math.log10(least))
    return next((s * power for s in _STEPS if s * power >= least * 0.999), 10 * power)


def label(at: float, step: float) -> str:
    """A tick's text: `0 s`, `0.2`, `12`, `1:30`."""
    if at == 0:
        return "0 s"
    if step >= 60 or at >= 600:
        minutes, seconds = divmod(round(at), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{at:.{digits}f}"
