from __future__ import annotations

from harmony.melody.model import Node
from harmony.melody.wires import WireEnd, count_into, parse_ref, wires_into, wires_of


def node(**fields):
    return Node.model_validate({"use": "x", **fields})


def test_a_reference_is_a_node_and_a_port():
    assert parse_ref("a.b") == ("a", "b")
    assert parse_ref("a") == ("a", None)
    assert parse_ref("inputs.folder") == ("inputs", "folder")


def test_wires_come_in_the_order_of_the_file():
    wires = wires_into("n", node(**{"in": {"p": "a.x", "q": ["b", "c.y"]}, "after": ["d", "e.z"]}))
    assert wires == [
        WireEnd("a", "x", "n", "p"),
        WireEnd("b", None, "n", "q", 0),
        WireEnd("c", "y", "n", "q", 1),
        WireEnd("d", None, "n", None, 0),
        WireEnd("e", "z", "n", None, 1),
    ]


def test_a_back_wire_has_its_bound():
    wire = wires_into("n", node(**{"in": {"p": {"from": "a.x", "back": True, "max": 3}}}))[0]
    assert wire == WireEnd("a", "x", "n", "p", None, True, 3)


def test_one_node_in_after_needs_no_list():
    assert wires_into("n", node(after="a")) == [WireEnd("a", None, "n", None)]


def test_a_wire_knows_its_field_and_how_it_is_written():
    wires = wires_into("n", node(**{"in": {"p": "inputs.x", "q": ["b"]}, "after": ["c"]}))
    assert [w.field for w in wires] == [("in", "p"), ("in", "q", 0), ("after", 0)]
    assert [w.ref for w in wires] == ["inputs.x", "b", "c"]
    assert [w.is_input for w in wires] == [True, False, False]


def test_all_wires_of_a_melody():
    assert len(wires_of({"a": node(), "b": node(after="a")})) == 1


def test_wires_are_counted_without_being_made():
    one = node(**{"in": {"x": "a.y", "z": ["a.y", "a.q"]}, "after": "a"})
    for each in (one, node(), node(after=["a", "b"])):
        assert count_into(each) == len(wires_into("b", each))
