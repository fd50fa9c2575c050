from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from harmony.board.canvas.grid import GridIndex

boxes = st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000), st.integers(0, 900), st.integers(0, 900)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@settings(max_examples=40, deadline=None)
@given(st.lists(boxes, max_size=30), boxes)
def test_inside_finds_what_a_scan_finds(all_boxes, wanted):
    index: GridIndex[int] = GridIndex(200)
    for key, box in enumerate(all_boxes):
        index.put(key, box)
    touching = {
        k
        for k, b in enumerate(all_boxes)
        if b[0] <= wanted[2] and b[2] >= wanted[0] and b[1] <= wanted[3] and b[3] >= wanted[1]
    }
    assert index.inside(wanted) == touching


def test_a_moved_box_is_found_only_where_it_is():
    index: GridIndex[str] = GridIndex(100)
    index.put("a", (0, 0, 10, 10))
    index.put("a", (1000, 0, 1010, 10))
    assert index.inside((0, 0, 20, 20)) == set()
    assert index.inside((990, 0, 1020, 20)) == {"a"}


def test_a_huge_box_is_kept_aside_and_dropped():
    index: GridIndex[str] = GridIndex(10)
    index.put("huge", (0, 0, 10_000, 10_000))
    index.put("small", (5, 5, 6, 6))
    assert index.inside((9000, 9000, 9001, 9001)) == {"huge"}
    index.drop("huge")
    assert index.inside((9000, 9000, 9001, 9001)) == set()
    assert index.bounds() == (5, 5, 6, 6)


def test_an_empty_index_has_no_bounds():
    assert GridIndex().bounds() is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.none() | boxes), max_size=40))
def test_the_bounds_follow_what_comes_moves_and_goes(steps):
    index: GridIndex[int] = GridIndex(200)
    held: dict[int, tuple[int, int, int, int]] = {}
    for key, box in steps:
        if box is None:
            index.drop(key)
            held.pop(key, None)
        else:
            index.put(key, box)
            held[key] = box
        sides = list(zip(*held.values(), strict=True))
        wanted = (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])) if held else None
        assert index.bounds() == wanted
