from __future__ import annotations

import pytest

from harmony.board.panels.timeline.axis import Axis
from harmony.board.panels.timeline.rows import order, visible
from harmony.board.tracks import Bar


def test_what_is_in_a_body_stands_behind_its_owner() -> None:
    assert order(["a", "b", "a/x", "c", "a/x/y", "a/z"]) == ["a", "a/x", "a/x/y", "a/z", "b", "c"]


def test_a_body_whose_owner_was_not_seen_is_kept() -> None:
    assert order(["a/x", "b"]) == ["a/x", "b"]


def test_bars_outside_the_view_are_left_out() -> None:
    bars = [Bar("complete", float(n), n + 0.5) for n in range(100)]
    seen = [bar.start for bar, _, _ in visible(bars, Axis(50.0, 10.0), 0.0, 100.0, 100.0, 6, {})]
    assert seen == [float(n) for n in range(50, 60)]


def test_a_bar_that_lasts_reaches_now() -> None:
    [(_, left, right)] = visible([Bar("active", 0.0)], Axis(0, 10), 0.0, 100.0, 5.0, 6, {})
    assert (left, right) == (0, 50)


@pytest.mark.slow
def test_thousands_in_one_pixel_cost_what_the_screen_is_wide() -> None:
    bars = [Bar("complete", n / 1000, (n + 0.9) / 1000) for n in range(100_000)]
    seen = list(visible(bars, Axis(0, 8.0), 0.0, 800.0, 100.0, 6, {}))
    assert len(seen) < 1100


def test_lanes_do_not_hide_one_another() -> None:
    bars = [Bar("complete", 0.0, 5.0), Bar("error", 1.0, 2.0, lane=1)]
    assert [b.word for b, _, _ in visible(bars, Axis(0, 10), 0.0, 100.0, 5.0, 6, {})] == ["complete", "error"]


def test_bars_that_share_a_lane_are_painted_once_for_each_state() -> None:
    bars = [Bar("complete", 0.0, 5.0, lane=n) for n in range(12)] + [Bar("error", 1.0, 2.0, lane=12)]
    assert [b.word for b, _, _ in visible(bars, Axis(0, 10), 0.0, 100.0, 5.0, 6, {})] == ["complete"] * 6 + ["error"]


def test_a_long_bar_that_ends_with_a_short_one_is_painted_too() -> None:
    bars = [Bar("complete", 4.0, 5.0), Bar("complete", 1.0, 5.0, lane=6)]
    assert [left for _, left, _ in visible(bars, Axis(0, 10), 0.0, 100.0, 5.0, 6, {})] == [40, 10]
