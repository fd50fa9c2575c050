"""What is known of a node type."""

from harmony.sdk.manifest import NodeType, Port


def test_the_form_that_files_hold():
    assert NodeType("csv.read", major=2).use == "csv.read@2"


def test_flow_nodes_are_the_conductors():
    assert NodeType("flow.each").is_flow
    assert not NodeType("flowers.pick").is_flow


def test_ports_by_name():
    found = NodeType("x.y", inputs=(Port("a"),), outputs=(Port("b"),))
    assert (found.input("a"), found.output("b"), found.input("b")) == (Port("a"), Port("b"), None)


def test_unknown_effects_are_writes():
    assert (NodeType("x.y").effects, NodeType("x.y").idempotent) == ("writes", False)
