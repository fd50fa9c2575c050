from __future__ import annotations

import pytest

from harmony.board.canvas.match import PortRef
from harmony.board.canvas.suggest import Wanted, habits_of, suggest, text_score, wanted_by
from harmony.board.habits import Habits
from tests.board.canvas.conftest import Types

NONE = Habits({}, {})
ALL = Types().types()


def ids(found):
    return [s.type.id for s in found]


def test_without_a_text_everything_is_offered():
    assert len(suggest(ALL, "", NONE)) == len(ALL)


@pytest.mark.parametrize(
    ("text", "first"), [("re", "t.read"), ("csv", "t.read"), ("py", "t.open"), ("t.check", "t.check")]
)
def test_the_beginning_of_a_word_finds_a_type(text, first):
    assert ids(suggest(ALL, text, NONE))[0] == first


def test_letters_in_order_find_a_type_but_not_before_a_better_one():
    assert "t.read" in ids(suggest(ALL, "rdcsv", NONE))
    assert text_score(ALL[0], "zzz") is None


def test_for_a_wire_only_what_fits_is_offered_with_its_port():
    found = suggest(ALL, "", NONE, Wanted("table", "in"))
    assert {s.type.id: s.port for s in found} == {"t.check": "rows", "t.write": "parts", "t.open": "value"}


def test_for_an_input_the_outputs_count():
    assert ids(suggest(ALL, "", NONE, Wanted("image", "out"))) == ["t.open"]


def test_what_usually_follows_comes_first():
    plain = ids(suggest(ALL, "", NONE, Wanted("table", "in", "t.read")))
    assert plain[0] == "t.check"
    learnt = Habits({}, {("t.read", "t.write"): 4})
    assert ids(suggest(ALL, "", learnt, Wanted("table", "in", "t.read")))[0] == "t.write"


def test_what_followed_in_other_melodies_comes_first_in_a_new_one():
    wanted = Wanted("table", "in", "t.read")
    elsewhere = Habits({"t.write": 900}, {("t.read", "t.write"): 600, ("t.read", "t.check"): 20})
    assert ids(suggest(ALL, "", NONE, wanted, elsewhere))[0] == "t.write"
    here = Habits({}, {("t.read", "t.check"): 5})
    assert ids(suggest(ALL, "", here, wanted, elsewhere))[0] == "t.check"


def test_what_leads_to_an_input_is_learnt_too():
    wanted = Wanted("table", "out", "t.write")
    assert ids(suggest(ALL, "", NONE, wanted))[0] == "t.read"
    elsewhere = Habits({}, {("t.check", "t.write"): 9, ("t.write", "t.read"): 99})
    assert ids(suggest(ALL, "", NONE, wanted, elsewhere))[0] == "t.check"


def test_habits_are_counted_from_the_melody(plan, document):
    habits = habits_of(plan, document.melody)
    assert habits.used["t.check"] == 2
    assert habits.follows["t.read", "t.check"] == 1
    wanted = wanted_by(plan, PortRef("load", "out", 0), document.melody)
    assert wanted == Wanted("table", "in", "t.read")
