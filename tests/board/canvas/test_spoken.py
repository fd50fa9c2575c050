from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from harmony.board.canvas.spoken import CanvasPart, Part
from harmony.board.playing import Playing
from tests.board.canvas.conftest import make_document
from tests.board.parts import Tape, artifact

Text = QAccessible.Text


@pytest.fixture
def spoken(canvas):
    found = QAccessible.queryAccessibleInterface(canvas)
    assert isinstance(found, CanvasPart)
    return found


def children(spoken):
    return [spoken.child(at) for at in range(spoken.childCount())]


def said(spoken, kind=Text.Name):
    return [child.text(kind) for child in children(spoken)]


def test_every_card_and_wire_has_a_name(spoken):
    assert said(spoken) == [
        "folder", "Load orders", "Check", "Write", "Loose", "report",
        "rows of Load orders to rows of Check", "valid of Check to parts of Write", "report of Write to report",
    ]  # fmt: skip
    assert [spoken.indexOfChild(child) for child in children(spoken)] == list(range(9))


def test_type_and_state_are_told(spoken, document):
    assert said(spoken, Text.Description)[1] == "t.read, idle"
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events([tape("node.started", "load", attempt=1)])
    assert said(spoken, Text.Description)[1] == "t.read, active"
    assert spoken.child(1).state().busy
    done = artifact("table", rows=48210)
    document.apply_events([tape("node.completed", "load", outputs={"rows": done})])
    assert said(spoken, Text.Description)[1] == "t.read, complete"
    assert "48,210 rows" in said(spoken, Text.Value)[1]
    assert "48,210 rows" in said(spoken, Text.Value)[6]


def test_it_says_what_is_selected_and_what_is_out_of_view(spoken, canvas):
    canvas.choose(["check"])
    states = {child.text(Text.Name): child.state() for child in children(spoken)}
    assert [name for name, state in states.items() if state.selected] == ["Check"]
    assert spoken.focusChild().text(Text.Name) == "Check"
    assert not states["Check"].offscreen
    canvas.centre_at(9000, 9000)
    assert spoken.child(2).state().offscreen


def test_no_item_is_made_for_what_is_read(spoken, canvas):
    canvas.centre_at(9000, 9000)
    canvas.stage.show_nothing()
    assert len(said(spoken)) == 9
    assert not canvas.stage.cards


def test_what_lies_under_a_point_of_the_screen(spoken, canvas, hand):
    at = canvas.viewport().mapToGlobal(hand.spot(350, 20))
    assert spoken.childAt(at.x(), at.y()).text(Text.Name) == "Check"
    assert spoken.child(2).rect().contains(at)
    assert spoken.childAt(-50, -50) is None or not spoken.rect().contains(QPoint(-50, -50))


def test_widgets_over_the_canvas_are_children_too(spoken, canvas, qapp):
    menu = canvas.open_quick_add("read")
    qapp.processEvents()
    last = spoken.child(spoken.childCount() - 1)
    assert last.object() is menu
    assert spoken.indexOfChild(last) == 9
    menu.close()


def test_what_is_gone_is_invalid(spoken, canvas, document):
    part = spoken.child(3)
    canvas.choose(["write"])
    canvas.delete_selection()
    assert not part.isValid()
    assert part.text(Text.Name) == ""
    assert "Write" not in said(spoken)


@pytest.fixture
def heard(canvas, spoken):
    QAccessible.setActive(True)
    spoken.forget_order()
    children(spoken)
    yield canvas.speaker
    QAccessible.setActive(False)


def test_a_flood_of_events_becomes_a_few_messages(qtbot, heard, document):
    tape = Tape()
    document.show_run(Playing("r1"))
    for _ in range(500):
        document.apply_events([tape("node.started", "load", attempt=1), tape("node.completed", "load")])
    heard.flush()
    assert heard.told["description"] == 9


def test_walking_moves_the_readers_focus(heard, canvas):
    canvas.choose(["load"])
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.chosen == {"check"}
    assert heard.told["focus"] == 2


def test_another_title_and_a_card_that_goes_are_told(heard, document, canvas, spoken):
    from harmony.melody import edits

    document.do(edits.rename_title(document.melody, "load", "First"))
    document.do(edits.rename_title(document.melody, "load", "Second"))
    assert heard.told["name"] >= 1
    canvas.choose(["load"])
    canvas.delete_selection()
    assert heard.told["order"] == 3
    assert not any(isinstance(key, str) and key == "load" for key in spoken.made)


def test_the_end_of_a_run_is_announced(heard, document):
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events([tape("run.started"), tape("run.completed")])
    assert heard.told["announcement"] == 1


def test_nothing_is_sent_while_nobody_listens(canvas, document):
    QAccessible.setActive(False)
    document.show_run(Playing("r1"))
    canvas.choose(["load"])
    assert not canvas.speaker.told


def test_ten_thousand_nodes_are_named_only_when_they_are_asked_for(qapp):
    from harmony.board.canvas.view import CanvasView

    nodes = "".join(f"  n{i}: {{use: t.check@1}}\n" for i in range(300))
    document = make_document("format: harmony/1\nname: many\nnodes:\n" + nodes)
    canvas = CanvasView(document)
    spoken = QAccessible.queryAccessibleInterface(canvas)
    assert spoken.childCount() == 300
    assert not spoken.made
    assert isinstance(spoken.child(7), Part)
    assert len(spoken.made) == 1
    canvas.deleteLater()
    document.deleteLater()


@pytest.mark.slow
def test_nothing_is_left_when_the_canvas_goes(qapp):
    import gc
    from weakref import ref

    from PySide6.QtCore import QCoreApplication, QEvent
    from shiboken6 import isValid

    from harmony.board.canvas import spoken as module
    from harmony.board.canvas.view import CanvasView

    document = make_document()
    canvas = CanvasView(document)
    parts = children(QAccessible.queryAccessibleInterface(canvas))
    number = QAccessible.uniqueId(parts[0])
    held, gone = len(module._HELD), ref(canvas)
    canvas.deleteLater()
    del canvas
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert len(module._HELD) == held - 1
    assert QAccessible.accessibleInterface(number) is None
    assert not any(map(isValid, parts))
    document.deleteLater()
    del document
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
