from __future__ import annotations

import pytest

from harmony.errors import EditRefused
from harmony.melody import edits
from harmony.melody.apply import apply
from harmony.melody.draft import Draft
from harmony.melody.load import loads
from harmony.melody.merge import merge
from harmony.melody.settle import by_node, can_keep_both, node_of, settle

TEXT = """\
format: harmony/1
name: small
nodes:
  a: {use: data.set@1, title: First, with: {value: 1}}
  b: {use: text.template@1, in: {x: a.value}, with: {template: Hello}}
  each:
    use: flow.each@1
    in: {items: a.value}
    body:
      nodes:
        c: {use: text.template@1, with: {template: x}}
layout:
  nodes:
    b:
      at: [300, 0]
"""
BASE = loads(TEXT).require()


def changed(*made):
    melody = BASE
    for build, *args in made:
        melody = apply(melody, build(melody, *args).changes)
    return melody


@pytest.fixture
def merged():
    ours = changed((edits.set_param, "b", "template", "Mine"), (edits.rename_title, "a", "Mine too"))
    theirs = changed((edits.set_param, "b", "template", "Theirs"), (edits.rename_title, "a", "Theirs too"))
    return merge(BASE, ours, theirs)


def test_a_place_belongs_to_its_node():
    assert node_of(("nodes", "b", "with", "template")) == ("b", ("with", "template"))
    assert node_of(("nodes", "each", "body", "nodes", "c", "title")) == ("each/c", ("title",))
    assert node_of(("nodes", "each", "body", "outputs", "x"))[0] == "each"
    assert node_of(("layout", "nodes", "each/c", "at"))[0] == "each/c"
    assert node_of(("name",))[0] == ""


def test_conflicts_come_by_node(merged):
    assert {name: len(ones) for name, ones in by_node(merged.conflicts).items()} == {"a": 1, "b": 1}


def test_mine_changes_nothing_and_is_a_step_all_the_same(merged):
    edit = settle(merged.melody, by_node(merged.conflicts)["b"], "mine")
    assert edit.changes == ()
    assert (edit.label, bool(edit.id)) == ("Keep mine: b", True)
    draft = Draft.open(loads(TEXT))
    draft.do(edit)
    assert draft.undo_label == "Keep mine: b"
    draft.undo()
    assert (draft.text, draft.can_undo) == (TEXT, False)


def test_theirs_takes_every_value_of_the_node(merged):
    after = apply(merged.melody, settle(merged.melody, merged.conflicts, "theirs").changes)
    assert after.nodes["b"].with_["template"] == "Theirs"
    assert after.nodes["a"].title == "Theirs too"


def test_both_adds_theirs_beside_mine(merged):
    edit = settle(merged.melody, by_node(merged.conflicts)["b"], "both")
    after = apply(merged.melody, edit.changes)
    assert after.nodes["b"].with_["template"] == "Mine"
    copy = after.nodes["b_2"]
    assert (copy.with_["template"], copy.title, copy.in_["x"]) == ("Theirs", "b (from the file)", "a.value")
    assert after.layout.nodes["b_2"].at == (340, 160)


def test_where_one_side_has_removed_it_both_cannot_be_kept():
    ours, theirs = changed((edits.set_param, "b", "template", "M")), changed((edits.remove_nodes, ["b"]))
    found = merge(BASE, ours, theirs)
    assert not can_keep_both(found.melody, found.conflicts)
    with pytest.raises(EditRefused, match="choose mine or theirs"):
        settle(found.melody, found.conflicts, "both")
    after = apply(found.melody, settle(found.melody, found.conflicts, "theirs").changes)
    assert "b" not in after.nodes
