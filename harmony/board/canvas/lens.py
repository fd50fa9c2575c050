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
        self._spent: tuple[int, dict[str, float]] = (-1, {})
        self._most: dict[str, float] = {}
        for path in tracks:
            self._note(path, self._figure(path))

    def tell(self, path: str) -> tuple[str, str]:
        """Colour and words for a node; both empty where nothing is known."""
        if self.name == "quality":
            value = self._playing.state(path).quality if self._playing is not None else None
            return ("", "") if value is None else (_colour(value), f"quality {value:.2f}")
        figure = self._figure(path)
        if figure is None:
            return "", ""
        most = self._note(path, figure)
        return _colour(figure / most if most else 0.0), self._say(figure)

    def _note(self, path: str, figure: float | None) -> float:
        """The highest figure so far among the nodes beside one another: bodies are compared within themselves."""
        owner = path.rpartition("/")[0]
        most = self._most[owner] = max(self._most.get(owner, 0.0), figure or 0.0)
        return most

    def _dollars(self, path: str) -> float | None:
        """What a node has cost, with all that is in its body."""
        track = self._playing.tracks.get(path) if self._playing is not None else None
        if self._playing is None or track is None or not track.words:
            return None
        if self._spent[0] != self._playing.revision:
            self._spent = (self._playing.revision, self._sums(self._playing))
        return self._spent[1].get(path, 0.0)

    @staticmethod
    def _sums(playing: Playing) -> dict[str, float]:
        sums: dict[str, float] = {}
        for track in playing.tracks.values():
            path, usd = track.node, track.spent.get("usd", 0.0)
            while path and usd:
                sums[path] = sums.get(path, 0.0) + usd
                path = path.rpartition("/")[0]
        return sums

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
