from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board import opening
from harmony.board.coming import Coming
from harmony.board.opening import open_document
from harmony.errors import MelodyError
from tests.board.keeping import crash, rename
from tests.board.parts import write


@pytest.fixture
def coming(qapp):
    found = Coming(qapp)
    yield found
    found.deleteLater()


def test_what_is_on_its_way_is_known_until_it_is_there(coming: Coming, tmp_path: Path, qtbot) -> None:
    path = write(tmp_path)
    keeper = open_document(path)
    with qtbot.waitSignal(coming.back) as back:
        coming.bring_back(opening.name_for(path), "small", lambda: keeper)
        assert coming.has(tmp_path / "x" / ".." / path.name)
        assert not coming.has(tmp_path / "other")
    assert back.args == [keeper]
    assert not coming.has(path)


def test_a_file_that_was_wanted_meanwhile_is_not_forgotten(coming: Coming, tmp_path: Path, qtbot) -> None:
    path = write(tmp_path)
    with qtbot.waitSignal(coming.nothing) as nothing:
        coming.bring_back(opening.name_for(path), "small", lambda: None)
        coming.has(path)
    assert nothing.args == [path]


def test_a_failure_names_the_file_that_was_wanted(coming: Coming, tmp_path: Path, qtbot) -> None:
    def fail() -> None:
        raise MelodyError("no")

    with qtbot.waitSignal(coming.failed) as failed:
        coming.bring_back("journal", "small", fail, tmp_path)
    assert failed.args[0] == tmp_path and str(failed.args[1]) == "no"


def test_a_file_whose_edits_come_back_at_the_start_opens_once(
    make_window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    monkeypatch.setattr(opening, "LONG_BYTES", 10)
    window = make_window()
    path = write(tmp_path)
    keeper = open_document(path, window.settings.edits)
    rename(keeper, "Mine")
    crash(keeper)
    window.open_or_new(str(path))
    qtbot.waitUntil(lambda: window.desk.document is not None)
    qtbot.wait(60)
    assert len(window.desk.tabs) == 1
    assert window.desk.document.title_of("greet") == "Mine" and not window.desk.document.is_read_only
