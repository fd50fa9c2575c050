from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.panels.palette import MIME, Palette, TypesModel, rank


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


def _heading(palette: Palette, name: str) -> int:
    return next(i for i, row in enumerate(palette.model.rows) if isinstance(row, tuple) and row[0] == name)


def test_a_click_on_a_heading_folds_its_section(palette: Palette, qtbot) -> None:
    rows, row = list(palette.model.rows), _heading(palette, "Operators")
    index = palette.model.index(row)
    spot = palette.list.visualRect(index).center()
    with qtbot.waitSignal(palette.folded) as told:
        qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == [["Operators"]]
    assert not any(t.kind == "operator" for t in palette.model.rows if not isinstance(t, tuple))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", folded")
    qtbot.keyClicks(palette.search, "read csv")
    assert palette.model.rows[0].id == "csv.read"  # what is searched for is found all the same
    palette.search.clear()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert palette.model.rows == rows


def test_keys_fold_and_unfold(palette: Palette, qtbot) -> None:
    rows, row = list(palette.model.rows), _heading(palette, "Operators")
    palette.list.setFocus()
    palette.list.setCurrentIndex(palette.model.index(row + 3))
    qtbot.keyClick(palette.list, Qt.Key.Key_Left)
    assert palette.list.currentIndex().row() == row and len(palette.model.rows) == len(rows) - rows[row][1]
    qtbot.keyClick(palette.list, Qt.Key.Key_Right)
    assert palette.model.rows == rows
    qtbot.keyClick(palette.list, Qt.Key.Key_Return)
    assert palette.model.folded == {"Operators"}


def test_folded_sections_are_remembered(make_window) -> None:
    first = make_window()
    first.palette_.model.fold(0, True)
    first.palette_.folded.emit(sorted(first.palette_.model.folded))
    assert make_window().palette_.model.folded == first.palette_.model.folded != set()


def test_a_spoilt_memory_folds_nothing(look, catalog) -> None:
    assert TypesModel(catalog.types(), [["Operators"], 3, "Gone"]).folded == set()


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
