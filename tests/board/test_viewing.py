from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from harmony.board.canvas.visited import Place
from harmony.melody import edits
from tests.board.parts import TEXT, write

BODY = TEXT + (
    "  each:\n    use: flow.each@1\n    in: {items: numbers.value}\n    body:\n      nodes:\n"
    "        inner: {use: text.template@1, with: {template: x}}\n"
    "layout:\n  nodes:\n    numbers:\n      at: [0, 0]\n    greet:\n      at: [400, 300]\n"
    "    each:\n      at: [800, 0]\n"
)


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def is_at(window, place: Place) -> bool:
    settle()
    return window.desk.page.canvas.place().is_like(place)


def test_a_file_opens_where_it_was_left(make_window, tmp_path: Path) -> None:
    path = write(tmp_path, BODY)
    window = make_window(path)
    settle()
    canvas = window.desk.page.canvas
    place = Place((), 150, 420.0, 310.0)
    canvas.look_at(place)
    window.desk.document.select({"greet"})
    window.desk.page.show_yaml(True)
    settle()
    place = canvas.place()
    window.desk.close()
    window.desk.open_path(path)
    assert is_at(window, place)
    assert window.desk.document.selection == {"greet"} and window.desk.page.yaml is not None


def test_also_in_another_window_and_in_a_body(make_window, tmp_path: Path) -> None:
    path = write(tmp_path, BODY)
    window = make_window(path)
    settle()
    window.desk.page.canvas.enter("each")
    window.desk.page.canvas.zoom_to(70)
    place = window.desk.page.canvas.place()
    window.close()
    again = make_window(path)
    assert is_at(again, place) and place.owners == ("each",)


def test_a_killed_window_comes_back_as_it_was(make_window, tmp_path: Path, qtbot) -> None:
    path = write(tmp_path, BODY)
    window = make_window(path)
    settle()
    page = window.desk.page
    page.document.try_edit(edits.rename_title, "greet", "Hi")
    page.canvas.look_at(Place((), 60, 100.0, 50.0))
    page.document.select({"numbers"})
    window.desk._views[page].keep()
    place = page.canvas.place()
    journal = next(p for p in window.settings.edits.rglob("*.log"))
    kept = journal.read_bytes()
    window.desk._remove(page)
    window.memory.put("views", {})
    journal.write_bytes(kept)  # as a window that was killed leaves it
    again = make_window()
    again.desk.reopen_left()
    assert is_at(again, place)
    assert again.desk.document.selection == {"numbers"} and again.desk.document.is_dirty


def test_what_is_gone_is_shown_as_far_as_it_is_there(make_window, tmp_path: Path) -> None:
    path = write(tmp_path, BODY)
    window = make_window()
    view = {"owners": ["gone"], "percent": 100, "at": [0, 0], "selected": ["nobody", "greet"]}
    window.memory.put("views", {str(path): view})
    window.desk.open_path(path)
    settle()
    assert window.desk.page.canvas.scope.owners == () and window.desk.document.selection == {"greet"}
    window.desk.close()
    window.memory.put("views", {str(path): {"percent": "nonsense"}})
    window.desk.open_path(path)
    assert window.desk.page is not None
