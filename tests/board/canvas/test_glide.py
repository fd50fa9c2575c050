from __future__ import annotations

from harmony.board import theme
from harmony.board.canvas.glide import AT_MOST


def scatter(canvas):
    from harmony.board.canvas import acts

    acts.move(canvas.document, {"check": (-200, 500), "write": (100, -300)})


def test_tidied_cards_glide_to_their_places(canvas, qtbot):
    scatter(canvas)
    canvas.tidy()
    card, item = canvas.plan.cards["check"], canvas.stage.cards["check"]
    assert canvas.glide.is_moving
    assert (item.x(), item.y()) != (card.x, card.y)
    qtbot.waitUntil(lambda: not canvas.glide.is_moving, timeout=1000)
    assert (item.x(), item.y()) == (card.x, card.y)


def test_without_motion_they_are_there_at_once(canvas):
    scatter(canvas)
    theme.prefer(motion=False)
    try:
        canvas.tidy()
        card, item = canvas.plan.cards["check"], canvas.stage.cards["check"]
        assert not canvas.glide.is_moving
        assert (item.x(), item.y()) == (card.x, card.y)
    finally:
        theme.prefer(motion=True)


def test_an_edit_on_the_way_wins(canvas, document, qtbot):
    scatter(canvas)
    canvas.tidy()
    document.undo()
    qtbot.waitUntil(lambda: not canvas.glide.is_moving, timeout=1000)
    canvas.fit()
    assert (canvas.stage.cards["check"].x(), canvas.stage.cards["check"].y()) == (-200, 500)


def test_too_many_do_not_glide(canvas):
    canvas.glide.start({str(number): (0.0, 0.0) for number in range(AT_MOST + 1)})
    assert not canvas.glide.is_moving


def test_tidying_what_is_tidy_changes_nothing(canvas, document):
    canvas.tidy()
    text, edits = document.text, len(document.history)
    canvas.tidy()
    assert (document.text, len(document.history)) == (text, edits)
