from __future__ import annotations

import pytest

from harmony.board.playing import Playing


@pytest.fixture
def played(canvas, document):
    document.show_run(Playing("r"))
    events = []
    for at, node, seconds, quality in ((1.0, "load", 1.0, 0.2), (3.0, "check", 4.0, 0.9)):
        events.append({"seq": len(events), "at": at, "kind": "node.started", "node": node, "attempt": 1})
        more = {"quality": quality}
        events.append({"seq": len(events), "at": at + seconds, "kind": "node.completed", "node": node} | more)
    document.apply_events(events)
    return canvas


@pytest.mark.parametrize(("name", "words"), [("duration", "4.00 s"), ("quality", "quality 0.90")])
def test_a_lens_colours_by_a_figure_and_says_it(played, name, words):
    played.set_lens(name)
    weak, strong = played.stage.cards["load"].look, played.stage.cards["check"].look
    assert strong.footer == words
    assert weak.lens and strong.lens and weak.lens != strong.lens
    assert not played.stage.cards["write"].look.lens


def test_the_lens_of_states_is_the_usual_look(played):
    played.set_lens("duration")
    played.set_lens("state")
    assert not played.stage.cards["check"].look.lens


def test_cost_counts_what_is_in_a_body_and_levels_are_compared_within_themselves():
    from harmony.board.canvas.lens import Lens
    from tests.board.parts import Tape

    tape, playing = Tape(), Playing("r")
    playing.apply([tape("node.started", node, attempt=1) for node in ("a", "each", "each/x")])
    playing.apply(
        [
            tape("node.completed", "each/x", "0", spent={"usd": 0.3}),
            tape("node.completed", "each/x", "1", spent={"usd": 0.1}),
            tape("node.completed", "a", spent={"usd": 0.1}),
            tape("node.completed", "each"),
        ]
    )
    lens = Lens("cost", playing)
    assert lens.tell("each")[1] == "$0.40"
    assert lens.tell("a")[0] != lens.tell("each")[0]
    assert lens.tell("each/x")[0] == lens.tell("each")[0]
    assert lens.tell("nobody") == ("", "")
