from __future__ import annotations

from itertools import pairwise

import pytest

from harmony.board.canvas.tidy import tidy

SIZE = (200, 80)


def sizes(names: str) -> dict[str, tuple[int, int]]:
    return dict.fromkeys(names.split(), SIZE)


def overlaps(places: dict[str, tuple[int, int]]) -> bool:
    rows = sorted(places.values())
    return any(a[0] == b[0] and abs(a[1] - b[1]) < SIZE[1] for a, b in pairwise(rows))


def test_a_chain_runs_straight_to_the_right():
    places = tidy(sizes("a b c"), [("a", "b"), ("b", "c")])
    assert places["a"][0] < places["b"][0] < places["c"][0]
    assert {y for _x, y in places.values()} == {0}


def test_every_wire_leads_to_the_right_and_nothing_overlaps():
    edges = [("a", "c"), ("b", "c"), ("c", "d"), ("c", "e"), ("a", "e"), ("d", "f"), ("e", "f")]
    places = tidy(sizes("a b c d e f"), edges)
    assert all(places[a][0] < places[b][0] for a, b in edges)
    assert not overlaps(places)


def test_places_lie_on_the_grid_and_begin_at_the_origin():
    places = tidy(sizes("a b c"), [("a", "b"), ("a", "c")], (40, 60))
    assert all(x % 20 == 0 and y % 20 == 0 for x, y in places.values())
    assert min(x for x, _y in places.values()) == 40
    assert min(y for _x, y in places.values()) == 60


def test_two_parallel_lines_do_not_cross():
    places = tidy(sizes("a x b y"), [("a", "b"), ("x", "y")])
    assert (places["a"][1] < places["x"][1]) == (places["b"][1] < places["y"][1])


def test_a_cycle_and_a_loop_to_itself_are_laid_out_all_the_same():
    places = tidy(sizes("a b c"), [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")])
    assert len(set(places.values())) == 3


def test_a_side_input_stands_just_before_what_it_feeds():
    places = tidy(sizes("a b c side"), [("a", "b"), ("b", "c"), ("side", "c")])
    assert places["side"][0] == places["b"][0]


def test_cards_without_wires_come_below_in_rows():
    places = tidy(sizes("a b x y"), [("a", "b")])
    assert places["x"][1] == places["y"][1] > places["a"][1]


def test_the_same_graph_gives_the_same_places():
    edges = [("a", "c"), ("b", "c"), ("c", "d")]
    assert tidy(sizes("a b c d"), edges) == tidy(sizes("a b c d"), list(reversed(edges)))


@pytest.mark.slow
def test_two_thousand_nodes_take_well_under_a_second():
    names = [f"n{i}" for i in range(2000)]
    edges = [(f"n{i}", f"n{i + 40}") for i in range(1960)] + [(f"n{i}", f"n{i + 41}") for i in range(1950)]
    places = tidy(dict.fromkeys(names, SIZE), edges)
    assert len(places) == 2000
