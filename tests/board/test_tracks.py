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


def test_nothing_is_known_at_first() -> None:
    assert Track("a").state() == IDLE
