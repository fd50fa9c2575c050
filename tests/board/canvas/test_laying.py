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
    qtbot.waitUntil(lambda: bool(document.history))
    assert {i: (c.x, c.y) for i, c in large.plan.cards.items()} == wanted
    assert not large.overlay.busy and len(document.history) == 1


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
