"""`@node` only attaches."""

from harmony.sdk import node
from harmony.sdk.decorators import meta_of


def test_the_function_stays_what_it_was():
    def plain(x: int) -> int:
        return x + 1

    marked = node(title="Add", effects="none")(plain)
    assert marked is plain
    assert marked(1) == 2


def test_what_was_told_is_found_again():
    @node(title="Add", effects="none", aliases=["sum.up"], variation={"x": [1, 2]})
    def add() -> None: ...

    meta = meta_of(add)
    assert meta is not None
    assert (meta.title, meta.effects, meta.aliases, meta.variation) == ("Add", "none", ("sum.up",), {"x": [1, 2]})


def test_unknown_effects_count_as_writes():
    @node()
    def add() -> None: ...

    assert meta_of(add).effects == "writes"
    assert not meta_of(add).idempotent


def test_an_unmarked_function_is_no_node_type():
    assert meta_of(test_unknown_effects_count_as_writes) is None
