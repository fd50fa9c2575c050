from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.panels.palette import MIME, Palette, rank


@pytest.fixture
def palette(qtbot, look, catalog) -> Palette:
    made = Palette(catalog)
    qtbot.addWidget(made)
    qtbot.addWidget(made.search)
    made.resize(240, 600)
    made.show()
    made.search.show()
    return made


def test_groups_have_their_counts(palette: Palette, catalog) -> None:
    headings = {row[0]: row[1] for row in palette.model.rows if isinstance(row, tuple)}
    assert headings["Operators"] == sum(t.kind == "operator" for t in catalog.types())
    assert list(headings)[-1] in {"Flow", "Addons"}


def test_titles_come_before_other_places(catalog) -> None:
    found = [t.id for t in rank(catalog.types(), "csv")]
    assert found[0] == "csv.read"
    assert rank(catalog.types(), "no such thing") == []


def test_typing_and_enter_add(palette: Palette, qtbot) -> None:
    qtbot.keyClicks(palette.search, "template")
    with qtbot.waitSignal(palette.add_asked) as asked:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert asked.args == ["text.template@1"]


def test_arrows_move_past_headings(palette: Palette, qtbot) -> None:
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    first = palette.list.currentIndex().row()
    assert palette.model.type_at(palette.list.currentIndex()) is not None
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() > first


def test_what_is_dragged_names_the_node_type(palette: Palette) -> None:
    palette.model.search("csv")
    index = palette.model.index(0)
    assert palette.model.flags(index) & Qt.ItemFlag.ItemIsDragEnabled
    assert palette.model.mimeData([index]).data(MIME).toStdString() == "csv.read@1"


def test_nothing_found_says_so(palette: Palette, qtbot) -> None:
    qtbot.keyClicks(palette.search, "zzzz")
    assert palette.none.isVisible()
    assert not palette.list.isVisible()
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.list.isVisible()
