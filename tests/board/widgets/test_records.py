from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt

from harmony.board.widgets.records import Line, Records


def make(qtbot) -> Records:
    records = Records("Things", lambda n: Line(f"thing {n}"), ("magnify", "Nothing", ""))
    qtbot.addWidget(records)
    records.resize(300, 200)
    records.show()
    return records


def test_new_items_at_the_end_are_added_only(qtbot, look) -> None:
    records, added = make(qtbot), []
    items = [object(), object()]
    records.show_items(items)
    records.model().rowsInserted.connect(lambda _p, first, last: added.append((first, last)))
    with qtbot.assertNotEmitted(records.model().modelReset):
        items.append(object())
        records.show_items(items)
    assert added == [(2, 2)]
    assert records.model().rowCount(QModelIndex()) == 3


def test_it_follows_the_end_unless_somebody_looks_back(qtbot, look) -> None:
    records, items = make(qtbot), list(range(100))
    records.show_items(items)
    bar = records.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    items.append(100)
    records.show_items(items)
    assert bar.value() == 0


def test_click_and_enter_choose(qtbot, look) -> None:
    records, got = make(qtbot), []
    records.chosen.connect(got.append)
    records.show_items(["a", "b"])
    place = records.visualRect(records.model().index(1, 0)).center()
    qtbot.mouseClick(records.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(records, Qt.Key.Key_Return)
    assert got == ["b", "b"]


def test_an_empty_list_says_so(qtbot, look) -> None:
    records = make(qtbot)
    empty = records.grab().toImage()
    records.show_items(["a"])
    assert records.grab().toImage() != empty
