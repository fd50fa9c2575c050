from __future__ import annotations

import pytest

from harmony.errors import EditRefused
from harmony.melody.apply import apply, raw_at, value_at
from harmony.melody.change import MISSING, Change
from harmony.melody.frozen import FrozenDict, thaw
from harmony.melody.model import Melody, Node


@pytest.fixture
def melody() -> Melody:
    nodes = {
        "a": {"use": "x.y", "in": {"r": ["q.w"]}, "with": {"deep": [1, {"b": 2}]}, "after": ["b"]},
        "b": {"use": "x.z", "retry": {"attempts": 2}},
    }
    return Melody.model_validate({"format": "harmony/1", "name": "x", "nodes": nodes})


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (("name",), "x", "y"),
        (("description",), MISSING, "text"),
        (("nodes", "a", "with", "deep", 1, "b"), 2, {"c": [None]}),
        (("nodes", "a", "with", "deep", 0), 1, 1.0),
        (("nodes", "a", "in", "r", 0), MISSING, {"from": "b.c", "back": True, "max": 2}),
        (("nodes", "a", "after", 0), "b", "c"),
        (("nodes", "b", "retry", "attempts"), 2, 5),
        (("nodes", "b", "retry", "attempts"), 2, MISSING),
        (("nodes", "b"), {"use": "x.z", "retry": {"attempts": 2}}, MISSING),
        (("nodes", "c"), MISSING, {"use": "n.n"}),
    ],
)
def test_a_change_is_made_and_taken_back(melody: Melody, path: tuple, before: object, after: object) -> None:
    change = Change(path, before, after)
    changed = apply(melody, [change])
    inserts = isinstance(path[-1], int) and before is MISSING
    assert value_at(changed, path) == after or inserts
    assert Melody.model_validate(thaw(changed)) == changed
    assert thaw(apply(changed, [change.inverse()])) == thaw(melody)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(("nodes", "1x"), MISSING, {"use": "a"}), "nodes.1x"),
        (Change(("nodes", "a", "use"), "x.y", 3), "nodes.a.use"),
        (Change(("nodes", "a", "foo"), MISSING, 3), "`foo` is no key"),
        (Change(("nodes", "b", "retry", "attempts"), 2, 0), "greater than or equal"),
        (Change(("nodes", "a", "timeout"), MISSING, "soon"), "no duration"),
        (Change(("name",), "x", MISSING), "cannot be left out"),
        (Change(("name",), "other", "z"), "changed meanwhile"),
        (Change(("nodes", "a", "with", "deep", 0), True, 2), "changed meanwhile"),
        (Change(("nodes", "a"), MISSING, {"use": "n.n"}), "there already"),
        (Change(("nodes", "z"), {"use": "n.n"}, MISSING), "not there"),
        (Change(("nodes", "z", "use"), "n", "m"), "`z` is not there"),
        (Change(("run", "mode"), MISSING, "parallel"), "`run` is not there"),
        (Change(("nodes", "a", "with", "deep", 9), MISSING, 1), "2 items"),
        (Change((), MISSING, 1), "path"),
    ],
)
def test_what_does_not_fit_is_refused(melody: Melody, change: Change, says: str) -> None:
    with pytest.raises(EditRefused, match=says):
        apply(melody, [change])


def test_a_key_goes_where_it_is_told(melody: Melody) -> None:
    node = {"use": "n.n"}
    for follows, order in (("a", "acb"), (None, "cab"), (MISSING, "abc"), ("gone", "abc")):
        changed = apply(melody, [Change(("nodes", "c"), MISSING, node, follows=follows)])
        assert "".join(changed.nodes) == order


def test_only_what_is_touched_is_copied(melody: Melody) -> None:
    changed = apply(melody, [Change(("nodes", "a", "title"), MISSING, "A")])
    assert changed.nodes["b"] is melody.nodes["b"]
    assert changed.nodes["a"].with_ is melody.nodes["a"].with_
    assert melody.nodes["a"].title == ""


def test_what_is_set_is_frozen(melody: Melody) -> None:
    value = {"list": [1]}
    changed = apply(melody, [Change(("nodes", "a", "with", "more"), MISSING, value)])
    value["list"].append(2)
    assert changed.nodes["a"].with_["more"] == FrozenDict({"list": (1,)})
    with pytest.raises(TypeError):
        changed.nodes["a"].with_["more"]["x"] = 1


def test_looking_up(melody: Melody) -> None:
    assert isinstance(raw_at(melody, ("nodes", "a")), Node)
    assert value_at(melody, ("nodes", "a", "in")) == {"r": ["q.w"]}
    assert value_at(melody, ("nodes", "a", "title")) is MISSING
    assert value_at(melody, ("nodes", "a", "with", "deep", 1, "b")) == 2
    assert value_at(melody, ("nodes", "z", "use")) is MISSING
