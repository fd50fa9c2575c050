from __future__ import annotations

from harmony.melody.places import NOWHERE, Places
from harmony.melody.reading import read_yaml

TEXT = "nodes:\n  load:\n    with: {path: x}\n    after: [a, b]\n"


def test_a_value_and_its_key_have_places():
    places = read_yaml(TEXT).places
    assert places.at(("nodes", "load", "with", "path")) == (3, 18)
    assert places.key(("nodes", "load", "with", "path")) == (3, 12)
    assert places.at(("nodes", "load", "after", 1)) == (4, 16)


def test_what_is_not_there_has_the_place_of_the_nearest_parent():
    assert read_yaml(TEXT).places.at(("nodes", "load", "retry", "delay")) == (2, 3)


def test_a_document_without_text_is_at_its_start():
    assert NOWHERE.at(("nodes", "a")) == (1, 1)


def test_places_can_be_worked_out_when_they_are_asked_for():
    asked = []
    places = Places(lambda: asked.append(1) or {"a": (0, (1 << 20) + 4, None)})
    assert not asked
    assert places.at(("a",)) == (2, 5)
    assert places.at(("a",)) == (2, 5)
    assert asked == [1]
