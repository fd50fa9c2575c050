from __future__ import annotations

from pathlib import Path

from harmony.board.document import Document
from harmony.melody import edits
from tests.board.parts import TEXT, write


def test_a_second_window_offers_to_take_over(make_window, tmp_path: Path, catalog) -> None:
    window = make_window()
    path = write(tmp_path)
    other = Document.open(path, catalog, window.settings.edits)
    page = window.desk.open_path(path)
    assert page.document.is_read_only
    assert "only be looked at" in window.banner.text.text()
    assert [b.text() for b in window.banner._buttons] == ["Take over"]
    window.banner._buttons[0].click()
    assert not page.document.is_read_only
    assert not window.banner.isVisible()
    other.close()
    other.deleteLater()


def test_conflicts_are_asked_one_by_one(make_window, tmp_path: Path) -> None:
    path = write(tmp_path)
    window = make_window(path)
    document = window.desk.document
    document.try_edit(edits.rename_title, "greet", "Mine")
    document.try_edit(edits.rename_title, "numbers", "My numbers")
    write(tmp_path, TEXT.replace("Greeting", "Theirs").replace("title: Numbers", "title: Their numbers"))
    document.look_at_disk()
    assert "(1 of 2)" in window.banner.text.text()
    for wanted in ("Take theirs", "Keep mine"):
        next(b for b in window.banner._buttons if b.text() == wanted).click()
    assert sorted(map(document.title_of, ("greet", "numbers"))) == ["Mine", "Their numbers"]
    assert not window.banner.isVisible()


def test_what_was_not_saved_is_there_at_the_next_start(make_window, tmp_path: Path, catalog) -> None:
    window = make_window()
    killed = Document.new("loose", catalog, window.settings.edits)
    killed.try_edit(edits.add_node, "a", "data.set@1")
    killed.close(keep=True)
    window.open_or_new(None)
    assert window.desk.document.undo_label == "Add a"
    assert "1 unsaved edit brought back" in window.banner.text.text()
