from __future__ import annotations

from harmony.board.playing import LIVE, Playing
from tests.board.parts import Tape, artifact


def play(*events: dict) -> Playing:
    playing = Playing("r1")
    playing.apply(events)
    return playing


def test_a_node_goes_through_its_states() -> None:
    tape, playing, seen = Tape(), Playing("r1"), []
    for event in (
        tape("run.started"),
        tape("node.queued", "a"),
        tape("node.started", "a", attempt=1),
        tape("node.progress", "a", progress=0.5),
        tape("node.completed", "a", outputs={"text": artifact(value="hi")}),
    ):
        playing.apply([event])
        seen.append(playing.state("a").word)
    assert seen == ["idle", "queued", "active", "active", "complete"]
    assert playing.state("a").summary == "hi · 200 ms"


def test_progress_is_known_while_it_works() -> None:
    tape = Tape()
    playing = play(tape("node.started", "a", attempt=1), tape("node.progress", "a", progress=0.62, text="page 3"))
    assert playing.state("a").progress == 0.62
    assert playing.state("a").summary == "page 3"


def test_events_that_were_seen_before_are_passed_over() -> None:
    tape = Tape()
    events = [tape("node.started", "a", attempt=1), tape("node.completed", "a")]
    playing = play(*events)
    assert playing.apply(events) == frozenset()
    assert len(playing.tracks["a"].bars) == 1


def test_attempts_are_separate_bars() -> None:
    tape = Tape()
    playing = play(
        tape("node.started", "a", attempt=1),
        tape("node.retrying", "a", attempt=1, error={"class": "rate_limit"}),
        tape("node.started", "a", attempt=2),
        tape("node.completed", "a"),
    )
    track = playing.tracks["a"]
    assert [(b.word, b.label) for b in track.bars] == [("error", "try 1 · rate limit"), ("complete", "try 2")]
    assert [(b.start, b.end) for b in track.queues] == [(track.bars[0].end, track.bars[1].start)]
    assert playing.state("a").attempts == 2


def test_many_passes_are_one_state() -> None:
    tape = Tape()
    playing = play(*(tape("node.started", "each/a", str(n), attempt=1) for n in range(3)))
    assert playing.state("each/a").word == "active"
    playing.apply([tape("node.completed", "each/a", "0"), tape("node.failed", "each/a", "1", error={"class": "bug"})])
    assert playing.state("each/a").word == "active"
    playing.apply([tape("node.completed", "each/a", "2")])
    assert playing.state("each/a").word == "error"
    assert playing.state("each/a").summary == "2 of 3 · 1 failed"


def test_passes_that_overlap_have_lanes() -> None:
    tape = Tape()
    playing = play(*(tape("node.started", "each/a", str(n), attempt=1) for n in range(2)))
    playing.apply([tape("node.completed", "each/a", "0"), tape("node.started", "each/a", "2", attempt=1)])
    assert [b.lane for b in playing.tracks["each/a"].bars] == [0, 1, 0]
    assert playing.tracks["each/a"].lanes == 2


def test_skipped_and_cancelled_are_told_apart() -> None:
    tape = Tape()
    playing = play(tape("node.skipped", "a", reason="not_chosen"), tape("node.skipped", "b", reason="cancelled"))
    assert playing.state("a").word == "skipped"
    assert playing.state("a").summary == "not chosen"
    assert playing.state("b").word == "cancelled"


def test_the_end_of_a_run_leaves_nothing_live() -> None:
    tape = Tape()
    playing = play(tape("node.started", "a", attempt=1), tape("run.failed", error={"message": "no"}))
    assert not playing.is_live
    assert playing.state("a").word == "cancelled"
    assert playing.error["message"] == "no"


def test_a_lost_engine_keeps_what_is_finished() -> None:
    tape = Tape()
    playing = play(tape("node.started", "a"), tape("node.completed", "a"), tape("node.started", "b"))
    assert playing.lose() == {"b"}
    assert playing.status == "lost"
    assert playing.state("a").word == "complete"


def test_references_of_the_run_outputs_are_preferred() -> None:
    tape, made = Tape(), artifact("file", name="report.html")
    playing = play(tape("run.completed", outputs={"page": "x"}, artifacts={"page": made}))
    assert playing.outputs == {"page": made}


def test_lists_grow() -> None:
    tape = Tape()
    playing = play(
        tape("decision", "a", choice="retry"),
        tape("gap", "a", reason="policy_skip"),
        tape("log", "a", text="hello"),
        tape("node.completed", "a", outputs={"t": artifact(quality=0.9)}),
    )
    assert (len(playing.decisions), len(playing.gaps), len(playing.log), len(playing.artifacts)) == (1, 1, 1, 1)
    assert playing.state("a").quality == 0.9


def test_ended_nodes_are_counted_as_they_end() -> None:
    tape, playing = Tape(), Playing("r1")
    kinds = ("queued", "started", "completed", "failed", "started", "skipped", "waiting")
    for step in range(60):
        playing.apply([tape(f"node.{kinds[step % 7]}", ("a", "b", "each", "each/inner")[step % 4])])
        tops = [t for t in playing.tracks.values() if "/" not in t.node]
        assert playing.ended_nodes() == sum(t.word not in LIVE for t in tops)
    playing.lose()
    assert playing.ended_nodes() == 3


def test_what_waited_when_the_engine_was_lost_waits_on_when_it_is_resumed() -> None:
    playing, tape = Playing("r1"), Tape()
    playing.apply([tape("run.started"), tape("node.waiting", "ask", **{"for": "approval"})])
    playing.apply([tape("node.waiting", "later", reason="time"), tape("node.started", "busy", attempt=1)])
    playing.lose()
    assert not playing.asked() and playing.word("later") == "cancelled"
    playing.go_on()
    assert (playing.word("ask"), playing.word("later"), playing.word("busy")) == ("waiting", "waiting", "cancelled")
    assert [asked.node for asked in playing.asked()] == ["ask"]
    playing.apply([tape("node.completed", "ask", outputs={}), tape("node.started", "busy", attempt=2)])
    assert (playing.word("ask"), playing.word("busy"), playing.asked()) == ("complete", "active", [])
    assert [bar.end is None for bar in playing.tracks["ask"].bars] == [False, False]
