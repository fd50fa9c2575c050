from __future__ import annotations

import pytest

from harmony.melody.text.spans import TextError
from harmony.melody.text.tree import Tree

SOURCE = "format: harmony/1\nnodes:\n  a: {use: x}\n  b: {use: y}\n"


def test_everything_can_be_taken_back_and_done_again() -> None:
    tree = Tree(SOURCE)
    tree.put(("nodes",), "c", "  c: {use: z}\n", "a")
    tree.put(("nodes",), "b", None)
    tree.put((), "format", "format: other\n")
    log = tree.take_log()
    after = tree.source
    assert after == "format: other\nnodes:\n  a: {use: x}\n  c: {use: z}\n"
    tree.revert(log)
    assert tree.source == SOURCE
    tree.replay(log)
    assert tree.source == after
    assert tree.take_log() == ()


def test_where_a_path_lies() -> None:
    tree = Tree(SOURCE)
    assert tree.locate(("nodes", "a", "use")) == (("nodes",), "a", ("a", "use"))
    assert tree.locate(("nodes", "z")) == (("nodes",), None, ("z",))
    assert tree.locate(("nodes",)) == ((), "nodes", ("nodes",))
    assert Tree("{a: 1}").locate(("a",)) == ((), "", ("a",))
    with pytest.raises(TextError):
        tree.group(("format",))
