from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harmony.board.document import Document
from harmony.board.edit_file import name_for
from harmony.errors import HarmonyError
from harmony.melody import edits
from tests.board.parts import TEXT, open_document, write

pytestmark = pytest.mark.slow

OTHER = """
import sys
from harmony.melody.draft import Draft
from harmony.melody.edits import add_node
from harmony.melody.load import load
from harmony.melody.save import save, text_hash

draft = Draft.open(load(sys.argv[1]))
before = text_hash(draft.text)
draft.do(add_node(draft.melody, "theirs", "data.set@1", with_={"value": 7}))
save(sys.argv[1], draft.text + "# theirs\\n", expected=before)
"""


@pytest.mark.slow
def test_two_processes_edit_one_file_and_nothing_is_lost(document: Document, qtbot) -> None:
    assert document.path is not None
    document.try_edit(edits.set_param, "greet", "template", "Mine")
    with qtbot.waitSignal(document.told, timeout=20_000) as told:
        subprocess.run([sys.executable, "-c", OTHER, str(document.path)], check=True)
    assert "both sides" in told.args[0]
    document.save()
    text = document.path.read_text(encoding="utf-8")
    assert "theirs:" in text and "template: Mine" in text and "# theirs" in text


def test_a_clean_document_is_read_again_silently(document: Document, qtbot) -> None:
    with qtbot.waitSignals([document.reset, document.told]):
        write(document.path.parent, TEXT.replace("Greeting", "Salute"))
    assert document.title_of("greet") == "Salute"
    assert not document.is_dirty
    document.undo()
    assert document.title_of("greet") == "Greeting"


def test_it_is_noticed_again_and_again(document: Document, qtbot) -> None:
    for title in ("One", "Two", "Three"):
        with qtbot.waitSignal(document.reset):
            fresh = write(document.path.parent, TEXT.replace("Greeting", title), "fresh")
            fresh.replace(document.path)  # as most editors save
        assert document.title_of("greet") == title


def test_saving_oneself_is_no_change_by_others(document: Document, qtbot) -> None:
    document.try_edit(edits.rename_title, "greet", "Mine")
    document.save()
    with qtbot.assertNotEmitted(document.reset, wait=300):
        pass
    assert not document.is_dirty


def test_a_merge_is_looked_at_before_it_is_saved(document: Document) -> None:
    document.try_edit(edits.rename_title, "greet", "Mine")
    write(document.path.parent, TEXT + "# theirs\n")
    with pytest.raises(HarmonyError, match="Both sides"):
        document.save()
    assert document.path.read_text(encoding="utf-8") == TEXT + "# theirs\n"
    assert "# theirs" in document.save().read_text(encoding="utf-8")


def test_a_conflict_is_a_choice(document: Document, qtbot) -> None:
    document.try_edit(edits.rename_title, "greet", "Mine")
    write(document.path.parent, TEXT.replace("Greeting", "Theirs"))
    with qtbot.waitSignal(document.safety_changed):
        document.look_at_disk()
    document.decide([document.conflicts[0]], "theirs")
    assert (document.title_of("greet"), document.conflicts) == ("Theirs", ())
    document.undo()
    assert document.title_of("greet") == "Mine"


def test_another_window_can_only_look_until_it_takes_over(tmp_path: Path, catalog, qapp) -> None:
    path, folder = write(tmp_path), tmp_path / "edits"
    first, second = (Document.open(path, catalog, folder) for _ in range(2))
    first.try_edit(edits.rename_title, "greet", "First")
    refused: list[str] = []
    second.refused.connect(refused.append)
    assert not second.try_edit(edits.rename_title, "greet", "Second")
    assert "Another window" in refused[0]
    second.take_over()
    assert second.title_of("greet") == "First"
    assert second.try_edit(edits.rename_title, "greet", "Second")
    assert not first.try_edit(edits.rename_title, "greet", "Third")
    assert first.is_read_only
    for document in (first, second):
        document.close()
        document.deleteLater()


def test_what_a_killed_window_had_is_there_again(tmp_path: Path, catalog, qapp) -> None:
    path, folder = write(tmp_path), tmp_path / "edits"
    document = Document.open(path, catalog, folder)
    document.try_edit(edits.rename_title, "greet", "Mine")
    document.close(keep=True)
    again = Document.open(path, catalog, folder)
    assert (again.title_of("greet"), again.undo_label) == ("Mine", "Rename Greeting")
    assert again.notice == "1 unsaved edit brought back."
    again.close()
    assert open_document(tmp_path, catalog).title_of("greet") == "Greeting"


def test_a_save_whose_journal_has_no_place_is_a_save(document: Document, tmp_path: Path, catalog) -> None:
    folder, target = tmp_path / "edits", tmp_path / "other.melody.yaml"
    found = Document.open(document.path, catalog, folder)
    (folder / f"{name_for(target)}.lock").mkdir()
    told: list[str] = []
    found.told.connect(lambda sentence, _severity: told.append(sentence))
    found.save(target)
    assert (found.path, found.is_dirty, found.is_read_only) == (target, False, False)
    assert "kept safe" in told[-1]
    assert found.try_edit(edits.rename_title, "greet", "One")
    found.close()
    found.deleteLater()
