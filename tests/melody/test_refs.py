from __future__ import annotations

from harmony.melody import refs
from harmony.melody.load import loads

MELODY = loads(
    "format: harmony/1\nname: x\nnodes:\n  a:\n    use: f.e\n    in: {p: b.r, q: [c, {from: d.r}]}\n    after: e.up\n"
    "    cancels: [g]\n    body: {nodes: {i: {use: x.y}}}\n"
).require()


def test_paths_of_nodes() -> None:
    assert refs.node_path("a/i") == ("nodes", "a", "body", "nodes", "i")
    assert refs.scope_path("") == () and refs.scope_path("a") == ("nodes", "a", "body")
    assert refs.split_node("a/i") == ("a", "i")


def test_finding_nodes() -> None:
    assert refs.find_node(MELODY, "a/i") is MELODY.nodes["a"].body.nodes["i"]
    assert refs.find_node(MELODY, "i") is refs.find_node(MELODY, "b/i") is None


def test_all_that_a_node_names() -> None:
    assert list(refs.named_by(MELODY.nodes["a"])) == [
        (("in", "p"), "b.r"),
        (("in", "q", 0), "c"),
        (("in", "q", 1, "from"), "d.r"),
        (("after",), "e.up"),
        (("cancels", 0), "g"),
    ]


def test_names_in_expressions() -> None:
    text = 'a.x > 1 and "a.x" != b.a.x and aa.x and a .y'
    assert refs.in_expression(text, "a", "z") == 'z.x > 1 and "a.x" != b.a.x and aa.x and z .y'
