from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from harmony.board.dropped import is_melody, said, sort_out
from harmony.melody.frozen import thaw
from tests.board.parts import TEXT, write

NAMES = ["orders.csv", "2024 sums.JSON", "big.parquet", "notes.txt", "plan [1].png"]


def files(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return paths


def drop(target, paths: list[Path], at: QPointF) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    flags = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(at.toPoint(), *flags)
    target.dragEnterEvent(enter)
    assert enter.isAccepted()
    event = QDropEvent(at, *flags)
    target.dropEvent(event)
    target.data_of_drop = data  # Qt keeps no reference
    return event


def test_files_become_nodes_in_a_column_at_that_place(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    canvas, document = window.desk.page.canvas, window.desk.document
    at = QPointF(200, 150)
    spot = canvas.scene_pos(at)
    drop(canvas, files(tmp_path / "data", *NAMES), at)
    made = [document.node(i) for i in ("orders", "read", "big", "notes", "plan")]
    assert [n.use for n in made] == ["csv.read@1", "json.read@1", "parquet.read@1", "files.read@1", "files.list@1"]
    assert [n.title for n in made] == NAMES
    assert made[0].with_ == {"path": "data/orders.csv"}
    assert thaw(made[4].with_) == {"path": "data", "pattern": "plan [[]1].png"}
    places = [document.melody.layout.nodes[i].at for i in ("orders", "read", "big", "notes", "plan")]
    assert {x for x, _ in places} == {places[0][0]} and abs(places[0][1] + 20 - spot.y()) <= 20
    tops = [y for _, y in places]
    assert all(b - a >= 100 for a, b in pairwise(tops))
    assert document.selection == {"orders", "read", "big", "notes", "plan"}
    document.undo()
    assert document.text == TEXT


def test_a_folder_is_listed(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    (tmp_path / "sales").mkdir()
    drop(window.desk.page.canvas, [tmp_path / "sales"], QPointF(100, 100))
    node = window.desk.document.node("sales")
    assert (node.use, thaw(node.with_)) == ("files.list@1", {"path": "sales"})


def test_melodies_open_wherever_they_are_dropped(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    other = write(tmp_path, TEXT.replace("small", "other"), "other.melody.yaml")
    plain = write(tmp_path, TEXT.replace("small", "third"), "third.yaml")
    drop(window, [other], QPointF(5, 5))
    drop(window.desk.page.canvas, [plain], QPointF(50, 50))
    assert [p.document.title for p in window.desk.pages] == ["small", "other", "third"]
    assert all(len(p.document.melody.nodes) == 2 for p in window.desk.pages)


def test_without_a_melody_data_makes_one(make_window, tmp_path: Path) -> None:
    window = make_window()
    (path,) = files(tmp_path, "orders.csv")
    drop(window, [path], QPointF(300, 300))
    assert window.desk.document.node("orders").with_ == {"path": path.as_posix()}


def test_what_nothing_reads_is_told_and_the_rest_is_taken(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    drop(window.desk.page.canvas, files(tmp_path, "logo.psd", "a.csv"), QPointF(90, 90))
    assert window.banner.isVisible() and "logo.psd" in window.banner.text.text()
    assert window.desk.document.node("a").use == "csv.read@1"


def test_in_a_body_they_go_into_the_body(make_window, tmp_path: Path) -> None:
    text = TEXT + "  each: {use: flow.each@1, in: {items: numbers.value}, body: {nodes: {a: {use: data.set@1}}}}\n"
    window = make_window(write(tmp_path, text))
    window.desk.page.canvas.enter("each")
    drop(window.desk.page.canvas, files(tmp_path, "b.csv"), QPointF(90, 90))
    assert window.desk.document.selection == {"each/b"}


def test_the_keyboards_way_is_a_dialog(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    window.actions_.run("melody.add_files")
    dialog = window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(p) for p in files(tmp_path, "b.csv", "c.csv")])
    dialog.close()
    assert window.desk.document.selection == {"b", "c"}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [("a.melody.yaml", "", True), ("a.yaml", TEXT, True), ("a.yaml", "a: 1", False), ("a.json", '{"x": 1}', False),
     ("a.json", '{"format": "harmony/1"}', True), ("a.csv", TEXT, False)],
)  # fmt: skip
def test_melodies_are_told_by_name_or_beginning(tmp_path: Path, name: str, text: str, expected: bool) -> None:
    assert is_melody(write(tmp_path, text, name)) is expected


def test_paths_outside_the_folder_stay_relative(tmp_path: Path) -> None:
    (path,) = files(tmp_path / "other", "a.csv")
    found = sort_out([path, tmp_path / "gone.csv"], tmp_path / "here")
    assert found.reads == [(path, "csv.read", {"path": "../other/a.csv"})]
    assert [p.name for p in found.unknown] == ["gone.csv"]
    assert said([Path(f"{n}.x") for n in range(5)]).startswith("No node reads 0.x, 1.x, 2.x and 2 more.")
    assert said([]) == ""
