"""No label, button or tab of the board is cut, also where its text is a third longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from harmony.board import theme
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.search import TAKEN, Search
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.tabs import Tabs
from harmony.board.widgets.text import Label
from tests.board.screens import SCREENS

LONGER = 1.35
# What a person wrote is elided where it must be, with a tool tip: names of nodes, values, files.
THEIRS = ("Header", "Breadcrumbs", "StatusLine", "Results")


def is_theirs(widget: QWidget) -> bool:
    at: QWidget | None = widget
    while at is not None:
        if type(at).__name__ in THEIRS:
            return True
        at = at.parentWidget()
    return isinstance(widget, Label) and "mono" in widget.font().family().lower()


def cut(root: QWidget) -> list[str]:
    """Texts that do not fit into what shows them."""
    return [*cut_labels(root), *cut_buttons(root), *cut_tabs(root), *cut_fields(root)]


def cut_fields(root: QWidget) -> Iterator[str]:
    """What empty fields say of themselves."""
    for line in root.findChildren(QLineEdit):
        text = line.placeholderText()
        wide = line.fontMetrics().horizontalAdvance(text) + (TAKEN - 8 if isinstance(line, Search) else 18)
        if text and not line.text() and line.isVisible() and wide > line.width():
            yield f"{text!r} needs {wide}, has {line.width()}"


def cut_labels(root: QWidget) -> Iterator[str]:
    for label in root.findChildren(Label):
        if not label.isVisible() or not label.text() or is_theirs(label):
            continue
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                yield f"{label.text()!r} needs {label.heightForWidth(label.width())} high, has {label.height()}"
        elif label.fontMetrics().horizontalAdvance(label.text()) > label.width():
            yield f"{label.text()!r} has {label.width()}"


def cut_buttons(root: QWidget) -> Iterator[str]:
    for pill in root.findChildren(Pill):
        if pill.isVisible() and pill.text() and pill.width() < pill.minimumSizeHint().width():
            yield f"{pill.text()!r} has {pill.width()} of {pill.minimumSizeHint().width()}"


def cut_tabs(root: QWidget) -> Iterator[str]:
    for tabs in root.findChildren(Tabs):
        for index in range(tabs.count()) if tabs.isVisible() and tabs._look != "documents" else ():
            if not tabs.isTabVisible(index):
                continue
            wide = tabs.fontMetrics().horizontalAdvance(tabs._label(index))
            if wide > tabs.tabRect(index).width() or tabs.tabRect(index).right() > tabs.width():
                yield f"tab {tabs.tabText(index)!r} has {tabs.tabRect(index).width()} of {wide}"


def lengthen(root: QWidget) -> None:
    """Make every text longer by a third, as another language would."""
    for label in root.findChildren(Label):
        if label.text() and not is_theirs(label):
            label.setText(longer(label.text()))
    for pill in root.findChildren(Pill):
        if pill.text():
            pill.setText(longer(pill.text()))
    for tabs in root.findChildren(Tabs):
        for index in range(tabs.count()):
            if tabs._look != "documents":
                tabs.setTabText(index, longer(tabs.tabText(index)))


def longer(text: str) -> str:
    return text + " " + "ne" * max(1, round(len(text) * (LONGER - 1) / 2))


def settle() -> None:
    for _ in range(6):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents()


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS)
def test_no_text_is_cut(make_window, tmp_path: Path, screen: str) -> None:
    window = make_window()
    SCREENS[screen](window, tmp_path)
    settle()
    assert cut(window) == []
    menus = window.top.menus  # where there is no room for longer ones, Qt has the rest behind an arrow
    assert menus.actionGeometry(menus.actions()[-1]).right() <= menus.width()
    lengthen(window)
    settle()
    assert cut(window) == []
    for sheet in window.findChildren(Sheet):
        sheet.close()


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS)
def test_no_large_text_is_cut(make_window, tmp_path: Path, screen: str) -> None:
    window = make_window()
    window.resize(1440, 900)
    theme.prefer(text="large")
    try:
        SCREENS[screen](window, tmp_path)
        settle()
        assert cut(window) == []
    finally:
        theme.prefer(text="normal")
    for sheet in window.findChildren(Sheet):
        sheet.close()


def test_a_cut_text_is_found(qtbot, look) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    label, pill = Label("A rather long sentence", parent=box), Pill("Press here", parent=box)
    label.setFixedWidth(40)
    pill.setFixedWidth(20)
    box.show()
    assert len(cut(box)) == 2
