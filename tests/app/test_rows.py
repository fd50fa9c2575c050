from dataclasses import replace

from harmony.app.rows import admission_of, beginning_of, fork_of, going_on, row_of
from harmony.conductor import Admission
from harmony.conductor.events import Record
from harmony.melody.frozen import thaw
from harmony.melody.load import loads
from tests.app.playing import melody_of

TEXT = melody_of("  a: {use: data.set@1}\n", "inputs: {n: {type: integer}, pin: {type: secret}}\n")


def admission(text: str = TEXT) -> Admission:
    melody = loads(text).melody
    assert melody is not None
    return Admission(run="r", melody=melody, inputs={"n": 1, "pin": "4711"}, base="/b", pins={"a.value": 2}, seed=7)


def test_a_row_gives_its_admission_back_without_secrets() -> None:
    admitted = replace(admission(), file="/b/m.yaml")
    row = row_of(admitted, created=1.0, endpoint="e")
    again = admission_of(row)
    assert replace(again, inputs={"n": 1, "pin": "4711"}) == admitted
    assert "4711" not in str(row)
    assert (row.path, row.created, row.endpoint) == ("/b/m.yaml", 1.0, "e")


def test_what_changes_under_an_edited_melody() -> None:
    row = row_of(admission(), created=1.0, endpoint="")
    assert going_on(row, admission()) == {}
    edited = admission(TEXT.replace("  a:", "  b:"))
    assert list(going_on(row, edited)["melody"]["nodes"]) == ["b"]


def test_who_looks_back_sees_what_it_began_with() -> None:
    edited = admission(TEXT.replace("  a:", "  b:"))
    row = row_of(edited, created=1.0, endpoint="")
    first = Record(0, 1.0, "run.started", "", "", 0, {"melody": thaw(admission().melody), "melodies": {}})
    assert list(beginning_of(row, first).melody.nodes) == ["a"]


def test_a_fork_is_a_row_of_its_own() -> None:
    row = replace(row_of(admission(), created=1.0, endpoint=""), ended=2.0, outcome={"gaps": 1}, epoch=4)
    forked = fork_of(row, "new", created=3.0, endpoint="e")
    assert (forked.id, forked.created, forked.ended, forked.outcome, forked.epoch) == ("new", 3.0, None, {}, 0)
    assert forked.options["forked"] == "r"
    assert admission_of(forked).melody == admission().melody
