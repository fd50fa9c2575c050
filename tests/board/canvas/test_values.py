from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from harmony.board import theme
from harmony.board.canvas.tips import badge_words, value_words
from harmony.board.playing import Playing
from tests.board.canvas.conftest import settle
from tests.board.parts import Tape, artifact

WIRE = "load.rows to check.rows"


def link_of(canvas):
    return next(k for k in canvas.plan.links.values() if (k.source, k.target) == ("load", "check"))


@pytest.fixture
def pinned(canvas, document):
    canvas.choose((), [link_of(canvas).key])
    QTest.keyClick(canvas, Qt.Key.Key_V)
    return canvas


@pytest.fixture
def run(document):
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events([tape("run.started")])

    def give(rows, node="load", **more):
        made = artifact("table", rows=rows, size=1_234_567)
        document.apply_events(
            [tape("node.started", node, **more), tape("node.completed", node, outputs={"rows": made})]
        )

    return give


def test_v_keeps_the_value_of_a_wire_in_the_layout(pinned, document):
    assert document.melody.layout.wires[WIRE].badge
    assert document.history[-1].label == "Show values on wires"
    QTest.keyClick(pinned, Qt.Key.Key_V)
    assert not document.melody.layout.wires
    document.undo()
    assert link_of(pinned).has_badge


def test_hover_tells_type_rows_size_and_count(canvas, document, run):
    key = link_of(canvas).key
    assert value_words(document, canvas.plan, key) == ""
    run(48210)
    assert value_words(document, canvas.plan, key) == "table  ·  48,210 rows  ·  1.2 MB"


def test_what_came_many_times_is_counted(canvas, document):
    key, tape = link_of(canvas).key, Tape()
    document.show_run(Playing("r1"))
    for number in range(12):
        made = artifact("integer", value=number)
        document.apply_events([tape("node.completed", "load", str(number), outputs={"rows": made})])
    assert value_words(document, canvas.plan, key) == "integer  ·  12 B  ·  11  ·  the last of 12"
    assert badge_words(document, canvas.plan, key) == "11 ×12"


def test_an_input_tells_its_default(canvas, document, run):
    from harmony.melody import edits
    from harmony.melody.wires import WireEnd

    document.do(edits.connect(document.melody, "inputs.folder", "load", "file"))
    key = WireEnd("inputs", "folder", "load", "file")
    assert badge_words(document, canvas.plan, key) == "samples"


def pixels(canvas, holds):
    """How many pixels in the middle of the badge are so."""
    settle(canvas)
    image = canvas.picture().toImage()
    left, top, right, bottom = canvas.badges.room(link_of(canvas))
    start, end = canvas.view_point(left, (top + bottom) / 2), canvas.view_point(right, (top + bottom) / 2)
    return sum(
        holds(image.pixelColor(QPoint(x, start.y() + dy))) for x in range(start.x(), end.x()) for dy in range(-6, 7)
    )


def is_bright(colour):
    return colour.lightness() > 195 and colour.saturation() < 80


def test_the_badge_is_drawn_and_follows_the_run(pinned, document, run):
    pinned.choose(())
    assert pixels(pinned, lambda c: c == theme.current().raised) > 300
    assert pixels(pinned, is_bright) == 0
    run(48210)
    first = pixels(pinned, is_bright)
    assert first > 20
    run(7)
    assert 0 < pixels(pinned, is_bright) < first


def test_a_click_on_a_badge_selects_its_wire(pinned, hand, document):
    pinned.choose(())
    left, top, right, _bottom = pinned.badges.room(link_of(pinned))
    hand.click((left + right) / 2 + 30, top + 4)
    assert document.wire_selection == {link_of(pinned).key}


def test_nothing_is_looked_at_while_no_wire_has_one(canvas, document, run):
    assert not canvas.badges.shown()
    assert canvas.badges.of(()) == []
    assert canvas.badges.wire_at(250, 50) is None


def test_a_badge_leaves_points_of_the_wire_free(pinned, document):
    from harmony.board.canvas import hits

    pinned.choose((), [link_of(pinned).key])
    pinned.add_point()
    (x, y) = link_of(pinned).via[0]
    _left, top, _right, bottom = pinned.badges.room(link_of(pinned))
    assert not top <= y <= bottom
    assert hits.dot_at(pinned.plan, x, y) is not None
