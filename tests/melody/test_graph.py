from __future__ import annotations

import random

import pytest

from harmony.melody.graph import Graph, between, cycles, downstream, order, upstream
from harmony.melody.model import Node


def nodes(text, back=""):
    """Nodes from `a>b b>c`; back wires from `c>a`."""
    found: dict[str, dict[str, object]] = {}
    for pair in text.split():
        source, _, target = pair.partition(">")
        found.setdefault(source, {"use": "x"})
        if target:
            found.setdefault(target, {"use": "x"}).setdefault("after", []).append(source)
    for pair in back.split():
        source, _, target = pair.partition(">")
        found[target].setdefault("in", {})[f"from_{source}"] = {"from": source, "back": True, "max": 2}
    return {name: Node.model_validate(plain) for name, plain in found.items()}


def test_order_puts_each_behind_what_it_follows():
    assert order(nodes("c>d a>c b>c")) == ["a", "b", "c", "d"]


def test_order_leaves_out_a_cycle_and_what_is_behind_it():
    assert order(nodes("x a>b b>a b>c")) == ["x"]


def test_cycles_give_the_path():
    assert cycles(nodes("a>b b>c c>a c>d")) == [["a", "b", "c"]]
    assert cycles(nodes("a>b b>c")) == []
    assert cycles(nodes("a>a")) == [["a"]]


def test_each_group_of_cycles_is_told_once():
    assert [set(c) for c in cycles(nodes("a>b b>a b>c c>d d>c"))] == [{"a", "b"}, {"c", "d"}]


def test_a_back_wire_makes_no_cycle_but_a_region():
    graph = Graph(nodes("s>a a>b b>c c>t a>x", back="c>a"))
    assert graph.cycles() == []
    assert graph.region(graph.back[0]) == {"a", "b", "c"}


def test_between_takes_all_paths_and_both_ends():
    found = nodes("a>b a>c b>d c>d d>e x>d")
    assert between(found, "a", "d") == {"a", "b", "c", "d"}
    assert between(found, "d", "a") == set()
    assert between(found, "a", "a") == {"a"}


def test_upstream_and_downstream():
    found = nodes("a>b b>c x>c")
    assert upstream(found, "c") == {"a", "b", "x"}
    assert downstream(found, "a") == {"b", "c"}


def test_wires_from_nowhere_do_not_count():
    found = {"a": Node.model_validate({"use": "x", "in": {"p": "nowhere.y", "q": "inputs.z"}})}
    assert order(found) == ["a"]


@pytest.mark.parametrize("seed", range(20))
def test_random_graphs_agree_with_a_slow_search(seed):
    chance = random.Random(seed)
    names = "abcdefgh"
    pairs = {(chance.choice(names), chance.choice(names)) for _ in range(10)}
    found = nodes(" ".join([*names, *(f"{s}>{t}" for s, t in sorted(pairs))]))
    reach = {n: _slow_reach(pairs, n) for n in names}
    assert all(downstream(found, n) == reach[n] - {n} for n in names)
    on_cycle = {n for n in names if n in reach[n]}
    assert {n for c in cycles(found) for n in c} <= on_cycle
    assert bool(cycles(found)) == bool(on_cycle)
    assert set(order(found)) == {n for n in names if not any(n == c or n in reach[c] for c in on_cycle)}


def _slow_reach(pairs, start):
    reached: set[str] = set()
    for _ in range(9):
        reached |= {t for s, t in pairs if s == start or s in reached}
    return reached


@pytest.mark.slow
def test_long_chains_take_linear_time_and_no_recursion():
    found = nodes(" ".join(f"n{i}>n{i + 1}" for i in range(5000)) + " n5000>n0")
    assert len(cycles(found)[0]) == 5001
