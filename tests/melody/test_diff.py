from __future__ import annotations

from pathlib import Path

import pytest

from harmony.melody import edits, plain
from harmony.melody.apply import apply
from harmony.melody.change import MISSING, Change
from harmony.melody.diff import describe, diff
from harmony.melody.frozen import thaw
from harmony.melody.load import load, loads
from harmony.melody.model import Melody
from harmony.melody.write import Text
from tests.melody.random_edits import RandomEdits

FILES = sorted((Path(__file__).parent / "files").glob("*.melody.yaml"))


@pytest.mark.parametrize("path", FILES[::4], ids=lambda path: path.name[:2])
def test_the_difference_makes_the_one_of_the_other(path: Path) -> None:
    loaded = load(path)
    before = after = loaded.require()
    made = RandomEdits(5)
    for _ in range(12):
        after = apply(after, made.edit(after).changes)
    changes = diff(before, after)
    assert plain.same(thaw(apply(before, changes)), thaw(after))
    text = Text(loaded.text)
    text.apply(changes)
    assert plain.same(thaw(loads(text.source).require()), thaw(after))
    assert diff(after, after) == []
    assert all(describe(changes))


def report() -> Melody:
    return load(FILES[0]).require()


def words(melody: Melody, *made: edits.Edit) -> list[str]:
    after = melody
    for edit in made:
        after = apply(after, edit.changes)
    return describe(diff(melody, after))


def test_small_changes_are_small() -> None:
    melody = report()
    after = apply(melody, edits.set_param(melody, "load", "delimiter", ";").changes)
    assert diff(melody, after) == [Change(("nodes", "load", "with", "delimiter"), ",", ";")]


def test_order_of_keys_is_no_difference() -> None:
    one = loads("format: harmony/1\nname: x\nnodes:\n  a: {use: d.s}\n  b: {use: d.s}\n").require()
    other = loads("name: x\nformat: harmony/1\nnodes:\n  b: {use: d.s}\n  a: {use: d.s}\n").require()
    assert diff(one, other) == []


def test_kinds_of_numbers_are_told_apart() -> None:
    one = loads("format: harmony/1\nname: x\nnodes:\n  a: {use: d.s, with: {v: 1}}\n").require()
    other = loads("format: harmony/1\nname: x\nnodes:\n  a: {use: d.s, with: {v: 1.0}}\n").require()
    assert describe(diff(one, other)) == ["node a: v 1 -> 1.0"]


def test_words_for_people() -> None:
    melody = report()
    assert words(melody, edits.set_param(melody, "load", "delimiter", ";")) == ['node load: delimiter "," -> ";"']
    assert words(melody, edits.move_nodes(melody, {"load": (1, 2)})) == ["node load: moved to [1, 2]"]
    assert words(melody, edits.move_nodes(melody, {"gate": (1, 2)})) == ["node gate: placed at [1, 2]"]
    assert words(melody, edits.add_node(melody, "new", "a.b@1")) == ["node new added (a.b@1)"]
    assert words(melody, edits.remove_nodes(melody, ["gate"])) == [
        "node gate removed",
        "node write: in removed",
    ]
    assert words(melody, edits.connect(melody, "load.rows", "gate", "value")) == [
        'node gate: wire value "check.valid" -> "load.rows"'
    ]
    assert words(melody, edits.set_value(melody, ("inputs", "quarter", "default"), "Q4")) == [
        'input quarter: default "Q3" -> "Q4"'
    ]
    assert words(melody, edits.set_value(melody, ("outputs", "report"), "write")) == [
        'output report "write.text" -> "write"'
    ]
    assert words(melody, edits.set_value(melody, ("run", "mode"), MISSING)) == ["run: mode removed"]


def test_a_new_id_is_told_as_such() -> None:
    melody = report()
    told = describe(edits.rename_id(melody, "load", "fetch").changes)
    assert told[0] == "node load: its id is now fetch"


def test_long_texts_are_shortened() -> None:
    melody = report()
    told = words(melody, edits.set_param(melody, "write", "prompt", "One\nTwo\n"))
    assert told[0].endswith('-> a text of 2 lines ("One" …)')
    assert len(words(melody, edits.set_value(melody, ("name",), "x" * 500))[0]) < 100


def test_a_node_in_a_body_is_named_by_its_path() -> None:
    melody = load(next(path for path in FILES if path.name.startswith("16"))).require()
    told = words(melody, edits.set_param(melody, "triage/again/edit", "value", 1))
    assert told == ['node triage/again/edit: value "{{ inputs.text }}!" -> 1']
