from __future__ import annotations

import pytest

from harmony.errors import EditRefused
from harmony.melody import edits
from harmony.melody.apply import apply
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody


def make(**parts: object) -> Melody:
    nodes = {
        "load": {"use": "csv.read@1"},
        "check": {"use": "table.check@1", "in": {"rows": "load.rows"}},
        "each": {"use": "flow.each@1", "in": {"items": "check.valid"}, "body": {"nodes": {"one": {"use": "a.b"}}}},
    }
    layout = {"nodes": {"load": {"at": [0, 0]}, "check": {"at": [200, 0]}, "each": {"at": [400, 0]}}}
    return Melody.model_validate({"format": "harmony/1", "name": "x", "nodes": nodes, "layout": layout, **parts})


@pytest.fixture
def melody() -> Melody:
    return make()


def after(melody: Melody, edit: Edit) -> dict:
    return thaw(apply(melody, edit.changes))


def test_a_new_node_stands_behind_the_first_it_is_wired_from(melody: Melody) -> None:
    edit = edits.add_node(melody, "new", "data.set@1", at=(9, 9), in_={"a": "inputs.x", "b": ["load.rows", "each.one"]})
    data = after(melody, edit)
    assert list(data["nodes"]) == ["load", "new", "check", "each"]
    assert list(data["layout"]["nodes"]) == ["load", "new", "check", "each"]
    assert data["nodes"]["new"]["use"] == "data.set@1"
    assert edit.label == "Add new"


@pytest.mark.parametrize(("at", "order"), [((210, 5), 2), ((10, 5), 1), ((9999, 0), 3)])
def test_an_unwired_node_stands_behind_its_nearest_neighbour(melody: Melody, at: tuple[int, int], order: int) -> None:
    data = after(melody, edits.add_node(melody, "new", "data.set@1", at=at))
    assert list(data["nodes"]).index("new") == order


def test_a_node_in_a_body(melody: Melody) -> None:
    data = after(melody, edits.add_node(melody, "each/two", "data.set@1", at=(1, 1), in_={"x": "one"}))
    assert list(data["nodes"]["each"]["body"]["nodes"]) == ["one", "two"]
    assert list(data["layout"]["nodes"]) == ["load", "check", "each", "each/two"]


@pytest.mark.parametrize("name", ["load", "inputs", "item"])
def test_taken_and_reserved_ids_are_refused(melody: Melody, name: str) -> None:
    with pytest.raises(EditRefused, match=f"`{name}`"):
        edits.add_node(melody, name, "a.b@1")


def test_fresh_ids(melody: Melody) -> None:
    assert edits.fresh_id(melody, "csv.read@1") == "read"
    assert edits.fresh_id(melody, "load") == "load_2"
    assert edits.fresh_id(melody, "load_2", taken=["load_2"]) == "load_3"
    assert edits.fresh_id(melody, "x.item") == "item_2"


def test_a_move_touches_only_the_layout(melody: Melody) -> None:
    edit = edits.move_nodes(melody, {"check": (1.6, -2.4), "load": (0, 0)})
    assert edit.changes == (Change(("layout", "nodes", "check", "at"), [200, 0], [2, -2]),)


def test_a_first_place_stands_in_the_order_of_the_nodes() -> None:
    melody = make(layout={"nodes": {"load": {"at": [0, 0]}, "each": {"at": [1, 1]}}})
    data = after(melody, edits.move_nodes(melody, {"check": (5, 5)}))
    assert list(data["layout"]["nodes"]) == ["load", "check", "each"]
    data = after(make(layout={}), edits.move_nodes(make(layout={}), {"each": (5, 5), "load": (1, 1)}))
    assert list(data["layout"]["nodes"]) == ["load", "each"]


def test_wires_are_set_added_and_taken_out(melody: Melody) -> None:
    melody = apply(melody, edits.connect(melody, "each.one", "check", "rows", many=True).changes)
    assert melody.nodes["check"].in_["rows"] == ("load.rows", "each.one")
    melody = apply(melody, edits.connect(melody, "load.x", "check", "rows", many=True, index=0, max=3).changes)
    assert thaw(melody.nodes["check"])["in"]["rows"][0] == {"from": "load.x", "back": True, "max": 3}
    melody = apply(melody, edits.disconnect(melody, "check", "rows", 1).changes)
    assert len(melody.nodes["check"].in_["rows"]) == 2
    melody = apply(melody, edits.connect(melody, "load.rows", "check", "rows").changes)
    assert melody.nodes["check"].in_["rows"] == "load.rows"
    assert "in" not in after(melody, edits.disconnect(melody, "check", "rows"))["nodes"]["check"]


def test_unwiring_a_port_takes_its_merge_along() -> None:
    node = {"use": "a.b", "in": {"p": ["x.y", "x.z"]}, "merge": {"p": "concat"}}
    melody = make(nodes={"x": {"use": "a.b"}, "n": node})
    assert after(melody, edits.disconnect(melody, "n", "p"))["nodes"]["n"] == {"use": "a.b"}


def test_order(melody: Melody) -> None:
    melody = apply(melody, edits.order_after(melody, "load", "each").changes)
    assert edits.order_after(melody, "load", "each").changes == ()
    melody = apply(melody, edits.order_after(melody, "check", "each").changes)
    assert melody.nodes["each"].after == ("load", "check")
    melody = apply(melody, edits.remove_order(melody, "load", "each").changes)
    melody = apply(melody, edits.remove_order(melody, "check", "each").changes)
    assert "after" not in thaw(melody)["nodes"]["each"]


def test_parameters_make_and_take_their_parents(melody: Melody) -> None:
    made = edits.set_param(melody, "load", "path", "a.csv")
    assert made.changes == (Change(("nodes", "load", "with"), MISSING, {"path": "a.csv"}),)
    melody = apply(melody, made.changes)
    gone = edits.set_param(melody, "load", "path", MISSING)
    assert gone.changes[0].path == ("nodes", "load", "with")
    assert edits.set_param(melody, "load", "path", "a.csv").changes == ()
    assert edits.set_field(melody, "load", "when", "a > 1").label == "Set when of load"


def test_an_unknown_node_is_named(melody: Melody) -> None:
    with pytest.raises(EditRefused, match="`gone`"):
        edits.set_param(melody, "gone", "a", 1)


def test_inputs_and_outputs_come_and_go(melody: Melody) -> None:
    melody = apply(melody, edits.add_input(melody, "who", "text", default="x").changes)
    melody = apply(melody, edits.connect(melody, "inputs.who", "load", "who").changes)
    melody = apply(melody, edits.add_output(melody, "rows", "load.rows").changes)
    with pytest.raises(EditRefused):
        edits.add_input(melody, "who")
    melody = apply(melody, edits.remove_input(melody, "who").changes)
    melody = apply(melody, edits.remove_output(melody, "rows").changes)
    assert thaw(melody) == thaw(make())


def test_titles(melody: Melody) -> None:
    melody = apply(melody, edits.rename_title(melody, "load", "T" * 60).changes)
    assert len(edits.rename_title(melody, "load", "").label) < 60
    assert "title" not in after(melody, edits.rename_title(melody, "load", ""))["nodes"]["load"]
