from __future__ import annotations

from pathlib import Path

from harmony.board.document import Document
from harmony.board.opening import reopen
from harmony.board.templates import begin, text_of
from harmony.melody import edits
from tests.board.parts import write

TEXT = """\
# A starter.
format: harmony/1
name: starter
inputs:
  there: {type: path, default: data}
  not_there: {type: path, default: nowhere}
  word: {type: text, default: data}
nodes: {}
"""


def template(folder: Path) -> Path:
    (folder / "data").mkdir()
    return write(folder, TEXT, "starter.melody.yaml")


def test_what_lies_beside_a_template_is_named_from_anywhere(tmp_path: Path) -> None:
    draft = begin(template(tmp_path))
    inputs = draft.melody.inputs
    assert inputs["there"].default == (tmp_path / "data").resolve().as_posix()
    assert inputs["not_there"].default == "nowhere"
    assert inputs["word"].default == "data"
    assert draft.text.startswith("# A starter.\n")


def test_a_copy_has_no_file_and_nothing_to_save(tmp_path: Path, catalog) -> None:
    path = template(tmp_path)
    document = Document.begin(path, catalog, tmp_path / "edits")
    assert document.path is None and not document.is_dirty and not document.can_undo
    document.try_edit(edits.add_input, "more")
    assert document.is_dirty
    assert path.read_text(encoding="utf-8") == TEXT
    document.close()


def test_a_copy_that_was_left_comes_back(tmp_path: Path, catalog) -> None:
    path, folder = template(tmp_path), tmp_path / "edits"
    document = Document.begin(path, catalog, folder)
    document.try_edit(edits.add_input, "more")
    name = next(p.stem for p in folder.iterdir() if p.suffix == ".log")
    text = document.text
    document.close(keep=True)
    keeper = reopen(folder, name)
    assert keeper is not None and keeper.draft.text == text
    keeper.draft.undo()
    assert keeper.draft.text == text_of(path)
    keeper.close()
