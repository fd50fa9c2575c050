from __future__ import annotations

from harmony.melody import editing
from harmony.melody.change import MISSING, Change
from harmony.melody.load import loads

MELODY = loads(
    "format: harmony/1\nname: x\nrun: {mode: parallel, budget: {usd: 1}}\nnodes:\n"
    "  a: {use: x.y, with: {list: [1], map: {k: 1}}, after: [b]}\n  b: {use: x.y}\nlayout: {nodes: {a: {at: [0, 0]}}}\n"
).require()


def test_an_empty_parent_goes_too_where_it_means_nothing() -> None:
    gone = editing.removal(MELODY, ("run", "budget", "usd"))
    assert gone == [Change(("run", "budget"), {"usd": 1}, MISSING)]
    assert editing.removal(MELODY, ("layout", "nodes", "a"))[0].path == ("layout",)
    assert editing.removal(MELODY, ("nodes", "a", "after", 0))[0].path == ("nodes", "a", "after")


def test_free_data_and_nodes_stay_empty() -> None:
    assert editing.removal(MELODY, ("nodes", "a", "with", "list", 0))[0].path == ("nodes", "a", "with", "list", 0)
    assert editing.removal(MELODY, ("nodes", "a", "with", "map", "k"))[0].path == ("nodes", "a", "with", "map", "k")
    one = loads("format: harmony/1\nname: x\nnodes: {a: {use: x.y}}\n").require()
    assert editing.removal(one, ("nodes", "a"))[0].path == ("nodes", "a")


def test_a_removal_knows_its_place() -> None:
    assert editing.removal(MELODY, ("nodes", "b"))[0].follows == "a"
    assert editing.removal(MELODY, ("nodes", "a"))[0].follows is None
    assert editing.removal(MELODY, ("nodes", "gone")) == []


def test_missing_parents_are_made() -> None:
    assert editing.setting(MELODY, ("nodes", "b", "with", "p", "q"), 1) == [
        Change(("nodes", "b", "with"), MISSING, {"p": {"q": 1}})
    ]


def test_counts() -> None:
    assert [editing.count(n, "node") for n in (0, 1, 2)] == ["0 nodes", "1 node", "2 nodes"]
