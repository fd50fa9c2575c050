from __future__ import annotations

from time import perf_counter

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from harmony.board.panels.timeline.axis import Axis
from harmony.board.panels.timeline.past import Past, paint_track, sight_of
from harmony.board.panels.timeline.rows import NAMES, ROW
from harmony.board.tracks import Bar, Track

WIDTH = 500


def track_of(count: int, failed: int = -1) -> Track:
    """A pass a tenth of a second, one after the other."""
    track = Track("each/a")
    for n in range(count):
        track.begin(Bar("active", n / 10, pass_=str(n)))
        track.finish(str(n), (n + 1) / 10, "error" if n == failed else "complete")
    return track


def shot(past: Past, axis: Axis, now: float = 0.0, until: float = float("inf")) -> tuple[QImage, bool]:
    image = QImage(WIDTH, ROW, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sight = sight_of(axis, 0.0, WIDTH + NAMES, past.track.lanes, 1.0)
    is_whole = paint_track(painter, past, sight, now, until)
    painter.end()
    return image, is_whole


def test_what_ends_later_is_added_and_looks_as_if_painted_at_once(look) -> None:
    track, axis = track_of(40), Axis(0.0, 100.0)
    past = Past(track)
    shot(past, axis)
    picture = past._shown.layers[""]
    track.begin(Bar("active", 4.0, pass_="x"))
    track.finish("x", 4.5, "complete")
    assert shot(past, axis)[0] == shot(Past(track), axis)[0]
    assert past._shown.layers[""] is picture


def test_no_other_bar_hides_an_error(look) -> None:
    track = track_of(2000, failed=1000)
    track.begin(Bar("active", 0.0, pass_="all"))
    image, _ = shot(Past(track), Axis(0.0, 2.0), now=200.0)
    colours = {image.pixelColor(200, y).name() for y in range(ROW)}
    assert look.state("error").name() in colours


def test_a_long_row_is_painted_in_slices_and_shown_stretched_until_then(look) -> None:
    track = track_of(400)
    past, wide, narrow = Past(track), Axis(0.0, 10.0), Axis(0.0, 5.0)
    assert not shot(past, wide, until=perf_counter())[1]
    while not shot(past, wide, until=perf_counter())[1]:
        pass
    stretched, is_whole = shot(past, narrow, until=perf_counter())
    assert not is_whole
    assert stretched.pixelColor(195, ROW // 2) == shot(past, narrow)[0].pixelColor(195, ROW // 2)


@pytest.mark.parametrize("count", [100, 1000])
def test_a_tick_does_not_look_at_what_is_over(look, count: int) -> None:
    track = track_of(count)
    past, axis = Past(track), Axis(0.0, 1.0)
    shot(past, axis)
    track.ended[:count] = [None] * count
    assert shot(past, axis)[1]
