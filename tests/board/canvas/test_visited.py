from __future__ import annotations

from harmony.board.canvas.visited import MOST, Place, Visited

A, B, C = Place((), 100, 0, 0), Place((), 100, 900, 0), Place(("each",), 100, 0, 0)


def test_back_and_forth():
    visited = Visited()
    visited.leave(A)
    visited.leave(B)
    assert visited.back(C) == B
    assert visited.back(B) == A
    assert visited.back(A) is None
    assert visited.forth(A) == B
    assert visited.forth(B) == C
    assert not visited.can_go_forth


def test_a_new_way_forgets_the_old_one():
    visited = Visited()
    visited.leave(A)
    visited.back(B)
    visited.leave(C)
    assert visited.forth(A) is None


def test_the_same_place_counts_once():
    visited = Visited()
    visited.leave(A)
    visited.leave(Place((), 100, 20, 30))
    assert visited.back(B) == A
    assert not visited.can_go_back


def test_it_does_not_grow_for_ever():
    visited = Visited()
    for number in range(200):
        visited.leave(Place((), 100, number * 100, 0))
    steps = 0
    while visited.back(C):
        steps += 1
    assert steps == MOST
