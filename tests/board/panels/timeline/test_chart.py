from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt

from harmony.board.document import Document
from harmony.board.panels.timeline.chart import HEAD, NAMES, ROW, Timeline
from harmony.board.playing import Playing
from tests.board.parts import Tape


@pytest.fixture
def chart(qtbot, look, document: Document) -> Iterator[Timeline]:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(900, 260)
    made.show()
    made.set_document(document)
    yield made
    made.set_document(None)


def play(document: Document, *more: dict) -> None:
    tape = Tape()
    events = [
        tape("run.started"),
        tape("node.started", "numbers", attempt=1),
        tape("node.completed", "numbers", after=1.0),
        tape("node.started", "greet", attempt=1),
        tape("node.completed", "greet", after=1.0),
        tape("run.completed"),
    ]
    document.show_run(Playing("r1"))
    document.apply_events(events)


def test_rows_follow_the_run(chart: Timeline, document: Document) -> None:
    assert chart.rows == []
    play(document)
    assert chart.rows == ["numbers", "greet"]


def test_a_finished_run_is_fitted(chart: Timeline, document: Document) -> None:
    play(document)
    assert chart.axis.start == 0
    assert chart.axis.x(chart.now() - document.playing.started) < chart.viewport().width() - NAMES


def test_keys_zoom_pan_and_fit(chart: Timeline, document: Document, qtbot) -> None:
    play(document)
    scale = chart.axis.scale
    qtbot.keyClick(chart, Qt.Key.Key_W)
    assert chart.axis.scale > scale
    start = chart.axis.start
    qtbot.keyClick(chart, Qt.Key.Key_D)
    assert chart.axis.start > start
    qtbot.keyClick(chart, Qt.Key.Key_F)
    assert (chart.axis.scale, chart.axis.start) == (scale, 0)


def test_a_click_picks_the_node_of_the_row(chart: Timeline, document: Document, qtbot) -> None:
    play(document)
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, HEAD + ROW + 5))
    assert picked.args == ["greet"]


def test_bars_are_painted_in_the_colour_of_their_state(chart: Timeline, document: Document, look) -> None:
    play(document)
    image = chart.viewport().grab().toImage()
    x = round(NAMES + chart.axis.x(1.0))
    assert image.pixelColor(x, HEAD + ROW - 8).name() == look.state("complete").name()


def test_the_tip_says_state_and_time(chart: Timeline, document: Document) -> None:
    play(document)
    tip = chart.tip_at(QPoint(round(NAMES + chart.axis.x(0.6)), HEAD + 8))
    assert tip.splitlines() == ["numbers", "complete · 1.00 s"]


def test_the_selected_row_is_marked(chart: Timeline, document: Document) -> None:
    play(document)
    before = chart.viewport().grab().toImage()
    document.select({"greet"})
    assert chart.viewport().grab().toImage() != before


def test_while_a_run_is_live_the_axis_grows_in_steps(chart: Timeline, document: Document) -> None:
    tape = Tape()
    chart.clock = lambda: at
    at = tape.at
    document.show_run(Playing("r1"))
    document.apply_events([tape("run.started"), tape("node.started", "numbers", attempt=1)])
    seen = []
    for _ in range(200):
        at += 0.1
        chart._tick()
        seen.append(chart.axis.scale)
        assert chart.axis.x(at - document.playing.started) <= chart.viewport().width() - NAMES
    assert len(set(seen[100:])) <= 5
