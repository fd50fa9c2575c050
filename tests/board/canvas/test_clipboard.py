from __future__ import annotations

import pytest

from harmony.board.canvas import clipboard
from harmony.board.canvas.scope import Scope
from harmony.errors import EditRefused
from harmony.melody.apply import apply

BARE = """
      load:
        use: t.read@1
      check: {use: t.check@1, in: {rows: load.rows}}
"""


def paste(document, text, **more):
    edit = clipboard.pasted(document.melody, Scope(), clipboard.read_piece(text), (0, 600), **more)
    return apply(document.melody, edit.changes)


def test_a_copy_is_a_piece_of_a_melody_file(document):
    text = clipboard.copied(document.melody, Scope(), ["check", "load", "inputs.folder"])
    piece = clipboard.read_piece(text)
    assert list(piece.nodes) == ["load", "check"]
    assert piece.places == {"load": (0, 0), "check": (300, 0)}


def test_pasted_nodes_get_fresh_ids_and_keep_the_wires_among_them(document):
    after = paste(document, clipboard.copied(document.melody, Scope(), ["check", "load"]))
    assert after.nodes["check_2"].in_["rows"] == "load_2.rows"
    assert after.layout.nodes["check_2"].at == (300, 600)


@pytest.mark.parametrize(("keep", "wires"), [(False, {}), (True, {"rows": "load.rows"})])
def test_wires_from_what_was_not_copied_are_kept_when_asked_for(document, keep, wires):
    text = clipboard.copied(document.melody, Scope(), ["check"])
    assert dict(paste(document, text, keep_wires=keep).nodes["check_2"].in_) == wires


def test_lines_of_a_file_can_be_pasted(document):
    after = paste(document, BARE)
    assert after.nodes["check_2"].in_["rows"] == "load_2.rows"
    assert after.layout.nodes["load_2"].at == (0, 600)


def test_one_node_without_its_id_can_be_pasted(document):
    assert paste(document, "use: t.read@1\ntitle: Mine").nodes["read"].title == "Mine"


def test_places_inside_a_body_come_along(document):
    text = """
nodes:
  each: {use: t.open@1, body: {nodes: {a: {use: t.read@1}}}}
layout:
  nodes: {each: {at: [0, 0]}, each/a: {at: [7, 8]}}
"""
    assert paste(document, text).layout.nodes["each/a"].at == (7, 8)


@pytest.mark.parametrize("text", ["", "Hello", "{", "a: 1", "nodes: {a: {with: 3}}", "- 1"])
def test_what_holds_no_nodes_is_refused_in_words(text):
    with pytest.raises(EditRefused, match="holds no nodes"):
        clipboard.read_piece(text)
