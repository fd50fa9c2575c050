from __future__ import annotations

import pytest

from harmony.board.ran import Ran
from harmony.melody import edits
from harmony.melody.apply import apply
from harmony.melody.frozen import thaw
from harmony.melody.load import loads

MELODY = loads("""\
format: harmony/1
name: small
nodes:
  a: {use: data.set@1, title: First, with: {value: 1}}
  each:
    use: flow.each@1
    in: {items: a.value}
    body:
      nodes:
        b: {use: text.template@1, with: {template: x}}
""").require()


@pytest.fixture(params=["document", "plain"])
def ran(request):
    return Ran(MELODY if request.param == "document" else thaw(MELODY))


def edited(ran, edit, owner=""):
    melody = apply(MELODY, edit.changes)
    nodes = melody.nodes if not owner else melody.nodes[owner].body.nodes
    return set(ran.edited(owner, nodes))


def test_nothing_differs_at_first(ran):
    assert not ran.edited("", MELODY.nodes)
    assert not ran.edited("each", MELODY.nodes["each"].body.nodes)


def test_a_parameter_counts_and_a_title_or_a_move_does_not(ran):
    assert edited(ran, edits.set_param(MELODY, "a", "value", 2)) == {"a"}
    assert edited(ran, edits.rename_title(MELODY, "a", "Other")) == set()
    assert edited(ran, edits.move_nodes(MELODY, {"a": (1, 2)})) == set()


def test_what_is_in_a_body_counts_for_its_owner_too(ran):
    change = edits.set_param(MELODY, "each/b", "template", "y")
    assert edited(ran, change) == {"each"}
    assert edited(ran, change, "each") == {"b"}


def test_a_new_node_and_another_wire_count(ran):
    assert edited(ran, edits.add_node(MELODY, "c", "data.set@1")) == {"c"}
    assert edited(ran, edits.disconnect(MELODY, "each", "items")) == {"each"}


def test_it_knows_which_nodes_the_run_knew(ran):
    assert ran.has("a") and ran.has("each/b")
    assert not ran.has("c") and not ran.has("each/c")
