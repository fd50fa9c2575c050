from __future__ import annotations

import random

import pytest

from harmony.melody import plain
from harmony.melody.text.chain import Chain


def test_neighbours() -> None:
    chain = Chain({"a": 1, "b": 2})
    assert (chain.before("a"), chain.before("b"), chain.last()) == (None, "a", "b")
    chain.place("x", 3, "a")
    assert (chain.before("b"), chain.before("x"), chain.last()) == ("x", "a", "b")
    assert chain.first_values(2) == [1, 3]
    assert list(chain.items()) == [("a", 1), ("x", 3), ("b", 2)]


def test_none_left_and_begun_again() -> None:
    chain = Chain({"a": 1})
    assert chain.before("a") is None
    del chain["a"]
    with pytest.raises(StopIteration):
        chain.last()
    chain.place("b", 2, "gone")
    assert list(chain) == ["b"]


@pytest.mark.parametrize("seed", range(20))
def test_it_is_what_a_dict_built_anew_is(seed: int) -> None:
    chance = random.Random(seed)
    chain, known = Chain({"k0": 0, "k1": 1}), {"k0": 0, "k1": 1}
    for number in range(2, 60):
        pick = chance.random()
        if pick < 0.3 and known:
            key = chance.choice(list(known))
            assert chain.before(key) == plain.before_key(known, key)
            del chain[key], known[key]
        elif pick < 0.4 and known:
            chain[next(iter(known))] = known[next(iter(known))] = number
        else:
            follows = chance.choice([None, "nobody", *known])
            chain.place(f"k{number}", number, follows)
            plain.place(known, f"k{number}", number, follows)
        if known:
            assert chain.last() == next(reversed(known))
            assert chain.first_values(3) == list(known.values())[:3]
        if chance.random() < 0.3:
            assert list(chain.items()) == list(known.items())
    assert list(chain) == list(known) and list(reversed(chain)) == list(reversed(known))
    assert (list(chain.keys()), list(chain.values())) == (list(known), list(known.values()))
