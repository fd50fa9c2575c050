from __future__ import annotations

import pytest

from harmony.board.playing import Playing
from harmony.board.strips import MOST, Strip, iteration
from tests.board.parts import Tape, artifact


@pytest.mark.parametrize(
    ("pass_", "depth", "expected"), [("7", 0, 7), ("7.2", 0, 7), ("7.2", 1, 2), ("7", 1, None), ("", 0, None)]
)
def test_the_number_of_an_iteration(pass_, depth, expected):
    assert iteration(pass_, depth) == expected


def test_a_cell_shows_the_most_urgent_state_of_its_iteration():
    strip = Strip(0)
    strip.turn("0", None, "active")
    strip.turn("0", "active", "complete")
    strip.turn("1", None, "complete")
    strip.turn("1", None, "error")
    strip.turn("2", None, "skipped")
    assert strip.words() == ("complete", "error", "skipped")


def test_many_iterations_share_cells():
    strip = Strip(0)
    for number in range(10_000):
        strip.turn(str(number), None, "error" if number == 7000 else "complete")
    words = strip.words()
    assert len(words) <= MOST
    assert (strip.count, strip.width) == (10_000, 512)
    assert [at for at, word in enumerate(words) if word == "error"] == [7000 // 512]


def played(count: int = 4) -> Playing:
    tape, playing = Tape(), Playing("r1")
    events = [tape("node.started", "each", attempt=1)]
    for number in range(count):
        events.append(tape("node.started", "each/a", str(number), attempt=1))
        if number == 2:
            events.append(tape("node.failed", "each/a", str(number), error={"message": "x"}))
        else:
            made = {"value": artifact("integer", value=number * 10)}
            events.append(tape("node.completed", "each/a", str(number), outputs=made))
    playing.apply(events)
    return playing


def test_a_run_fills_the_strip_of_the_owner():
    assert played().strips["each"].words() == ("complete", "complete", "error", "complete")


def test_one_iteration_can_be_looked_at():
    playing = played()
    assert playing.output("each/a", "value") == (artifact("integer", value=30), 3)
    playing.choose("each", 1)
    assert playing.state("each/a").word == "complete"
    assert playing.output("each/a", "value") == (artifact("integer", value=10), 1)
    playing.choose("each", 2)
    assert playing.word("each/a") == "error"
    assert playing.output("each/a", "value") == (None, 0)
    playing.choose("each", 99)
    assert playing.chosen is None


def test_loops_in_loops_have_strips_of_their_own():
    tape, playing = Tape(), Playing("r1")
    playing.apply([tape("node.started", "out", attempt=1), tape("node.started", "out/in", "1", attempt=1)])
    playing.apply([tape("node.completed", "out/in/a", "1.2"), tape("node.failed", "out/in/a", "1.0")])
    assert playing.strips["out/in"].words() == ("error", "skipped", "complete")
    assert playing.strips["out"].words() == ("skipped", "error")


def test_a_melody_that_is_played_once_has_no_iterations():
    tape, playing = Tape(), Playing("r1")
    playing.apply([tape("node.started", "sub", attempt=1), tape("node.completed", "sub/a")])
    assert playing.strips["sub"].count == 0
