from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from harmony.board.canvas import laying
from harmony.melody import edits


@pytest.fixture
def large(canvas, monkeypatch):
    monkeypatch.setattr(laying, "AT_ONCE", 0)
    monkeypatch.setattr("harmony.board.canvas.slices.SLICE_S", -1.0)
    return canvas


def test_a_large_layout_is_worked_out_while_the_window_answers(large, document, qtbot):
    wanted = large.plan.tidied()
    large.tidy()
    assert not document.history
    qtbot.waitUntil(lambda: large.overlay.busy.startswith("Laying out"))
    qtbot.waitUntil(lambda: bool(document.history) and not large.overlay.busy)
    assert {i: (c.x, c.y) for i, c in large.plan.cards.items()} == wanted
    assert len(document.history) == 1


def test_escape_ends_it(large, document, qapp):
    large.tidy()
    qapp.processEvents()
    QTest.keyClick(large, Qt.Key.Key_Escape)
    assert not large.overlay.busy and not large.laying.end()
    for _ in range(50):
        qapp.processEvents()
    assert not document.history


def test_an_edit_ends_it(large, document, qapp):
    large.tidy()
    document.try_edit(edits.rename_title, "load", "Other")
    for _ in range(50):
        qapp.processEvents()
    assert len(document.history) == 1


def test_few_cards_are_laid_out_at_once(canvas, document):
    canvas.tidy()
    assert len(document.history) == 1


def test_many_cards_are_moved_a_few_at_a_time_in_one_step_of_undo(large, document, qtbot, monkeypatch):
    monkeypatch.setattr(laying, "_CHUNK", 1)
    document.try_edit(edits.move_nodes, {"load": (3000, 40), "check": (20, 2000)})
    before = {i: (c.x, c.y) for i, c in large.plan.cards.items()}
    wanted, told = large.plan.tidied(), []
    document.changed.connect(told.append)
    large.tidy()
    qtbot.waitUntil(lambda: len(told) > 1)
    qtbot.waitUntil(lambda: {i: (c.x, c.y) for i, c in large.plan.cards.items()} == wanted)
    assert len(document.history) == 2
    document.undo()
    assert {i: (c.x, c.y) for i, c in large.plan.cards.items()} == before


def test_a_card_that_is_moved_takes_its_wires_along(canvas, document):
    before = canvas.plan.cards["check"].x
    document.try_edit(edits.move_nodes, {"check": (before + 500, 40)})
    moved = {key: (link.curve, link.kind) for key, link in canvas.plan.links.items()}
    canvas.plan.build(document.melody, document.ports_of)
    assert canvas.plan.cards["check"].x == before + 500
    assert moved == {key: (link.curve, link.kind) for key, link in canvas.plan.links.items()}
