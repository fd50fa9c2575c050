from __future__ import annotations

import pytest

from harmony.errors import EditRefused
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.draft import MAX_EDITS, SESSION, Draft
from harmony.melody.edits import add_node, move_nodes, remove_nodes, rename_title, set_param, set_value
from harmony.melody.frozen import thaw
from harmony.melody.load import loads
from harmony.melody.plain import same

SOURCE = "format: harmony/1\nname: x   # the name\nnodes:\n  a:   # first\n    use: data.set@1\n"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def draft(clock: Clock) -> Draft:
    return Draft.open(loads(SOURCE), clock=clock)


def test_new_is_a_document_that_loads() -> None:
    draft = Draft.new("yes")
    assert loads(draft.text).require().name == "yes"
    assert not draft.is_dirty


def test_undo_and_redo_give_labels_and_changes(draft: Draft) -> None:
    done = draft.do(rename_title(draft.melody, "a", "First"))
    assert (draft.can_undo, draft.undo_label, draft.can_redo, draft.redo_label) == (True, "Rename a", False, "")
    assert [c.inverse() for c in draft.undo()] == list(done)
    assert (draft.can_undo, draft.redo_label, draft.text) == (False, "Rename a", SOURCE)
    assert draft.redo() == done
    assert draft.melody.nodes["a"].title == "First"


def test_nothing_to_undo_or_redo(draft: Draft) -> None:
    assert draft.undo() == draft.redo() == ()
    assert draft.do(Edit("", "Nothing", 0.0)) == ()
    assert not draft.can_undo


def test_typing_in_one_field_is_one_edit(draft: Draft, clock: Clock) -> None:
    for text in ("H", "He", "Hel"):
        draft.do(rename_title(draft.melody, "a", text), merge_key="a.title")
        clock.now += 0.9
    assert len(draft.history) == 1
    assert draft.history[0].changes == (Change(("nodes", "a", "title"), MISSING, "Hel"),)
    assert draft.undo() and draft.text == SOURCE
    draft.redo()
    assert draft.melody.nodes["a"].title == "Hel"


@pytest.mark.parametrize(("pause", "key"), [(1.1, "a.title"), (0.1, "other"), (0.1, None)])
def test_typing_after_a_pause_or_elsewhere_is_another_edit(
    draft: Draft, clock: Clock, pause: float, key: str | None
) -> None:
    draft.do(rename_title(draft.melody, "a", "H"), merge_key="a.title")
    clock.now += pause
    draft.do(rename_title(draft.melody, "a", "He"), merge_key=key)
    assert len(draft.history) == 2


def test_typing_does_not_go_on_after_undo_or_save(draft: Draft) -> None:
    draft.do(rename_title(draft.melody, "a", "H"), merge_key="k")
    draft.mark_saved()
    draft.do(rename_title(draft.melody, "a", "He"), merge_key="k")
    draft.undo()
    draft.redo()
    draft.do(rename_title(draft.melody, "a", "Hel"), merge_key="k")
    assert len(draft.history) == 3


def test_a_new_edit_drops_redo(draft: Draft) -> None:
    draft.do(set_param(draft.melody, "a", "value", 1))
    draft.undo()
    draft.do(set_param(draft.melody, "a", "value", 2))
    assert not draft.can_redo


def test_a_refused_edit_changes_nothing(draft: Draft) -> None:
    draft.do(set_param(draft.melody, "a", "value", 1))
    draft.undo()
    melody = draft.melody
    with pytest.raises(EditRefused):
        draft.do(set_value(draft.melody, ("nodes", "a", "timeout"), "soon"))
    assert draft.melody is melody and draft.text == SOURCE and draft.can_redo


def test_dirty_is_about_the_text(draft: Draft) -> None:
    draft.do(set_param(draft.melody, "a", "value", 1))
    assert draft.is_dirty
    draft.mark_saved()
    assert not draft.is_dirty
    draft.undo()
    assert draft.is_dirty
    draft.redo()
    assert not draft.is_dirty


def test_edits_get_an_id_and_a_time(draft: Draft) -> None:
    draft.do(set_param(draft.melody, "a", "value", 1))
    draft.do(Edit("mine", "Own", 5.0, set_param(draft.melody, "a", "value", 2).changes))
    assert [edit.at for edit in draft.history] == [100.0, 5.0]
    assert len({edit.id for edit in draft.history}) == 2


def test_history_is_bounded(draft: Draft) -> None:
    for number in range(MAX_EDITS + 5):
        draft.do(set_param(draft.melody, "a", "value", number))
    assert len(draft.history) == MAX_EDITS
    while draft.can_undo:
        draft.undo()
    assert draft.melody.nodes["a"].with_["value"] == 4


test_history_is_bounded = pytest.mark.slow(test_history_is_bounded)


def test_removing_and_undoing_brings_comments_back(draft: Draft) -> None:
    draft.do(add_node(draft.melody, "b", "data.set@1", at=(1, 2), in_={"x": "a.value"}))
    before = draft.text
    draft.do(remove_nodes(draft.melody, ["a"]))
    assert "# first" not in draft.text and "a.value" not in draft.text
    draft.undo()
    assert draft.text == before


def test_the_text_always_says_the_document(draft: Draft) -> None:
    draft.do(move_nodes(draft.melody, {"a": (1.4, 2.6)}))
    assert same(thaw(loads(draft.text).require()), thaw(draft.melody))
    assert draft.text == SOURCE + "layout:\n  nodes:\n    a:\n      at: [1, 3]\n"


def test_a_file_of_an_older_format_opens_in_the_present_one() -> None:
    old = "format: harmony/0\nname: old  # its name\nsteps:\n  a:\n    use: data.set\n    args: {value: 1}\n"
    draft = Draft.open(loads(old))
    assert draft.is_dirty and not draft.can_undo
    assert draft.text.startswith("format: harmony/1\nname: old  # its name\n")
    assert same(thaw(loads(draft.text).require()), thaw(draft.melody))
    assert draft.melody.nodes["a"].with_ == {"value": 1}


def test_work_in_one_window_is_one_step_however_long_it_takes() -> None:
    clock = iter(range(0, 1000, 50))
    draft = Draft.new("x", clock=lambda: next(clock))
    draft.do(add_node(draft.melody, "a", "python.code@1"))
    for text in ("d", "def", "def main(): ..."):
        draft.do(set_param(draft.melody, "a", "code", text), merge_key=f"{SESSION}1")
    assert [len(e.changes) for e in draft.history] == [1, 2]
    draft.do(set_param(draft.melody, "a", "code", "other"), merge_key=f"{SESSION}2")
    draft.undo()
    assert draft.melody.nodes["a"].with_ == {"code": "def main(): ..."}
    draft.undo()
    assert draft.melody.nodes["a"].with_ == {}


def test_edits_since_it_was_saved_are_told_apart(draft: Draft) -> None:
    draft.do(set_value(draft.melody, ("name",), "a"))
    assert [e.id for e in draft.since_saved[0]] == [draft.history[0].id]
    draft.mark_saved()
    for name in "bc":
        draft.do(set_value(draft.melody, ("name",), name))
    assert draft.since_saved == (draft.history[1:], [])
    for _ in range(3):
        draft.undo()
    assert draft.since_saved[0] == [] and len(draft.since_saved[1]) == 1
