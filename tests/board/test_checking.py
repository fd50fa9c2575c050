from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board.checking import Checking
from harmony.board.document import Document
from harmony.melody import check, edits
from harmony.melody.load import load
from tests.board.parts import TEXT, write


def test_a_check_finds_and_does_what_was_left_to_do(tmp_path: Path, catalog) -> None:
    path = write(tmp_path, TEXT.replace("numbers.value", "nobody.value"))
    done = Checking(load(path).require(), catalog, str(path), tmp_path, count=lambda: {"greet": 1})()
    assert any("nobody" in problem.message for problem in done.problems)
    assert (done.tree, done.counts) == (None, {"greet": 1})


def test_a_check_that_fails_is_told_and_the_next_one_counts(
    document: Document, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_what: object, **_more: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(check, "check", fail)
        with qtbot.waitSignal(document.told) as told:
            document.check_now()
    assert "could not be checked" in told.args[0] and "Input/output" in told.args[0]
    with qtbot.waitSignal(document.problems_changed):
        document.try_edit(edits.set_value, ("nodes", "greet", "use"), "no.such@1")
        document.check_now()
    assert document.problems


def test_nothing_is_taken_once_it_was_closed(document: Document, qtbot) -> None:
    document.try_edit(edits.set_value, ("nodes", "greet", "use"), "no.such@1")
    document.check_now()
    document.close()
    with qtbot.assertNotEmitted(document.problems_changed, wait=300):
        pass
