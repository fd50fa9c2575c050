from __future__ import annotations

from harmony.board.tracks import IDLE, Bar, Track


def test_of_many_passes_the_most_urgent_state_is_shown() -> None:
    track = Track("each/a")
    for pass_, word in enumerate(("complete", "reconstructed", "gap", "paused", "active")):
        track.turn(str(pass_), word)
    seen = []
    for pass_ in ("4", "3", "2", "1"):
        seen.append(track.word)
        track.turn(pass_, "skipped")
    assert [*seen, track.word] == ["active", "paused", "gap", "complete", "complete"]


def test_what_was_reconstructed_counts_as_done() -> None:
    track = Track("each/a")
    for pass_, word in enumerate(("complete", "cached", "reconstructed", "error")):
        track.turn(str(pass_), word)
    assert track.state().summary == "3 of 4 · 1 failed"


def test_bars_that_overlap_have_lanes_of_their_own() -> None:
    track = Track("each/a")
    for pass_ in ("0", "1"):
        track.begin(Bar("active", 1.0, pass_=pass_))
    track.finish("0", 2.0, "complete")
    track.begin(Bar("active", 2.5, pass_="2"))
    assert [bar.lane for bar in track.bars] == [0, 1, 0]


def test_passes_in_a_queue_are_one_stretch_and_take_no_lanes() -> None:
    track = Track("each/a")
    for n in range(100):
        track.begin(Bar("queued", n / 100, pass_=str(n)))
    for n in range(100):
        track.begin(Bar("active", 1.0 + n, pass_=str(n)))
        track.finish(str(n), 2.0 + n, "complete")
    assert [(q.start, q.end) for q in track.queues] == [(0.0, 100.0)]
    assert len(track.bars) == 100
    assert track.lanes == 1


def test_what_ends_in_the_queue_is_a_moment() -> None:
    track = Track("a")
    track.begin(Bar("queued", 1.0))
    bar = track.finish("", 3.0, "cancelled")
    assert bar is not None and (bar.word, bar.start, bar.end) == ("cancelled", 3.0, 3.0)
    assert [(q.start, q.end) for q in track.queues] == [(1.0, 3.0)]


def test_an_attempt_goes_on_in_the_lane_of_the_one_before() -> None:
    track = Track("each/a")
    for pass_ in ("0", "1"):
        track.begin(Bar("active", 1.0, pass_=pass_))
    track.finish("0", 2.0)
    track.begin(Bar("waiting", 2.0, pass_="1"))
    assert track.bars[-1].lane == 1


def test_nothing_is_known_at_first() -> None:
    assert Track("a").state() == IDLE
