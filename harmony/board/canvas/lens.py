"""Lenses: what the colour of cards tells. By state as ever, or by duration, quality or cost in steps of one hue."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QColor

from harmony.board import theme
from harmony.board.canvas.states import state_for
from harmony.board.playing import Playing
from harmony.board.wording import money, seconds

Name = Literal["state", "duration", "quality", "cost"]
NAMES: tuple[Name, ...] = ("state", "duration", "quality", "cost")
_STEPS = 5


class Lens:
    """Colours nodes by one of their figures.

    Args:
        name: `duration`, `quality` or `cost`.
        playing: the run that is shown, if there is one.
    """

    def __init__(self, name: Name, playing: Playing | None) -> None:
        self.name = name
        self._playing = playing
        tracks = playing.tracks if playing is not None else {}
        self._figure, self._say = (self._dollars, money) if name == "cost" else (self._seconds, seconds)
        self._most = max((self._figure(path) or 0.0 for path in tracks), default=0.0)

    def tell(self, path: str) -> tuple[str, str]:
        """Colour and words for a node; both empty where nothing is known."""
        if self.name == "quality":
            value = self._playing.state(path).quality if self._playing is not None else None
            return ("", "") if value is None else (_colour(value), f"quality {value:.2f}")
        figure = self._figure(path)
        if figure is None:
            return "", ""
        self._most = max(self._most, figure)
        return _colour(figure / self._most if self._most else 0.0), self._say(figure)

    def _dollars(self, path: str) -> float | None:
        track = self._playing.tracks.get(path) if self._playing is not None else None
        return track.spent.get("usd", 0.0) if track is not None and track.attempts else None

    def _seconds(self, path: str) -> float | None:
        track = self._playing.tracks.get(path) if self._playing is not None else None
        spans = [b.end - b.start for b in track.bars if b.attempt and b.end is not None] if track else []
        return sum(spans) if spans else None


def _colour(share: float) -> str:
    """One of a few strengths of the accent over the panel."""
    step = min(int(share * _STEPS), _STEPS - 1)
    base, accent, by = theme.current().panel, theme.current().accent, 0.25 + 0.75 * step / (_STEPS - 1)
    mixed = [
        round(b + (a - b) * by)
        for a, b in (
            (accent.red(), base.red()),
            (accent.green(), base.green()),
            (accent.blue(), base.blue()),
        )
    ]
    return QColor(*mixed).name()


def colour_of(word: str) -> QColor:
    """The colour of a state's word, or of a lens."""
    return QColor(word) if word.startswith("#") else theme.current().state(state_for(word).colour)
