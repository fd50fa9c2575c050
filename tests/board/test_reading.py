from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harmony.board.keeper import Keeper
from harmony.board.reading import is_large
from harmony.melody.draft import Draft
from harmony.melody.edits import rename_title
from harmony.melody.load import load
from tests.board.parts import TEXT, write


def keeper(path: Path) -> Keeper:
    return Keeper(Draft.open(load(path)), path)


def test_what_was_worked_out_for_another_document_is_asked_again(tmp_path: Path) -> None:
    path = write(tmp_path)
    kept = keeper(path)
    kept.asked()
    write(tmp_path, TEXT.replace("Numbers", "Figures"))
    asked = kept.asked()
    assert asked is not None
    answer = asked.answer()
    kept.draft.do(rename_title(kept.draft.melody, "greet", "Mine"))
    assert kept.take(asked, answer).kind == "again"
    assert kept.look_at_disk().kind == "merged"
    assert [n.title for n in kept.draft.melody.nodes.values()] == ["Figures", "Mine"]


def test_answers_tell_what_became_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path)
    for text, is_broken, has_news in ((TEXT, False, False), ("a: [", True, False), (TEXT + "# x\n", False, True)):
        kept = keeper(write(tmp_path))
        asked = kept.asked()
        write(tmp_path, text)
        answer = asked.answer()
        assert (answer.is_broken, answer.brought is not None) == (is_broken, has_news)
    path.unlink()
    assert asked.answer().sha == ""


def test_a_file_that_is_not_there_is_not_large(tmp_path: Path) -> None:
    assert not is_large(tmp_path / "gone") and not is_large(write(tmp_path))


def test_a_file_that_may_not_be_read_is_no_file_that_is_gone(tmp_path: Path) -> None:
    asked = keeper(write(tmp_path)).asked()
    assert asked is not None
    answer = replace(asked, path=tmp_path / ("x" * 300)).answer()  # no system looks such a name up
    assert (answer.sha, answer.is_broken) == ("", True)
    kept = keeper(write(tmp_path))
    assert kept.take(asked, answer).kind == "broken" and not kept.is_gone
