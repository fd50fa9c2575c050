from __future__ import annotations

from harmony.board import counted
from harmony.board.counted import WireCount
from harmony.board.document import Document
from harmony.melody import edits


def test_many_are_not_counted_before_somebody_does(document: Document, monkeypatch) -> None:
    monkeypatch.setattr(counted, "AT_ONCE", 0)
    wires = WireCount()
    assert wires.of(document.melody) is None
    wires.take(counted.counted(document.melody))
    assert wires.of(document.melody) == 1


def test_an_edit_is_followed_node_by_node(document: Document) -> None:
    wires = WireCount()
    assert wires.of(document.melody) == 1
    document.changed.connect(lambda changes: wires.follow(changes, document.melody))
    document.try_edit(edits.disconnect, "greet", "n")
    assert wires.of(document.melody) == 0
    document.undo()
    assert wires.of(document.melody) == 1 and wires.is_known
