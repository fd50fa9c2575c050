from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board.habits import AT_ONCE, KEY, MOST_FOLLOWED, MOST_USED, OLD, Learnt
from harmony.board.recent import Memory
from harmony.melody import edits
from harmony.melody.change import MISSING, Change
from harmony.melody.model import Node
from tests.board.parts import TEXT, open_document, write


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "board.json")


def added(name: str, **more: object) -> Change:
    return Change(("nodes", name), MISSING, {"use": "t.a@1", **more})


def test_what_is_added_and_what_it_is_wired_from_is_counted(tmp_path: Path, catalog, memory, qapp) -> None:
    document, learnt = open_document(tmp_path, catalog, TEXT), Learnt(memory)
    document.changed.connect(lambda changes: learnt.learn(changes, document.node))
    document.try_edit(edits.add_node, "shout", "text.template@1", in_={"said": "greet.text"})
    document.try_edit(edits.add_node, "late", "data.set@1")
    document.try_edit(edits.connect, "greet.text", "late", "value")
    document.try_edit(edits.set_param, "late", "value", 3)
    assert learnt.habits.used == {"text.template": 1, "data.set": 1}
    assert learnt.habits.follows == {("text.template", "text.template"): 1, ("text.template", "data.set"): 1}


def test_wires_in_bodies_and_lists_are_counted_there(memory) -> None:
    find = {f"each/{name}": Node(use=f"t.{name}@1") for name in "abc"}.get
    learnt = Learnt(memory)
    path = ("nodes", "each", "body", "nodes", "c")
    learnt.learn([Change((*path, "in", "parts"), MISSING, ["a.x", {"from": "b.x", "back": True}])], find)
    learnt.learn([Change((*path, "in", "other"), "b.x", ["b.x", "a.x"])], find)
    learnt.learn([Change(("nodes", "each", "body", "inputs", "in"), MISSING, {})], find)
    assert learnt.habits.follows == {("t.a", "t.c"): 2, ("t.b", "t.c"): 1}
    assert not learnt.habits.used


def test_it_is_known_after_the_next_start(memory, tmp_path: Path) -> None:
    learnt = Learnt(memory)
    learnt.learn([added("a"), added("b", **{"in": {"x": "a.y"}})], lambda _name: Node(use="t.a@1"))
    assert memory.get(KEY) is None  # nothing is written while a person works
    learnt.keep()
    again = Learnt(Memory(tmp_path / "board.json")).habits
    assert again == learnt.habits
    assert (again.used, again.follows) == ({"t.a": 2}, {("t.a", "t.a"): 1})


@pytest.mark.parametrize("spoilt", [3, {"a": 1}, [["a"], "b", [1, 2], ["a", "b", "c"]]])
def test_a_spoilt_memory_is_no_habit(memory, spoilt) -> None:
    memory.put(KEY, spoilt)
    assert not Learnt(memory).habits.used and not Learnt(memory).habits.follows


def test_what_is_pasted_is_no_habit(memory) -> None:
    learnt = Learnt(memory)
    learnt.learn([added(f"n{i}") for i in range(AT_ONCE + 1)], lambda _name: Node(use="t.a@1"))
    assert not learnt.habits.used


def test_it_stays_small_and_fades(memory) -> None:
    rows = [[f"t.{i}", 1 + (i == 7)] for i in range(MOST_USED + 50)]
    memory.put(KEY, rows + [[f"t.{i}", "t.z", 1] for i in range(MOST_FOLLOWED + 50)])
    learnt = Learnt(memory)
    learnt.keep()
    assert len(memory.get(KEY)) == MOST_USED + MOST_FOLLOWED and ["t.7", 2] in memory.get(KEY)
    memory.put(KEY, [["t.a", OLD], ["t.b", 1]])
    learnt = Learnt(memory)
    learnt.learn([added("a")], lambda _name: Node(use="t.a@1"))
    assert learnt.habits.used == {"t.a": (OLD + 1) // 2}


def test_a_new_melody_offers_what_followed_in_another(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path))
    for name in ("a", "b"):
        window.desk.document.try_edit(edits.add_node, name, "table.write@1", in_={"rows": "greet.text"})
    canvas = window.desk.new().canvas
    assert canvas.open_quick_add().shown[0].type.id == "table.write"
    window.desk.close()
    assert ["table.write", 2] in window.memory.get(KEY)
