from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from harmony.board.canvas.gestures.drop import MIME

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def bring(canvas, spot: QPoint, mime: QMimeData):
    enter = QDragEnterEvent(spot, COPY, mime, LEFT, NONE)
    QApplication.sendEvent(canvas.viewport(), enter)
    move = QDragMoveEvent(spot, COPY, mime, LEFT, NONE)
    QApplication.sendEvent(canvas.viewport(), move)
    return enter


def drop(canvas, spot, mime):
    bring(canvas, spot, mime)
    QApplication.sendEvent(canvas.viewport(), QDropEvent(spot.toPointF(), COPY, mime, LEFT, NONE))


def type_mime(use):
    mime = QMimeData()
    mime.setData(MIME, use.encode())
    return mime


def test_a_node_type_from_the_palette_becomes_a_node_under_the_pointer(hand, document):
    drop(hand.canvas, hand.spot(700, 300), type_mime("t.read@1"))
    assert document.melody.nodes["read"].use == "t.read@1"
    assert tuple(document.melody.layout.nodes["read"].at) == (600, 280)
    assert document.selection == {"read"}


def test_a_ghost_shows_where_it_will_stand(hand):
    canvas = hand.canvas
    before = canvas.grab().toImage()
    bring(canvas, hand.spot(700, 300), type_mime("t.read@1"))
    after = canvas.grab().toImage()
    spot = hand.spot(640, 350)
    assert before.pixelColor(spot) != after.pixelColor(spot)


def test_dropped_on_a_wire_it_is_inserted(hand, document):
    drop(hand.canvas, hand.spot(550, 50), type_mime("t.check@1"))
    assert document.melody.nodes["check_2"].in_["rows"] == "check.valid"
    assert document.melody.nodes["write"].in_["parts"] == "check_2.valid"
    assert len(document.history) == 1


def test_what_does_not_fit_the_wire_is_just_added(hand, document):
    drop(hand.canvas, hand.spot(550, 50), type_mime("t.show@1"))
    assert not document.melody.nodes["show"].in_
    assert document.melody.nodes["write"].in_["parts"] == "check.valid"


def test_other_things_are_refused(hand, document):
    mime = QMimeData()
    mime.setText("hello")
    assert not bring(hand.canvas, hand.spot(0, 300), mime).isAccepted()
    assert not document.history
