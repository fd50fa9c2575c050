"""Files that cannot be opened: each kind in a window, told, looked at, and left as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from harmony.board.page import FrozenPage
from harmony.melody.load import MAX_BYTES
from tests.board.parts import TEXT, write
from tests.board.test_window import press

CONFLICT = TEXT.replace(
    "    title: Greeting\n", "<<<<<<< HEAD\n    title: Mine\n=======\n    title: Theirs\n>>>>>>> main\n"
)


def large(folder: Path) -> Path:
    path = folder / "large.melody.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    return path


def locked(folder: Path) -> Path:
    path = write(folder, TEXT, "locked.melody.yaml")
    path.chmod(0)
    return path


def folder(where: Path) -> Path:
    path = where / "folder.melody.yaml"
    path.mkdir()
    return path


def binary(where: Path) -> Path:
    path = where / "picture.melody.yaml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return path


KINDS: dict[str, tuple[Callable[[Path], Path], str, int]] = {
    "conflict": (lambda f: write(f, CONFLICT), "git left a conflict", 10),
    "yaml": (lambda f: write(f, TEXT.replace("  greet:", "  greet: [")), "is no YAML", 10),
    "newer": (lambda f: write(f, TEXT.replace("harmony/1", "harmony/9")), "reads up to harmony/1", 1),
    "large": (large, "has at most 64 MB", 1),
    "not text": (binary, "no UTF-8", 1),
    "folder": (folder, "it is a folder", 0),
    "locked": (locked, "you may not read it", 0),
    "empty": (lambda f: write(f, ""), "the file is empty", 1),
    "faults": (lambda f: write(f, TEXT.replace("use: data.set@1", "uses: data.set@1")), "uses", 4),
}


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Root may read everything: what is done inside is done as nobody."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    for one in (folder, *folder.parents[:3]):
        one.chmod(0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def opened(make_window, path: Path):
    window = make_window()
    window.desk.bridge = None  # read here, as when the engine has not begun
    with without_rights(path.parent) if path.name.startswith("locked") else nullcontext():
        window.desk.open_path(path)
    page = window.desk.shown
    assert isinstance(page, FrozenPage)
    return window, page


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_told_looked_at_and_left_alone(make_window, tmp_path: Path, kind: str) -> None:
    make, said, line = KINDS[kind]
    path = make(tmp_path)
    before = path.stat()
    window, page = opened(make_window, path)
    found = page.view.problems.items
    assert said in page.view.sentence.text() + "".join(p.message for p in found)
    assert [p.line for p in found][:1] == ([line] if line else [])
    assert window.top.tabs.tabText(0) == page.title and window.desk.document is None
    assert not window.actions_.action("file.save").isEnabled()
    window.actions_.run("file.save")
    window.close()
    after = path.stat()
    assert (after.st_mtime_ns, after.st_size, after.st_ino) == (before.st_mtime_ns, before.st_size, before.st_ino)
    assert [p for p in window.settings.edits.rglob("*") if p.suffix == ".log"] == []


def test_a_problem_leads_to_its_line(make_window, tmp_path: Path, qtbot) -> None:
    text = TEXT.replace("use: data.set@1", "uses: data.set@1").replace(
        "template: Hello", "template: Hello\n    whem: x"
    )
    _window, page = opened(make_window, write(tmp_path, text))
    problems = page.view.problems
    assert [p.line for p in problems.items] == sorted(p.line for p in problems.items) and len(problems.items) > 1
    last = len(problems.items) - 1
    place = problems.visualRect(problems.model().index(last, 0)).center()
    qtbot.mouseClick(problems.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.view.code.textCursor().blockNumber() + 1 == problems.items[last].line
    assert page.view.code.isReadOnly() and len(page.view.code.marks) == len(problems.items)


def test_once_it_is_mended_it_opens_in_its_place(make_window, tmp_path: Path, qtbot) -> None:
    path = write(tmp_path, CONFLICT)
    window, _page = opened(make_window, path)
    window.desk.new()
    window.desk.show_page(window.desk.tabs[0])
    write(tmp_path, TEXT)
    qtbot.waitUntil(lambda: window.desk.document is not None and window.desk.document.path == path)
    assert [page.title for page in window.desk.tabs] == ["small", "untitled"]
    assert window.desk.document.text == TEXT


def test_reading_it_again_shows_what_is_still_wrong(make_window, tmp_path: Path, qtbot) -> None:
    path = write(tmp_path, CONFLICT)
    window, page = opened(make_window, path)
    path.write_text("format: harmony/9\n", encoding="utf-8")
    press(qtbot, page, "Read it again")
    assert window.desk.shown is page and "reads up to" in page.view.problems.items[0].message
    press(qtbot, page, "Open elsewhere")
    assert window.opened == [str(path)]


def test_it_is_closed_like_any_tab_and_found_again(make_window, tmp_path: Path, qtbot) -> None:
    path = write(tmp_path, CONFLICT)
    window, page = opened(make_window, path)
    good = window.desk.new()
    window.desk.open_path(path)
    assert window.desk.shown is page and len(window.desk.tabs) == 2
    QApplication.processEvents()
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.tabs == [good] and window.desk.shown is good


def test_a_file_that_is_not_there_is_told(make_window, tmp_path: Path) -> None:
    window = make_window(tmp_path / "gone.melody.yaml")
    assert window.banner.isVisible() and "there is no such file" in window.banner.text.text()
    assert window.desk.tabs == []
