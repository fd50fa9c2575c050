"""What was begun on the canvas as it was: the document can become another one meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from harmony.melody import edits

BEGUN = {"a move": ((340, 20), (420, 120)), "a wire": ((500, 50), (560, 200)), "a band": ((200, 200), (700, 500))}


def let_others_change(document, how: str) -> None:
    """An undo with the keys while the button is held, or another program that writes the file."""
    if how == "edit":
        assert document.try_edit(edits.remove_nodes, ["check", "load", "loose"])
    else:
        document.adopt("format: harmony/1\nname: other\nnodes: {}\n", "Read")
        document.reset.emit()


@pytest.mark.parametrize("how", ["edit", "text"])
@pytest.mark.parametrize("what", BEGUN)
def test_a_gesture_ends_when_the_document_becomes_another_one(hand, document, what: str, how: str) -> None:
    start, on = BEGUN[what]
    hand.press(*start)
    for share in (0.5, 1.0):
        hand.move(start[0] + (on[0] - start[0]) * share, start[1] + (on[1] - start[1]) * share)
    assert hand.canvas.gesture is not None
    let_others_change(document, how)
    assert hand.canvas.gesture is None
    after = document.text
    hand.move(*start)
    hand.release(*start)
    assert document.text == after


def test_letters_go_with_the_ports_that_they_name(hand, document) -> None:
    hand.canvas.choose(["check"])
    hand.canvas.show_letters()
    let_others_change(document, "edit")
    assert hand.canvas.letters is None
    QTest.qWait(20)  # painting them ended the program
