from __future__ import annotations

import pytest

from harmony.board.canvas.scope import Scope, split
from harmony.melody.change import Change
from harmony.melody.model import Melody

INNER = Scope(("each",))
MELODY = Melody.model_validate(
    {
        "format": "harmony/1",
        "name": "m",
        "nodes": {
            "each": {"use": "flow.each", "body": {"nodes": {"label": {"use": "t.x"}}, "outputs": {"l": "label"}}}
        },
        "layout": {"nodes": {"each/label": {"at": [5, 6]}}},
    }
)


def test_a_body_is_seen_through_its_owner():
    assert list(INNER.nodes(MELODY)) == ["label"]
    assert dict(INNER.outputs(MELODY)) == {"l": "label"}
    assert INNER.place(MELODY, "label") == (5, 6)
    assert INNER.key("label") == "each/label"


def test_a_body_that_is_gone_is_empty():
    assert not Scope(("nobody",)).nodes(MELODY)


@pytest.mark.parametrize(
    ("scope", "path", "card"),
    [
        (Scope(), ("nodes", "a", "with", "path"), "a"),
        (Scope(), ("layout", "nodes", "a", "at"), "a"),
        (Scope(), ("layout", "nodes", "each/label", "at"), ""),
        (Scope(), ("layout", "inputs", "folder"), "inputs.folder"),
        (Scope(), ("nodes", "each", "body", "nodes", "label"), "each"),
        (INNER, ("nodes", "each", "body", "nodes", "label", "in"), "label"),
        (INNER, ("layout", "nodes", "each/label", "at"), "label"),
        (Scope(), ("tests", 0), ""),
        (Scope(), ("inputs", "folder"), None),
        (Scope(), ("nodes",), None),
        (Scope(), ("layout",), None),
    ],
)
def test_a_change_names_the_card_that_it_touches(scope, path, card):
    assert scope.card_of(Change(path, 1, 2)) == card


def test_card_ids_tell_inputs_and_outputs_from_nodes():
    assert split("inputs.folder") == ("inputs", "folder")
    assert split("outputs.report") == ("outputs", "report")
    assert split("load") == ("node", "load")
