from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board.document import Document
from harmony.board.playing import Playing
from harmony.errors import HarmonyError
from harmony.melody import edits
from tests.board.parts import TEXT, Tape, write


def test_an_edit_is_told_and_can_be_undone(document: Document, qtbot) -> None:
    with qtbot.waitSignal(document.changed) as told:
        assert document.try_edit(edits.set_param, "greet", "template", "Bye")
    assert told.args[0][0].path == ("nodes", "greet", "with", "template")
    assert document.is_dirty
    document.undo()
    assert document.text == TEXT
    assert not document.is_dirty
    document.redo()
    assert document.melody.nodes["greet"].with_["template"] == "Bye"


def test_typing_in_one_field_is_one_step(document: Document) -> None:
    for text in ("B", "By", "Bye"):
        document.try_edit(edits.set_param, "greet", "template", text, merge_key="greet.template")
    assert len(document.history) == 1
    document.undo()
    assert document.text == TEXT


def test_a_refused_edit_changes_nothing_and_says_why(document: Document, qtbot) -> None:
    with qtbot.waitSignal(document.refused) as said:
        assert not document.try_edit(edits.set_param, "nobody", "x", 1)
    assert "nobody" in said.args[0]
    assert document.text == TEXT


def test_saving_writes_and_forgets_the_dot(document: Document, qtbot) -> None:
    document.try_edit(edits.rename_title, "greet", "Salute")
    with qtbot.waitSignal(document.saved_changed):
        path = document.save()
    assert "title: Salute" in path.read_text(encoding="utf-8")
    assert not document.is_dirty


def test_a_file_changed_by_others_is_not_overwritten(document: Document) -> None:
    document.try_edit(edits.rename_title, "greet", "Salute")
    assert document.path is not None
    write(document.path.parent, TEXT + "# theirs\n")
    with pytest.raises(HarmonyError, match="changed"):
        document.save()
    assert "# theirs" in document.path.read_text(encoding="utf-8")


def test_saving_twice_in_a_row_works(document: Document) -> None:
    for title in ("One", "Two"):
        document.try_edit(edits.rename_title, "greet", title)
        document.save()
    assert document.path is not None
    assert "Two" in document.path.read_text(encoding="utf-8")


def test_a_new_melody_needs_a_path_to_be_saved(catalog, qapp, tmp_path: Path) -> None:
    document = Document.new("fresh", catalog)
    with pytest.raises(ValueError, match="path"):
        document.save()
    document.save(tmp_path / "fresh.melody.yaml")
    assert document.title == "fresh"
    document.deleteLater()


def test_a_broken_file_is_refused_with_its_place(catalog, qapp, tmp_path: Path) -> None:
    with pytest.raises(HarmonyError) as said:
        Document.open(write(tmp_path, "format: harmony/1\nname: x\nnodes: [1]\n"), catalog)
    assert getattr(said.value, "problems", ())


def test_the_selection_loses_what_is_removed(document: Document, qtbot) -> None:
    document.select({"greet", "numbers"})
    with qtbot.waitSignal(document.selection_changed):
        document.try_edit(edits.remove_nodes, ["greet"])
    assert document.selection == {"numbers"}


def test_selecting_the_same_again_is_not_told(document: Document, qtbot) -> None:
    document.select({"greet"})
    with qtbot.assertNotEmitted(document.selection_changed):
        document.select(["greet"])


def test_problems_follow_the_edits(document: Document, qtbot) -> None:
    with qtbot.waitSignal(document.problems_changed, timeout=5000):
        document.try_edit(edits.set_value, ("nodes", "greet", "in", "n"), "nobody.value")
    assert any(p.node == "greet" for p in document.problems)


def test_the_ports_are_those_of_the_node_as_it_is_now(document: Document) -> None:
    assert [p.name for p in document.ports_of("greet").inputs] == ["n"]
    document.try_edit(edits.set_value, ("nodes", "greet", "in", "m"), "numbers.value")
    assert [p.name for p in document.ports_of("greet").inputs] == ["n", "m"]
    assert document.ports_of("nobody").inputs == ()


def test_states_come_from_the_run_that_is_shown(document: Document, qtbot) -> None:
    tape = Tape()
    assert document.state("greet").word == "idle"
    document.show_run(Playing("r1"))
    with qtbot.waitSignal(document.states_changed) as told:
        document.apply_events([tape("run.started"), tape("node.started", "greet", attempt=1)])
    assert told.args[0] == {"greet"}
    assert document.state("greet").word == "active"
    document.lose_run()
    assert document.state("greet").word == "cancelled"
