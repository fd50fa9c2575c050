from __future__ import annotations

from itertools import pairwise

import pytest

from harmony.board.panels.timeline.axis import Axis, label, nice_step


def test_zooming_keeps_the_time_under_the_cursor() -> None:
    axis = Axis(2.0, 50.0)
    before = axis.seconds(120)
    axis.zoom(3.0, 120)
    assert axis.seconds(120) == pytest.approx(before)
    assert axis.scale == 150


def test_fitting_shows_all_with_a_little_room() -> None:
    axis = Axis()
    axis.fit(0, 10, 530)
    assert axis.x(0) == 0
    assert 480 < axis.x(10) < 530


def test_zoom_has_bounds() -> None:
    axis = Axis()
    for _ in range(500):
        axis.zoom(2, 0)
    assert axis.scale == 1e6


@pytest.mark.parametrize(("least", "step"), [(0.13, 0.2), (0.2, 0.2), (3, 5), (11, 20), (55, 60), (700, 1800)])
def test_steps_are_round(least: float, step: float) -> None:
    assert nice_step(least) == pytest.approx(step)


@pytest.mark.parametrize("scale", [0.001, 0.05, 1, 37, 900, 500_000])
def test_ticks_never_crowd(scale: float) -> None:
    xs = [x for x, _ in Axis(0, scale).ticks(1000)]
    assert all(b - a >= 89 for a, b in pairwise(xs))


def test_labels() -> None:
    assert [label(a, 0.2) for a in (0, 0.2, 1.0)] == ["0 s", "0.2", "1.0"]
    assert label(90, 30) == "90"
    assert label(90, 60) == "1:30"
    assert label(3723, 60) == "1:02:03"
